"""Files against both databases: twice is once, a dry run writes nothing, and moving house re-opens nobody."""

import csv
import io
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.directory import topics
from bot.members import export_file, import_file, importing, table
from bot.members.importing import Contents, Outcome
from bot.members.merge import Guard, Result
from storage.database import versions
from storage.database.database import Database
from storage.members import bulk_import, forgotten, frequencies, members
from storage.members.members import Chosen, Member

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
HEAD = "chat_id,language,country,timezone,topics\n"
TOPICS = topics.load()
REPORTED = HEAD + "1001,kk,MN,,events\n"  # knadh/listmonk 2192, 2008, 2496 and their like


def contents(folder: Path, text: str) -> Contents:
    file = folder / "in.csv"
    file.write_text(text, encoding="utf-8", newline="")
    records = import_file.read(table.opened(file, TOPICS), TOPICS)
    return importing.gathered(records, lambda _: None)


async def imported(database: Database, folder: Path, text: str, *, dry_run: bool = False) -> Outcome:
    rows = list(contents(folder, text).rows.values())
    return await importing.import_rows(database, rows, "kk", NOW, lambda _: None, dry_run=dry_run)


async def member(database: Database, chat_id: int) -> Member | None:
    async with database.connect() as tx:
        return await members.by_chat(tx, chat_id)


async def exported(database: Database) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, export_file.HEAD)
    writer.writeheader()
    async with database.connect() as tx:
        async for member, own in bulk_import.all_rows(tx):
            writer.writerow(export_file.record(member, own))
    return text.getvalue()


async def test_importing_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    text = HEAD + "1001,kk,DE,Europe/Berlin,quota;events\n1002,,,,\n-100500,en,TR,,law\n"
    first = await imported(database, tmp_path, text)
    before = await exported(database)
    second = await imported(database, tmp_path, text)
    assert first.results == {Result.ADDED: 3} and second.results == {Result.SAME: 3}
    assert await exported(database) == before


async def test_a_dry_run_decides_the_same_and_writes_nothing(database: Database, tmp_path: Path) -> None:
    await imported(database, tmp_path, REPORTED)
    before = await exported(database)
    text = HEAD + "1001,ru,,,law\n1002,kk,,,\n"
    dry = await imported(database, tmp_path, text, dry_run=True)
    assert await exported(database) == before
    assert dry == await imported(database, tmp_path, text) and dry.results[Result.CHANGED] == 1


async def test_who_unsubscribed_is_not_subscribed_by_the_same_file(
    database: Database, tmp_path: Path
) -> None:
    await imported(database, tmp_path, REPORTED)
    async with database.begin() as tx:
        known = await members.by_chat(tx, 1001)
        assert known is not None
        await members.unsubscribe(tx, known.id, ["events"])
        await members.choose(tx, 1001, Chosen.TOPICS)
    outcome = await imported(database, tmp_path, REPORTED)
    after = await member(database, 1001)
    assert after is not None and after.topics == () and outcome.guarded == {Guard.OWN: 1}


async def test_the_members_own_language_beats_the_file(database: Database, tmp_path: Path) -> None:
    await imported(database, tmp_path, REPORTED)
    async with database.begin() as tx:
        await members.choose(tx, 1001, Chosen.LANGUAGE, language="ru")
    await imported(database, tmp_path, REPORTED)
    after = await member(database, 1001)
    assert after is not None and after.language == "ru" and after.topics == ("events",)


async def test_who_was_forgotten_stays_so(database: Database, tmp_path: Path) -> None:
    await imported(database, tmp_path, REPORTED)
    async with database.begin() as tx:
        await members.forget(tx, 1001)
        await forgotten.mark(tx, 1001, NOW)
    outcome = await imported(database, tmp_path, REPORTED)
    assert await member(database, 1001) is None and outcome.guarded == {Guard.FORGOTTEN: 1}


async def test_who_left_or_stopped_stays_so(database: Database, tmp_path: Path) -> None:
    text = REPORTED + "1002,kk,MN,,events\n"
    await imported(database, tmp_path, text)
    async with database.begin() as tx:
        await members.gone(tx, 1001, "blocked", NOW)
        await members.choose(tx, 1002, Chosen.NOTHING, stopped_at=NOW)
    before = await exported(database)
    outcome = await imported(database, tmp_path, text.replace("kk", "ru").replace("events", "law"))
    assert outcome.guarded == {Guard.LEFT: 1, Guard.STOPPED: 1} and await exported(database) == before


