"""Members are counted once a day, whichever process is first, and what was counted stays, on both databases."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.config import Locale
from bot.stats import daily
from bot.stats.quarter import Quarter, gathered
from storage.database.database import Database
from storage.members import daily_counts, erasure, members

NOW = datetime(2026, 10, 1, 5, tzinfo=UTC)
DAY = date(2026, 10, 1)
ALMATY = ZoneInfo("Asia/Almaty")


async def peopled(database: Database) -> None:
    async with database.begin() as tx:
        for chat, (language, country) in enumerate((("kk", "DE"), ("kk", None), ("ru", "DE"), ("ru", "TR"))):
            member = await members.join(tx, 10 + chat, language, NOW)
            await members.update(tx, 10 + chat, country=country)
            await members.subscribe(tx, member.id, ["law"])
        await members.gone(tx, 13, "blocked", NOW)


async def test_a_day_is_counted_once_by_language_country_and_topic(database: Database) -> None:
    await peopled(database)
    await daily.look(database, Locale(), lambda: NOW)
    async with database.begin() as tx:
        await members.join(tx, 99, "kk", NOW)
        numbers = await daily_counts.count(tx, NOW)
        assert not await daily_counts.write(tx, DAY, numbers)  # another process, too late
    await daily.look(database, Locale(), lambda: NOW + timedelta(hours=3))
    async with database.connect() as tx:
        assert await daily_counts.totals(tx, DAY, DAY) == [(DAY, 3)]
        assert await daily_counts.of_day(tx, DAY, "language") == [("kk", 2), ("ru", 1)]
        assert await daily_counts.of_day(tx, DAY, "country") == [("DE", 2), ("", 1)]
        assert await daily_counts.of_day(tx, DAY, "topic") == [("law", 3)]


async def test_whoever_writes_meanwhile_does_not_wait_for_the_count(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = daily_counts.count

    async def counted(tx: AsyncConnection, at: datetime) -> dict[str, list[Any]]:
        async with asyncio.timeout(20), database.begin() as other:  # on SQLite one writes at a time
            await members.join(other, 77, "kk", NOW)
        return await count(tx, at)

    monkeypatch.setattr(daily_counts, "count", counted)
    await daily.look(database, Locale(), lambda: NOW)
    async with database.connect() as tx:
        assert await members.by_chat(tx, 77) is not None
        assert await daily_counts.counted(tx, DAY)


async def test_the_day_is_that_of_the_clock_staff_plan_by(database: Database) -> None:
    late = datetime(2026, 10, 1, 20, tzinfo=UTC)  # past midnight in Almaty
    for moment in (NOW, late, late + timedelta(hours=24)):
        await daily.look(database, Locale(), lambda moment=moment: moment)
    async with database.connect() as tx:
        counted = await daily_counts.totals(tx, DAY, DAY + timedelta(days=9))
    assert [day.day for day, _ in counted] == [1, 2, 3]


async def test_a_report_on_the_past_tells_what_was_counted_then(database: Database) -> None:
    """Whoever left and came back, or was forgotten since, is not seen in the members of now."""
    await peopled(database)
    await daily.look(database, Locale(), lambda: NOW)
    async with database.begin() as tx:
        await members.subscribe(tx, (await members.join(tx, 50, "en", NOW)).id, ["work"])
        await erasure.erase(tx, 10, NOW)
    later = NOW + timedelta(days=100)
    report = await gathered(database, Quarter(2026, 3).span(ALMATY), later, ALMATY)
    assert report.after.total == 3
    assert report.after.by_language == [("kk", 2), ("ru", 1)]
    assert report.after.by_country == [("DE", 2), (None, 1)]
    assert report.topics == [("law", 3)]
    now = await gathered(database, Quarter(2026, 4).span(ALMATY), NOW + timedelta(days=1), ALMATY)
    assert (now.before.total, now.after.total, now.days) == (3, 3, [(DAY, 3)])
    assert now.topics == [("law", 2), ("work", 1)]
