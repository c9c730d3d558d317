"""Rows over the seeds, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.directory import topics
from bot.directory.topics import Posters, Topic
from storage.database.database import Database
from storage.topics import topics as kept

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
COURSES = Topic("courses", "🎒", {"kk": "Курстар", "ru": "Курсы", "en": "Courses"}, ("DE",), Posters.OWNERS)


async def test_what_is_kept_stands_over_the_seeds(database: Database) -> None:
    law = topics.load()["law"]
    async with database.begin() as tx:
        assert list(await topics.every(tx)) == list(topics.load())
        assert await kept.add(tx, COURSES.row(0, NOW))
        assert not await kept.add(tx, replace(COURSES, sign="🎓").row(5, NOW))  # there is one of this slug
        await kept.put(tx, [replace(law, name=law.name | {"kk": "Заң"}, retired_at=NOW).row(1, NOW)])
        every = await topics.every(tx)
    assert every["courses"] == COURSES and every["law"].name["kk"] == "Заң"
    assert set(every) == {*topics.load(), "courses"}
    assert next(iter(every)) == "courses"
    assert "law" not in topics.offered(every) and "courses" in topics.offered(every)


async def test_another_process_reads_what_was_changed(database: Database) -> None:
    present = topics.load()
    renewing = topics.Renewing(database, present)
    assert not await renewing.look()
    async with database.begin() as tx:
        await kept.put(tx, [COURSES.row(0, NOW)])
    assert await renewing.look() and "courses" in present
    assert not await renewing.look()
    async with database.begin() as tx:
        later = NOW + timedelta(seconds=1)
        await kept.put(tx, [replace(COURSES, retired_at=later).row(0, later)])
    assert await renewing.look() and "courses" not in present
