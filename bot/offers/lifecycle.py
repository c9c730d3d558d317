"""What may become of an offer, in one table; each verb is one conditional UPDATE, and None means that it was not to be.

Whatever closes an offer ends its introductions in the same transaction, so that nobody is introduced to somebody who
took their word back.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import BotError
from bot.offers import introductions
from bot.text.translator import N_
from storage.offers import notices, offers
from storage.offers.notices import Kind
from storage.offers.offers import C, Offer


class State(StrEnum):
    """The words are those of `storage.offers.offers.STATES`."""

    OPEN = "open"
    """Staff see it, and may propose introductions."""
    PAUSED = "paused"
    """Its member was asked whether it holds and said nothing."""
    WITHDRAWN = "withdrawn"
    """Its member took it back."""


class Verb(StrEnum):
    """What is done with an offer."""

    CHANGE = "change"
    """Its member words it anew; with that it holds."""
    CONFIRM = "confirm"
    """Its member says that it still holds."""
    WITHDRAW = "withdraw"
    """Its member takes it back."""
    REOPEN = "reopen"
    """Its member takes the withdrawal or the pause back."""
    PAUSE = "pause"
    """Nobody said that it holds."""


TRANSITIONS: dict[Verb, tuple[tuple[State, ...], State]] = {
    Verb.CHANGE:   (tuple(State), State.OPEN),
    Verb.CONFIRM:  ((State.OPEN, State.PAUSED), State.OPEN),
    Verb.WITHDRAW: ((State.OPEN, State.PAUSED), State.WITHDRAWN),
    Verb.REOPEN:   ((State.WITHDRAWN, State.PAUSED), State.OPEN),
    Verb.PAUSE:    ((State.OPEN,), State.PAUSED),
}  # fmt: skip
OPEN_MOST = 10  # of a member
FULL = N_("{most} open offers are as many as one can have. Withdraw one first: /contribute")
REMINDERS = (Kind.RENEW, Kind.PAUSED)


def may(verb: Verb, offer: Offer) -> bool:
    return offer.state in TRANSITIONS[verb][0]


async def change(
    tx: AsyncConnection, offer: Offer, member_id: int, at: datetime, **values: Any
) -> Offer | None:
    """One's own, if it is as it was when it was read. Introductions that wait for an answer were about other words."""
    same = C.version == offer.version
    changed = await _moved(tx, offer.id, Verb.CHANGE, member_id, at, same, **values)
    if changed is not None:
        await introductions.end_of(tx, offer.id, at)
    return changed


async def confirm(tx: AsyncConnection, offer_id: int, member_id: int, at: datetime) -> Offer | None:
    return await _moved(tx, offer_id, Verb.CONFIRM, member_id, at)


async def reopen(tx: AsyncConnection, offer_id: int, member_id: int, at: datetime) -> Offer | None:
    return await _moved(tx, offer_id, Verb.REOPEN, member_id, at)


async def withdraw(tx: AsyncConnection, offer_id: int, member_id: int, at: datetime) -> Offer | None:
    """One's own, and whoever was to be introduced hears that it came to nothing."""
    withdrawn = await _moved(tx, offer_id, Verb.WITHDRAW, member_id, at)
    if withdrawn is not None:
        await introductions.end_of(tx, offer_id, at)
    return withdrawn


async def pause(tx: AsyncConnection, offer_id: int, at: datetime) -> Offer | None:
    """Its member hears of it."""
    paused = await _moved(tx, offer_id, Verb.PAUSE, None, at)
    if paused is not None:
        await introductions.end_of(tx, offer_id, at)
        await notices.add(tx, offer_id, Kind.PAUSED, at)
    return paused


async def check_room(tx: AsyncConnection, member_id: int, besides: int | None = None) -> None:
    """BotError when this member has as many open offers as one may have, `besides` the one that is to be open."""
    mine = [offer for offer in await offers.of_member(tx, member_id) if offer.id != besides]
    if sum(State(offer.state) is State.OPEN for offer in mine) >= OPEN_MOST:
        raise BotError(FULL, most=OPEN_MOST)


async def forget(tx: AsyncConnection, chat_id: int, at: datetime) -> None:
    """Before this chat's member goes: whoever was to be introduced to them hears that it came to nothing."""
    for offer in await offers.of_chat(tx, chat_id):
        if await _moved(tx, offer.id, Verb.WITHDRAW, offer.member_id, at):
            await introductions.end_of(tx, offer.id, at)


async def _moved(
    tx: AsyncConnection,
    offer_id: int,
    verb: Verb,
    member_id: int | None,
    at: datetime,
    *more: Any,
    **values: Any,
) -> Offer | None:
    """By the table; a member's own word counts for their own offers only, and says that it holds."""
    states, after = TRANSITIONS[verb]
    own = [] if member_id is None else [C.member_id == member_id]
    open_ = after is State.OPEN
    if open_ and member_id is not None:
        await check_room(tx, member_id, offer_id)
    values |= {"state": after, "ended_at": None if open_ else at} | ({"confirmed_at": at} if open_ else {})
    moved = await offers.move(tx, offer_id, states, *own, *more, **values)
    if moved is not None:
        await notices.drop(tx, offer_id, REMINDERS, at, "answered")
    return moved
