"""Counts that nobody waits for: quick ones at once and always fresh, slow ones a little later, one at a time."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.broadcasts import counting
from bot.broadcasts.counting import LEAST, Counting
from storage.database.database import Database
from storage.members import members
from storage.members.audience import Audience, Group, tally

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LAW = Audience(topics=("law",))


class Clock:
    at = NOW

    def __call__(self) -> datetime:
        return self.at


class Slow:
    """Stands for a count among millions: it goes on when the test says so, and `begun` tells what it counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started, self.go = asyncio.Event(), asyncio.Event()
        self.begun, self.given_up = list[Audience](), list[Audience]()
        monkeypatch.setattr(counting, "tally", self.tally)

    async def tally(self, tx: Any, audience: Audience, now: datetime) -> list[Group]:
        self.begun.append(audience)
        self.started.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.given_up.append(audience)
            raise
        return [Group("kk", None, None, None, None, blocked=False, number=5_000_000)]


async def test_a_quick_count_is_there_at_once_and_never_an_old_one(database: Database) -> None:
    counts = Counting(database, lambda: NOW)
    counts.patience = 30.0
    for number in (1, 2):
        async with database.begin() as tx:
            await members.join(tx, 1000 + number, "kk", NOW)
        counted = await counts.count(1, Audience())
        assert counted is not None
        assert sum(group.number for group in counted.groups) == number
    await counts.close()


async def test_a_slow_count_follows_and_is_kept_for_a_while(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, clock = Slow(monkeypatch), Clock()
    counts = Counting(database, clock)
    counts.patience = 0.01
    assert await counts.count(1, LAW) is None
    following = asyncio.create_task(counts.finished(1, LAW))
    await asyncio.sleep(0.02)
    slow.go.set()
    counted = await following
    assert counted is not None and counted.groups[0].number == 5_000_000
    clock.at = NOW + LEAST / 2
    assert await counts.count(1, LAW) == counted
    assert slow.begun == [LAW]
    clock.at = NOW + LEAST + timedelta(seconds=counted.seconds * counting.TIMES)
    assert await counts.count(1, LAW) != counted
    await counts.close()


async def test_what_a_draft_asks_for_no_more_is_not_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    counts = Counting(database, lambda: NOW)
    counts.patience = 0.01
    asked = [Audience(), Audience(countries=("DE",)), Audience(countries=("DE", "TR"))]
    assert await counts.count(1, asked[0]) is None
    await slow.started.wait()
    assert [await counts.count(1, audience) for audience in asked[1:]] == [None, None]
    slow.go.set()
    following = ((1, asked[0]), (1, asked[2]), (2, Audience(persons=True)))
    counted = await asyncio.gather(*(counts.finished(draft, audience) for draft, audience in following))
    assert [count is None for count in counted] == [True, False, False]
    assert slow.given_up[0] == asked[0]
    assert [audience for audience in slow.begun if audience not in slow.given_up] == [
        asked[2],
        Audience(persons=True),
    ]
    await counts.close()


async def test_what_was_given_up_is_counted_anew_when_it_is_asked_for_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    counts = Counting(database, lambda: NOW)
    counts.patience = 0.01
    for audience in (LAW, Audience(), LAW):
        assert await counts.count(1, audience) is None
    slow.go.set()
    assert await counts.finished(1, LAW) is not None
    await counts.close()


async def test_after_a_slow_count_nobody_waits_for_the_next_until_one_was_quick(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    counts = Counting(database, lambda: NOW)
    counts.patience = 0.01
    assert await counts.count(1, LAW) is None
    slow.go.set()
    counts.patience = 60.0
    assert await counts.count(1, Audience()) is None
    assert await counts.count(2, Audience(persons=True), needed=True) is not None
    assert await counts.finished(1, Audience()) is not None
    assert await counts.count(1, LAW) is not None
    await counts.close()


async def test_among_millions_a_screen_that_is_left_at_once_is_never_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    counts = Counting(database, lambda: NOW)
    counts.patience = 0.0
    slow.go.set()
    assert await counts.finished(1, LAW) is not None
    monkeypatch.setattr(counting, "SETTLED", 60.0)
    for audience in (Audience(), Audience(persons=True), Audience(languages=("kk",))):
        assert await counts.count(1, audience) is None
    counts.patience = 30.0
    assert await counts.count(1, Audience(languages=("kk",)), needed=True) is not None
    assert slow.begun == [LAW, Audience(languages=("kk",))]
    await counts.close()


async def test_whose_clock_counts_changes_no_number(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    slow.go.set()
    counts = Counting(database, lambda: NOW)
    counts.patience = 0.0
    assert await counts.finished(1, LAW) == await counts.finished(1, Audience(("law",), country_clock=True))
    assert slow.begun == [LAW]
    await counts.close()


async def test_what_the_database_refuses_is_heard_by_who_asked_and_asked_again(database: Database) -> None:
    async def refused(tx: Any, audience: Audience, now: datetime) -> list[Group]:
        raise ConnectionError

    counts = Counting(database, lambda: NOW)
    counts.patience = 30.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "tally", refused)
        with pytest.raises(ConnectionError):
            await counts.count(1, LAW)
    assert counting.tally is tally
    assert (await counts.count(1, LAW)) is not None
    await counts.close()
