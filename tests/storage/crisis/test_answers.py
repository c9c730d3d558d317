"""A member's answer is one, whoever presses how often and on how many processes; so is its end. On both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.crisis import answering, ending
from bot.crisis.answering import Taken
from bot.errors import BotError
from storage.broadcasts import broadcasts
from storage.crisis import answers, check_ins, figures, notices
from storage.crisis.figures import Group
from storage.database.database import Database
from storage.deliveries import claims, launches
from storage.deliveries.claims import AT_ONCE_FROM
from storage.deliveries.deliveries import deliveries
from storage.members import forget_requests
from storage.members.audience import Audience, tally
from tests.storage.crisis.scene import NOW, READER, asked, heard, person, sent


@pytest.fixture
async def other(database: Database) -> AsyncIterator[Database]:
    """The same database as another process sees it."""
    url = database.writer.url.set(drivername=database.dialect)
    opened_again = Database.open(url.render_as_string(hide_password=False))
    yield opened_again
    await opened_again.close()


async def says(
    database: Database, check_in: int, member: int, word: str, readers: tuple[int, ...] = (READER,)
) -> Taken:
    async with database.begin() as tx:
        return (await answering.answer(tx, check_in, member, word, "Айгүл", NOW, readers)).taken


PRESSING = {"sqlite": 100, "postgresql": 500}  # members; SQLite takes one transaction at a time


async def test_all_press_on_two_processes_and_each_counts_once(database: Database, other: Database) -> None:
    """Every tenth presses on both at once."""
    most = PRESSING[database.dialect]
    async with database.begin() as tx:
        people = [await person(tx, 5000 + number) for number in range(most)]
        check_in = await asked(tx, people)
    words, pools, at_once = ("safe", "help", "call"), (database, other), asyncio.Semaphore(24)

    async def presses(pool: Database, number: int) -> Taken:
        async with at_once:
            return await says(pool, check_in.id, people[number], words[number % 3])

    first = [presses(pools[number % 2], number) for number in range(most)]
    again = [presses(pools[1 - number % 2], number) for number in range(0, most, 10)]
    taken = await asyncio.gather(*first, *again)
    assert (taken.count(Taken.KEPT), taken.count(Taken.SAME)) == (most, most // 10)
    async with database.connect() as tx:
        counted = await figures.read(tx, check_in)
        told = await heard(tx, check_in.id)
    assert sum(group.number for group in counted if group.answer) == most
    assert len(told) == sum(number % 3 > 0 for number in range(most))  # each who needs somebody once


async def test_an_answer_changes_and_what_was_added_goes_with_the_need(database: Database) -> None:
    async with database.begin() as tx:
        member = await person(tx, 5000)
        check_in = await asked(tx, [member])
    assert await says(database, check_in.id, member, "help") is Taken.KEPT
    async with database.begin() as tx:
        added = await answering.add(tx, check_in.id, member, [READER], words="Үй қирады", phone="+90 1")
        assert added.taken is Taken.KEPT
        assert (await answering.add(tx, check_in.id, member, [READER], words="Үй қирады")).taken is Taken.SAME
        assert await answers.take(tx, check_in.id, member, READER, NOW)
    assert await says(database, check_in.id, member, "call") is Taken.KEPT
    async with database.connect() as tx:
        given = await answers.get(tx, check_in.id, member)
    assert given is not None
    assert (given.answer, given.words, given.name, given.taken_by) == ("call", "Үй қирады", "Айгүл", None)
    assert await says(database, check_in.id, member, "safe") is Taken.KEPT
    async with database.begin() as tx:
        given = await answers.get(tx, check_in.id, member)
        assert given is not None
        assert (given.answer, given.words, given.phone, given.name) == ("safe", None, None, None)
        needless = await answering.add(tx, check_in.id, member, [READER], words="x")
        told = [kind for _, kind, _ in await heard(tx, check_in.id)]
    assert needless.taken is Taken.NEEDLESS
    assert told == ["answer", "details", "answer"]


@pytest.mark.parametrize("state", ["waiting", "sent", "unknown", "sending"])
async def test_only_whom_it_was_sent_to_may_answer(database: Database, state: str) -> None:
    """One that is on its way counts: a press may be quicker than the ledger."""
    async with database.begin() as tx:
        member, stranger = await person(tx, 5000), await person(tx, 5001)
        check_in = await asked(tx, [])
        await tx.execute(sa.delete(deliveries))
        await tx.execute(sa.text("DELETE FROM delivery_counts"))
        await sent(tx, check_in.id, [member], state)
    expected = Taken.FOREIGN if state == "waiting" else Taken.KEPT
    assert await says(database, check_in.id, member, "help") is expected
    assert await says(database, check_in.id, stranger, "help") is Taken.FOREIGN
    assert await says(database, check_in.id + 99, member, "help") is Taken.FOREIGN


async def test_after_its_end_or_its_recall_no_answer_is_taken(database: Database) -> None:
    async with database.begin() as tx:
        member, late = await person(tx, 5000), await person(tx, 5001)
        check_in, withdrawn = await asked(tx, [member, late]), await asked(tx, [member], state="recalled")
    assert await says(database, check_in.id, member, "help") is Taken.KEPT
    async with database.begin() as tx:
        await ending.end(tx, check_in, READER, NOW, [READER])
    assert await says(database, check_in.id, late, "help") is Taken.ENDED
    assert await says(database, check_in.id, member, "safe") is Taken.ENDED
    assert await says(database, withdrawn.id, member, "help") is Taken.WITHDRAWN
    with pytest.raises(BotError):
        async with database.begin() as tx:
            await ending.end(tx, check_in, READER, NOW, [READER])


async def test_presses_at_its_very_end_are_counted_or_refused_and_never_lost(
    database: Database, other: Database
) -> None:
    async with database.begin() as tx:
        people = [await person(tx, 5000 + number) for number in range(60)]
        check_in = await asked(tx, people)

    async def ends() -> None:
        await asyncio.sleep(0.02)
        async with other.begin() as tx:
            await ending.end(tx, check_in, READER, NOW, [READER])

    *taken, _ = await asyncio.gather(
        *(says(database, check_in.id, member, "safe") for member in people), ends()
    )
    async with database.connect() as tx:
        ended = await check_ins.get(tx, check_in.id)
        assert ended is not None
        counted = {group.answer: group.number for group in await figures.read(tx, ended)}
    assert set(taken) <= {Taken.KEPT, Taken.ENDED}
    assert counted.get("safe", 0) == taken.count(Taken.KEPT)


async def test_of_many_who_claim_somebody_one_gets_them(database: Database, other: Database) -> None:
    async with database.begin() as tx:
        member = await person(tx, 5000)
        check_in = await asked(tx, [member])
    await says(database, check_in.id, member, "help")

    async def takes(pool: Database, user_id: int) -> bool:
        async with pool.begin() as tx:
            return await answers.take(tx, check_in.id, member, user_id, NOW)

    taken = await asyncio.gather(*(takes(pool, user) for user in range(1, 9) for pool in (database, other)))
    assert sum(taken) == 1
    async with database.begin() as tx:
        given = await answers.get(tx, check_in.id, member)
        assert given is not None and given.taken_by is not None
        assert not await answers.give_back(tx, check_in.id, member, 99)
        assert await answers.give_back(tx, check_in.id, member, given.taken_by)


async def test_the_silent_are_those_who_got_it_and_said_nothing(database: Database) -> None:
    async with database.begin() as tx:
        people = [await person(tx, 5000 + number) for number in range(4)]
        await person(tx, 6000)  # was not asked
        check_in = await asked(tx, people[:3])
        await sent_also(tx, check_in.id, people[3], "gone")
    await says(database, check_in.id, people[0], "safe")
    async with database.connect() as tx:
        groups = await tally(tx, Audience(silent=check_in.id, persons=True), NOW)
        counted = await figures.read(tx, check_in)
    assert sum(group.number for group in groups) == 2
    assert {group.answer: group.number for group in counted} == {"safe": 1, None: 2}


async def sent_also(tx: object, number: int, member: int, state: str) -> None:
    row = {"broadcast_id": number, "member_id": member, "variant": "kk", "state": state, "attempts": 0}
    await tx.execute(sa.insert(deliveries).values(row))  # type: ignore[attr-defined]


async def test_who_answers_while_the_silent_are_asked_again_is_passed_over(database: Database) -> None:
    async with database.begin() as tx:
        people = [await person(tx, 5000 + number) for number in range(3)]
        check_in = await asked(tx, people)
        audience = Audience(silent=check_in.id, persons=True).as_json()
        values = {"state": "sending", "check_in_id": check_in.id, "launched_at": NOW, "urgent": True}
        again = await broadcasts.create(tx, {"kk": {"text": "Тағы"}}, audience, NOW, **values)
        await launches.begin(tx, again)
        row = await broadcasts.get(tx, again)
        assert row is not None and await launches.members_slice(tx, row, 20_000, NOW)
    await says(database, check_in.id, people[0], "safe")
    async with database.begin() as tx:
        rows = await claims.candidates(tx, again, 0, 10, AT_ONCE_FROM, (), check_in.id)
    assert {row.member_id: row.answered for row in rows} == {
        people[0]: True,
        people[1]: False,
        people[2]: False,
    }


async def test_figures_stay_when_answers_and_ledger_go(database: Database) -> None:
    async with database.begin() as tx:
        people = [await person(tx, 5000 + number, "TR") for number in range(3)]
        check_in = await asked(tx, people)
    await says(database, check_in.id, people[0], "help")
    async with database.begin() as tx:
        assert await launches.to_archive(tx, NOW + timedelta(days=900)) == []
        await tx.execute(sa.update(broadcasts.broadcasts).values(finished_at=NOW))
        assert await launches.to_archive(tx, NOW + timedelta(days=900)) == []  # it has no end yet
        await ending.end(tx, check_in, READER, NOW, [READER])
        assert check_in.id in await launches.to_archive(tx, NOW + timedelta(days=900))
        assert await answers.expire(tx, NOW) == 0
        assert await answers.expire(tx, NOW + timedelta(seconds=1)) == 1
        await tx.execute(sa.delete(deliveries))
        ended = await check_ins.get(tx, check_in.id)
        assert ended is not None
        assert set(await figures.read(tx, ended)) == {
            Group("TR", None, "help", 1, 0),
            Group("TR", None, None, 2, 0),
        }


async def test_many_notices_are_one_claim_and_the_next_waits(database: Database, other: Database) -> None:
    pace = timedelta(seconds=20)
    async with database.begin() as tx:
        people = [await person(tx, 5000 + number) for number in range(9)]
        check_in = await asked(tx, people)
    for member in people[:6]:
        await says(database, check_in.id, member, "help", (1, 2))
    async with database.connect() as tx:
        assert await notices.waiting(tx, NOW) == [(check_in.id, 1), (check_in.id, 2)]

    async def claims_all(pool: Database) -> int:
        async with pool.begin() as tx:
            return len(await notices.claim(tx, check_in.id, 1, NOW, pace))

    assert sorted(await asyncio.gather(claims_all(database), claims_all(other))) == [0, 6]
    await says(database, check_in.id, people[6], "call", (1, 2))
    async with database.begin() as tx:
        assert await notices.claim(tx, check_in.id, 1, NOW + timedelta(seconds=19), pace) == []
        [late] = await notices.claim(tx, check_in.id, 1, NOW + timedelta(seconds=21), pace)
        assert late.member_id == people[6]
        again = await notices.claim(tx, check_in.id, 1, NOW + timedelta(minutes=6), pace)
    assert len(again) == 7  # the process that had claimed them died


async def test_of_who_is_to_be_forgotten_only_what_they_said_since_is_shown(database: Database) -> None:
    async with database.begin() as tx:
        people = [await person(tx, 5000 + number) for number in range(3)]
        check_in = await asked(tx, people)
    for member in people[:2]:
        await says(database, check_in.id, member, "help")
    async with database.begin() as tx:
        await forget_requests.ask(tx, 5000, NOW + timedelta(minutes=1), NOW + timedelta(days=1))
        await forget_requests.ask(tx, 5001, NOW - timedelta(minutes=1), NOW + timedelta(days=1))
        await forget_requests.ask(tx, 5002, NOW, NOW + timedelta(days=1))
        assert [row.chat_id for row in await answers.in_need(tx, check_in.id, 9)] == [5001]
        assert [row.chat_id for row in await answers.of_members(tx, check_in.id, people)] == [5001]
        assert [row.chat_id for row in await answers.everybody(tx, check_in.id)] == [5001]