async def test_moving_house_reopens_nobody(database: Database, tmp_path: Path) -> None:
    """Stops, letters, consent, quiet hours, how often, pauses, choices: exported, imported elsewhere and exported
    there it is the same."""
    await imported(database, tmp_path, HEAD + "".join(f"{n},kk,MN,,events\n" for n in range(1, 7)))
    async with database.begin() as tx:
        await members.choose(tx, 1, Chosen.NOTHING, stopped_at=NOW)
        await members.gone(tx, 2, "blocked", NOW)
        await members.choose(tx, 3, Chosen.LANGUAGE, language="kk", script="latn")
        await members.choose(tx, 4, Chosen.TOPICS, onboarded_at=NOW, consent_version=1)
        await members.update(tx, 4, quiet_from=0, quiet_until=0)
        fifth = await members.join(tx, 5, "ru", NOW)
        paused = {"frequency": "weekly", "digest_at": 0, "paused_until": NOW + timedelta(days=7)}
        await members.choose(tx, 5, Chosen.FREQUENCY, **paused)
        await frequencies.choose(tx, fifth.id, "events", "daily")
        await members.forget(tx, 6)
    text = await exported(database)
    elsewhere = Database.open(f"sqlite:///{tmp_path}/elsewhere.db")
    await versions.upgrade(elsewhere)
    assert (await imported(elsewhere, tmp_path, text)).results == {Result.ADDED: 5}
    assert await exported(elsewhere) == text and ",weekly,events:daily,00:00,2026-12-06T" in text
    assert (await imported(elsewhere, tmp_path, text)).results == {Result.SAME: 5}
    await elsewhere.close()
    assert (await imported(database, tmp_path, text)).results == {Result.SAME: 5}
    assert await exported(database) == text


DRAWN = st.fixed_dictionaries({
    "kind": st.sampled_from(["person", "group", "channel"]),
    "language": st.sampled_from(["kk", "ru", "en"]),
    "script": st.sampled_from(["cyrl", "latn", "arab"]),
    "country": st.sampled_from([None, "MN", "CN"]),
    "timezone": st.sampled_from([None, "Asia/Hovd"]),
    "quiet": st.sampled_from([(None, None), (0, 0), (1320, 420)]),
    "city": st.booleans(),
    "chosen": st.integers(0, 63),
    "consent": st.booleans(),
    "active": st.booleans(),
    "stopped": st.booleans(),
    "left": st.sampled_from([None, "blocked", "deactivated"]),
    "frequency": st.sampled_from(["at_once", "daily", "weekly"]),
    "digest_at": st.sampled_from([None, 0, 545]),
    "paused": st.booleans(),
    "topics": st.dictionaries(st.sampled_from(["events", "law", "work"]),
                              st.sampled_from([None, "at_once", "daily", "weekly"])),
    "long": st.booleans(),
})  # fmt: skip


async def live(database: Database, place: int, drawn: dict[str, Any]) -> None:
    """A member as drawn."""
    chat = (7_000_000_000_000 if drawn["long"] else 1_000) + place
    group = drawn["kind"] != "person"
    async with database.begin() as tx:
        made = await members.join(
            tx, -chat if group else chat, drawn["language"], NOW, "group" if group else "person"
        )
        await members.subscribe(tx, made.id, drawn["topics"])
        for topic, own in drawn["topics"].items():
            if own:
                await frequencies.choose(tx, made.id, topic, own)
        values = {
            name: drawn[name]
            for name in ("script", "country", "timezone", "chosen", "frequency", "digest_at")
        }
        values |= dict(zip(("quiet_from", "quiet_until"), drawn["quiet"], strict=True))
        values |= {"city": "1515436"} if drawn["city"] and drawn["country"] == "MN" else {}
        values |= {"onboarded_at": NOW, "consent_version": 1} if drawn["consent"] else {}
        values |= {"last_active_at": NOW - timedelta(days=3) if drawn["active"] else None}
        values |= {"stopped_at": NOW - timedelta(days=2)} if drawn["stopped"] else {}
        values |= {"blocked_at": NOW, "blocked_reason": drawn["left"]} if drawn["left"] else {}
        values |= {"paused_until": NOW + timedelta(days=5)} if drawn["paused"] else {}
        await members.update(tx, made.chat_id, channel=drawn["kind"] == "channel", **values)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(DRAWN, min_size=20, max_size=40))
async def test_whoever_moves_house_is_there_as_here(tmp_path: Path, people: list[dict[str, Any]]) -> None:
    """Whatever a member chose, stopped or left: exported there it is the same as here, and twice changes nothing."""
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    here, there = (Database.open(f"sqlite:///{folder}/{name}.db") for name in ("here", "there"))
    for database in (here, there):
        await versions.upgrade(database)
    for place, drawn in enumerate(people):
        await live(here, place, drawn)
    text = await exported(here)
    assert (await imported(there, folder, text)).results == {Result.ADDED: len(people)}
    assert await exported(there) == text
    assert (await imported(there, folder, text)).results == {Result.SAME: len(people)}
    assert (await imported(here, folder, text)).results == {Result.SAME: len(people)}
    assert await exported(here) == text
    for database in (here, there):
        await database.close()


def test_of_a_chat_that_stands_twice_the_last_row_counts(tmp_path: Path) -> None:
    read = contents(tmp_path, HEAD + "1,ru,,,\n2,kk,,,\n1,en,,,\n2,kk,,,\n")
    assert read.rows[1].language == "en" and read.total == 4
    assert read.repeated == [(4, 2)]
