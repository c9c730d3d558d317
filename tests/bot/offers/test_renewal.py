"""Once a year each offer is asked after, on both databases; what nobody answers is paused, and said so."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.errors import BotError
from bot.offers import lifecycle, renewal
from bot.offers.introductions import propose
from bot.offers.renewal import ANSWER_WITHIN, HOLDS
from storage.database.database import Database
from storage.offers import notices, offers
from storage.offers.offers import Offer
from tests.bot.offers.people import GIVES, NOW, STAFF, offer, pair

YEAR = NOW + HOLDS + timedelta(seconds=1)


async def look(database: Database, now: datetime) -> None:
    await renewal.look(database, lambda: now)


async def waiting(database: Database) -> list[tuple[int, str]]:
    async with database.begin() as tx:
        claimed = await notices.QUEUE.claim(tx, YEAR + HOLDS * 3, 1000)
        for notice in claimed:
            await notices.QUEUE.put_off(tx, notice, None)
    return [(notice.offer_id, notice.kind) for notice in claimed]


async def say(database: Database, at: Any) -> None:
    """What waits is said."""
    async with database.begin() as tx:
        for notice in await notices.QUEUE.claim(tx, at, 1000):
            await notices.QUEUE.done(tx, notice, at)


async def kept(database: Database, number: int) -> Offer:
    async with database.connect() as tx:
        there = await offers.get(tx, number)
    assert there is not None
    return there


async def test_after_a_year_each_open_offer_is_asked_after_once(database: Database) -> None:
    async with database.begin() as tx:
        seek, give = await pair(tx)
        await lifecycle.withdraw(tx, give.id, give.member_id, NOW)
    await look(database, NOW + HOLDS)
    assert await waiting(database) == []
    for _ in range(2):
        await look(database, YEAR)
    assert await waiting(database) == [(seek.id, "renew")]


async def test_more_than_a_slice_is_asked_at_one_look(database: Database, monkeypatch: Any) -> None:
    monkeypatch.setattr(renewal, "SLICE", 3)
    async with database.begin() as tx:
        made = [(await offer(tx, 7000 + number, "give")).id for number in range(8)]
    await look(database, YEAR)
    assert [number for number, _ in await waiting(database)] == made


async def test_a_yes_holds_for_another_year(database: Database) -> None:
    async with database.begin() as tx:
        give = await offer(tx, GIVES, "give")
    await look(database, YEAR)
    await say(database, YEAR)
    async with database.begin() as tx:
        confirmed = await lifecycle.confirm(tx, give.id, give.member_id, YEAR)
        assert confirmed is not None and confirmed.confirmed_at == YEAR
        assert await lifecycle.confirm(tx, give.id, give.member_id + 1, YEAR) is None
    await look(database, YEAR + ANSWER_WITHIN + timedelta(days=1))
    assert (await kept(database, give.id)).state == lifecycle.State.OPEN
    await look(database, YEAR + HOLDS + timedelta(seconds=1))
    assert await waiting(database) == [(give.id, "renew")]


async def test_unanswered_it_is_paused_and_its_member_hears_of_it(database: Database) -> None:
    async with database.begin() as tx:
        seek, give = await pair(tx)
        await lifecycle.confirm(tx, give.id, give.member_id, YEAR)
    await look(database, YEAR)
    await say(database, YEAR)
    async with database.begin() as tx:
        introduction = await propose(tx, seek.id, give.id, STAFF, YEAR)
        assert introduction is not None
    late = YEAR + ANSWER_WITHIN
    await look(database, late)
    assert (await kept(database, seek.id)).state == lifecycle.State.OPEN
    late += timedelta(seconds=1)
    await look(database, late)
    paused = await kept(database, seek.id)
    assert (paused.state, paused.ended_at) == (lifecycle.State.PAUSED, late)
    assert await waiting(database) == [(seek.id, "paused")]
    async with database.begin() as tx:
        reopened = await lifecycle.reopen(tx, seek.id, seek.member_id, late)
        assert reopened is not None and (reopened.state, reopened.ended_at) == (lifecycle.State.OPEN, None)
    assert await waiting(database) == []


async def test_nothing_is_paused_before_its_question_went_out(database: Database) -> None:
    """The bot may have stood still for weeks."""
    async with database.begin() as tx:
        give = await offer(tx, GIVES, "give")
    await look(database, YEAR)
    await look(database, YEAR + 3 * ANSWER_WITHIN)
    assert (await kept(database, give.id)).state == lifecycle.State.OPEN


async def test_a_change_needs_the_offer_as_it_was_read_and_opens_it(database: Database) -> None:
    async with database.begin() as tx:
        give = await offer(tx, GIVES, "give")
        withdrawn = await lifecycle.withdraw(tx, give.id, give.member_id, NOW)
        assert withdrawn is not None
        assert await lifecycle.change(tx, give, give.member_id, NOW, text="Басқа") is None
        assert await lifecycle.change(tx, withdrawn, give.member_id + 1, NOW, text="Басқа") is None
        changed = await lifecycle.change(tx, withdrawn, give.member_id, YEAR, text="Басқа")
        assert changed is not None and changed.text == "Басқа"
        assert (changed.state, changed.ended_at, changed.confirmed_at) == (lifecycle.State.OPEN, None, YEAR)


async def test_no_way_leads_to_more_open_offers_than_one_may_have(database: Database) -> None:
    """Withdrawn ones are opened again, paused ones confirmed or changed: each may have been the eleventh."""
    async with database.begin() as tx:
        made = [await offer(tx, GIVES, "give") for _ in range(lifecycle.OPEN_MOST)]
        mine = made[0].member_id
        await lifecycle.withdraw(tx, made[0].id, mine, NOW)
        assert await lifecycle.pause(tx, made[1].id, NOW)
        for _ in range(2):
            await lifecycle.check_room(tx, mine)
            await offer(tx, GIVES, "give")
        paused = await offers.get(tx, made[1].id)
        assert paused is not None
        for again in (
            lifecycle.reopen(tx, made[0].id, mine, NOW),
            lifecycle.confirm(tx, made[1].id, mine, NOW),
            lifecycle.change(tx, paused, mine, NOW, text="Басқаша"),
            lifecycle.check_room(tx, mine),
        ):
            with pytest.raises(BotError, match="open offers"):
                await again
        assert await lifecycle.confirm(tx, made[2].id, mine, NOW)  # one of the ten stays as it is
        await lifecycle.withdraw(tx, made[2].id, mine, NOW)
        assert await lifecycle.reopen(tx, made[0].id, mine, NOW)
