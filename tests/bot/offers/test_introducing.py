"""Introductions on both databases: two yeses introduce, at once as well; whoever withdraws is introduced to nobody."""

import asyncio
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.offers import introductions, lifecycle
from bot.offers.introductions import ANSWER_WITHIN, State
from storage.database.database import Database
from storage.offers import introductions as rows
from storage.offers import notices, offers
from storage.offers.introductions import Introduction
from storage.offers.offers import Offer
from tests.bot.offers.people import GIVES, NOW, SEEKS, STAFF, offer, pair

LATER = NOW + timedelta(hours=1)


async def proposed(tx: AsyncConnection) -> tuple[Offer, Offer, Introduction]:
    seek, give = await pair(tx)
    introduction = await introductions.propose(tx, give.id, seek.id, STAFF, NOW)
    assert introduction is not None and (introduction.seek_id, introduction.give_id) == (seek.id, give.id)
    return seek, give, introduction


async def told(tx: AsyncConnection, kind: str) -> list[int]:
    """The offers whose members are to hear something of this kind."""
    N = notices.N
    query = sa.select(N.offer_id).where(N.kind == kind, N.done_at.is_(None)).order_by(N.offer_id)
    return list((await tx.execute(query)).scalars())


async def asked(tx: AsyncConnection) -> None:
    """The questions went out."""
    for notice in await notices.QUEUE.claim(tx, NOW, 10):
        await notices.QUEUE.done(tx, notice, NOW)


async def state_of(tx: AsyncConnection, introduction: Introduction) -> State:
    kept = await rows.get(tx, introduction.id)
    assert kept is not None
    return State(kept.state)


async def test_both_are_asked_and_only_two_yeses_introduce(database: Database) -> None:
    async with database.begin() as tx:
        seek, give, introduction = await proposed(tx)
        assert await told(tx, "ask") == [seek.id, give.id]
        half = await introductions.answer(tx, introduction.id, give, LATER, agrees=True)
        assert half is not None and State(half.state) is State.HALF and half.decided_at is None
        assert await told(tx, "met") == []
        assert await introductions.answer(tx, introduction.id, give, LATER, agrees=True) is None
        met = await introductions.answer(tx, introduction.id, seek, LATER, agrees=True)
        assert met is not None and (State(met.state), met.decided_at) == (State.MET, LATER)
        assert await told(tx, "met") == [seek.id, give.id]
        assert await introductions.answer(tx, introduction.id, seek, LATER, agrees=False) is None


async def test_a_no_is_told_to_the_other_who_was_asked(database: Database) -> None:
    async with database.begin() as tx:
        seek, give, introduction = await proposed(tx)
        await asked(tx)
        declined = await introductions.answer(tx, introduction.id, seek, LATER, agrees=False)
        assert declined is not None and State(declined.state) is State.DECLINED
        assert await told(tx, "off") == [give.id]
        assert await introductions.answer(tx, introduction.id, give, LATER, agrees=True) is None


async def test_whoever_was_not_asked_yet_hears_nothing_of_it(database: Database) -> None:
    async with database.begin() as tx:
        seek, give, introduction = await proposed(tx)
        await introductions.answer(tx, introduction.id, seek, LATER, agrees=False)
        assert await told(tx, "off") == await told(tx, "ask") == []
        assert give.id


async def test_a_yes_can_be_taken_back_until_the_other_says_yes(database: Database) -> None:
    async with database.begin() as tx:
        seek, give, introduction = await proposed(tx)
        await asked(tx)
        await introductions.answer(tx, introduction.id, seek, LATER, agrees=True)
        await introductions.answer(tx, introduction.id, seek, LATER, agrees=False)
        assert await state_of(tx, introduction) is State.DECLINED
        assert await told(tx, "off") == [give.id]


async def test_nobody_answers_for_an_offer_that_is_not_in_it(database: Database) -> None:
    async with database.begin() as tx:
        _seek, _give, introduction = await proposed(tx)
        stranger = await offer(tx, 6003, "seek")
        for agrees in (True, False):
            assert await introductions.answer(tx, introduction.id, stranger, LATER, agrees=agrees) is None
        assert await state_of(tx, introduction) is State.ASKED


async def test_what_does_not_stand_open_on_two_sides_is_not_proposed(database: Database) -> None:
    async with database.begin() as tx:
        seek, give = await pair(tx)
        again, own = await offer(tx, 6003, "seek"), await offer(tx, SEEKS, "give")
        await lifecycle.withdraw(tx, again.id, again.member_id, NOW)
        for first, second in ((seek, seek), (again, give), (seek, own)):
            assert await introductions.propose(tx, first.id, second.id, STAFF, NOW) is None
        assert await introductions.propose(tx, seek.id, give.id, STAFF, NOW)
        assert await introductions.propose(tx, seek.id, give.id, STAFF, NOW) is None


