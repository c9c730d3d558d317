"""Digests on both databases: gathered once, claimed by one, given back whole."""

import asyncio
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import claims, deliveries, digests, launches, results
from storage.deliveries.claims import AT_ONCE_FROM
from storage.deliveries.deliveries import Counts
from storage.deliveries.digests import DIGEST, Line
from storage.deliveries.results import Result
from storage.members import erasure, frequencies, members
from storage.members.members import subscriptions

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = NOW + timedelta(hours=9)


async def gathered(database: Database, people: int, broadcasts_: int = 1) -> list[int]:
    """Members 1, 2, 3… whose digest of `HOUR` holds so many broadcasts; their numbers."""
    rows = [
        {"chat_id": 1000 + n, "language": "kk", "joined_at": NOW, "frequency": "daily"} for n in range(people)
    ]
    async with database.begin() as tx:
        await tx.execute(sa.insert(members.members), rows)
    made = []
    for _ in range(broadcasts_):
        async with database.begin() as tx:
            number = await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, NOW, state="sending")
            await launches.begin(tx, number)
            broadcast = await broadcasts.get(tx, number)
            assert broadcast is not None
            await launches.members_slice(tx, broadcast, 1000, NOW)
            waiting = await claims.candidates(tx, number, 0, 1000, AT_ONCE_FROM, ())
            assert all(row.gathers for row in waiting)
            aside = [
                Result(number, row.member_id, "waiting", 1, reason=DIGEST, not_before=10**15)
                for row in waiting
            ]
            await results.put(tx, aside)
            await digests.gather(tx, number, dict.fromkeys([row.member_id for row in waiting], HOUR))
        made.append(number)
    return made


async def test_digests_are_due_at_their_hour_and_claimed_once(database: Database) -> None:
    numbers = await gathered(database, 2, 3)
    async with database.begin() as tx:
        assert not await digests.due(tx, HOUR - timedelta(seconds=1))
        assert await digests.due(tx, HOUR)
        claimed = await digests.claim(tx, HOUR, 1, "me")
        assert [(row.member_id, row.due_at, row.attempts) for row in claimed] == [(1, HOUR, 1)]
        lines = await digests.lines(tx, [row.id for row in claimed])
        assert lines == [Line(claimed[0].id, number, 1, "kk") for number in numbers]
        # It may have come already, and be pressed, before that is written down.
        assert await digests.shown(tx, numbers[0], 1) is not None
        assert await digests.shown(tx, numbers[0], 2) is None
    async with database.begin() as tx:
        again = await digests.claim(tx, HOUR, 10, "other")
        assert [row.member_id for row in again] == [2]


async def test_processes_at_once_never_claim_the_same(database: Database) -> None:
    await gathered(database, 60)

    async def work(holder: str) -> list[int]:
        claimed = list[int]()
        while True:
            async with database.begin() as tx:
                rows = await digests.claim(tx, HOUR, 4, holder)
                lines = await digests.lines(tx, [row.id for row in rows])
                for line in lines:
                    await claims.take(tx, line.broadcast_id, [line.member_id], holder)
            if not rows:
                return claimed
            claimed += [line.member_id for line in lines]

    shares = await asyncio.gather(*(work(f"process {n}") for n in range(3)))
    assert sorted(member for share in shares for member in share) == list(range(1, 61))


async def test_what_is_gathered_can_be_given_back(database: Database) -> None:
    [number] = await gathered(database, 2)
    async with database.begin() as tx:
        assert await digests.gathered(tx, 1) == [(HOUR, 1)]
        await digests.release(tx, 1)
        assert await digests.gathered(tx, 1) == []
        waiting = await claims.candidates(tx, number, 0, 10, AT_ONCE_FROM, ())
        assert [row.member_id for row in waiting] == [1]
        assert await deliveries.count(tx, number) == await deliveries.recount(tx, number) == Counts(waiting=2)


async def test_a_digest_of_a_dead_process_is_freed_after_its_deliveries(database: Database) -> None:
    """Otherwise it would look empty, and what is in it would wait for the next."""
    [number] = await gathered(database, 1)
    async with database.begin() as tx:
        [row] = await digests.claim(tx, HOUR, 1, "dead")
        await claims.take(tx, number, [1], "dead")
    async with database.begin() as tx:
        assert await digests.take_over(tx, ["alive"]) == 0
        assert await digests.in_flight(tx, "dead") == [number]
        await claims.take_over(tx, "dead", number, "repeat", 5)
        assert await digests.take_over(tx, ["alive", "dead"]) == 0
        assert await digests.take_over(tx, ["alive"]) == 1
        [again] = await digests.claim(tx, HOUR, 1, "alive")
        assert (again.id, again.attempts) == (row.id, 2)
        assert len(await digests.lines(tx, [again.id])) == 1


async def test_a_claimed_digest_takes_nothing_more_in(database: Database) -> None:
    """Its message may be on its way; the delivery is looked at again after the grace."""
    [number] = await gathered(database, 1)
    async with database.begin() as tx:
        await digests.claim(tx, HOUR, 1, "me")
        other = await broadcasts.create(tx, {}, {}, NOW)
        await digests.gather(tx, other, {1: HOUR})
        kept = (await tx.execute(sa.select(digests.digest_lines.c.broadcast_id))).scalars().all()
    assert kept == [number]


async def test_a_forgotten_member_leaves_no_digest_and_nothing_waits_for_it(database: Database) -> None:
    [number] = await gathered(database, 1)
    async with database.begin() as tx:
        await erasure.erase(tx, 1000, NOW)
        for table in (digests.digests, digests.digest_lines):
            assert (await tx.execute(sa.select(sa.func.count()).select_from(table))).scalar_one() == 0
        [left] = await claims.candidates(tx, number, 0, 10, AT_ONCE_FROM, ())
        assert left.chat_id is None


async def test_digests_that_ended_go_by_the_clock(database: Database) -> None:
    await gathered(database, 2)
    async with database.begin() as tx:
        [row] = await digests.claim(tx, HOUR, 1, "me")
        await digests.done(tx, [row.id], HOUR)
        assert await digests.expire(tx, HOUR) == 0
        assert await digests.expire(tx, HOUR + timedelta(seconds=1)) == 1
        assert [row.member_id for row in await digests.claim(tx, HOUR, 9, "me")] == [2]


async def test_a_topics_own_frequency_is_known_beside_the_general_one(database: Database) -> None:
    async with database.begin() as tx:
        member = await members.join(tx, 5, "kk", NOW)
        await members.subscribe(tx, member.id, ["work", "news"])
        assert await frequencies.choose(tx, member.id, "work", "weekly")
        wish = (await frequencies.of_members(tx, [member.id]))[member.id]
        assert (wish.frequency, wish.of_topics) == ("at_once", {"work": "weekly", "news": None})
        assert (await members.by_chat(tx, 5)).by_topic  # type: ignore[union-attr]
        await frequencies.choose(tx, member.id, "work", None)
        assert not (await members.by_chat(tx, 5)).by_topic  # type: ignore[union-attr]
        left = await tx.execute(sa.select(subscriptions.c.frequency))
        assert set(left.scalars()) == {None}