async def test_after_a_no_the_two_are_not_proposed_again_but_after_silence_they_are(
    database: Database,
) -> None:
    async with database.begin() as tx:
        seek, give, introduction = await proposed(tx)
        assert await introductions.lapse(tx, NOW + ANSWER_WITHIN) == 0
        late = NOW + ANSWER_WITHIN + timedelta(seconds=1)
        await introductions.answer(tx, introduction.id, seek, LATER, agrees=True)
        assert await introductions.lapse(tx, late) == 1
        assert await state_of(tx, introduction) is State.LAPSED
        anew = await introductions.propose(tx, seek.id, give.id, STAFF, late)
        assert anew is not None and (anew.id, anew.seek_answer, anew.decided_at) == (
            introduction.id,
            None,
            None,
        )
        await introductions.answer(tx, anew.id, give, late, agrees=False)
        assert await introductions.propose(tx, seek.id, give.id, STAFF, late) is None


async def test_withdrawn_while_it_waits_it_ends_and_the_other_hears_of_it(database: Database) -> None:
    async with database.begin() as tx:
        seek, give, introduction = await proposed(tx)
        await asked(tx)
        await introductions.answer(tx, introduction.id, give, LATER, agrees=True)
        await lifecycle.withdraw(tx, seek.id, seek.member_id, LATER)
        assert await state_of(tx, introduction) is State.ENDED
        assert await told(tx, "off") == [give.id]
        assert await introductions.answer(tx, introduction.id, give, LATER, agrees=True) is None


async def test_forgotten_while_it_waits_the_other_hears_of_it(database: Database) -> None:
    async with database.begin() as tx:
        seek, give, _introduction = await proposed(tx)
        await asked(tx)
        await lifecycle.forget(tx, SEEKS, LATER)
        await tx.execute(sa.delete(offers.offers).where(offers.C.id == seek.id))
        assert await told(tx, "off") == [give.id]
        assert [kept.id for kept in await offers.of_chat(tx, GIVES)] == [give.id]


async def test_two_yeses_at_once_introduce_once(database: Database) -> None:
    url = database.writer.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    other = Database.open(url)
    async with database.begin() as tx:
        seek, give, introduction = await proposed(tx)

    async def says_yes(opened: Database, own: Offer) -> State | None:
        async with opened.begin() as tx:
            agreed = await introductions.answer(tx, introduction.id, own, LATER, agrees=True)
            return State(agreed.state) if agreed else None

    said = await asyncio.gather(
        *(says_yes(opened, own) for opened in (database, other) for own in (seek, give))
    )
    await other.close()
    assert sorted(filter(None, said)) == [State.HALF, State.MET]
    async with database.connect() as tx:
        assert await told(tx, "met") == [seek.id, give.id]


async def test_a_yes_and_a_withdrawal_at_once_never_leave_both(database: Database) -> None:
    """Introduced before the withdrawal, or not at all."""
    url = database.writer.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    other = Database.open(url)
    for _ in range(10):
        async with database.begin() as tx:
            seek, give, introduction = await proposed(tx)
            await introductions.answer(tx, introduction.id, seek, LATER, agrees=True)

        async def agrees() -> None:
            async with database.begin() as tx:
                await introductions.answer(tx, introduction.id, give, LATER, agrees=True)  # noqa: B023

        async def withdraws() -> None:
            async with other.begin() as tx:
                await lifecycle.withdraw(tx, seek.id, seek.member_id, LATER)  # noqa: B023

        await asyncio.gather(agrees(), withdraws())
        async with database.begin() as tx:
            state = await state_of(tx, introduction)
            assert state in (State.MET, State.ENDED)
            assert (await told(tx, "met") == [seek.id, give.id]) is (state is State.MET)
            await tx.execute(sa.delete(offers.offers))
    await other.close()


async def test_proposed_twice_at_once_it_is_one(database: Database) -> None:
    url = database.writer.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    other = Database.open(url)
    async with database.begin() as tx:
        seek, give = await pair(tx)

    async def proposes(opened: Database, first: Offer, second: Offer) -> bool:
        async with opened.begin() as tx:
            return await introductions.propose(tx, first.id, second.id, STAFF, NOW) is not None

    made = await asyncio.gather(proposes(database, seek, give), proposes(other, give, seek))
    await other.close()
    assert sorted(made) == [False, True]
