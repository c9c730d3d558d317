"""What may become of an introduction, in one table: both sides are asked, and only two yeses introduce them.

One UPDATE of the row is the lock: of two answers at once the second sees the first, and whatever ended it meanwhile
stands. What follows for the other side is a notice in the same transaction (`storage/offers/notices.py`).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.offers.kinds import Side
from storage.offers import introductions, notices, offers
from storage.offers.introductions import C, Introduction
from storage.offers.notices import Kind
from storage.offers.offers import Offer

ANSWER_WITHIN = timedelta(days=10)
LAPSED_MOST = 200  # ended at one look


class State(StrEnum):
    """The words are those of `storage.offers.introductions.STATES`."""

    ASKED = "asked"
    """Both sides were asked."""
    HALF = "half"
    """One said yes, the other is waited for."""
    MET = "met"
    """Both said yes and got each other's name and contact."""
    DECLINED = "declined"
    """One said no."""
    LAPSED = "lapsed"
    """One said nothing for too long."""
    ENDED = "ended"
    """One of the two was changed, withdrawn or paused meanwhile."""
    CANCELED = "canceled"
    """Staff took it back."""


class Verb(StrEnum):
    """What is done with an introduction."""

    AGREE = "agree"
    DECLINE = "decline"
    LAPSE = "lapse"
    END = "end"
    CANCEL = "cancel"


AFTER: dict[tuple[State, Verb], State] = {
    (State.ASKED, Verb.AGREE): State.HALF,
    (State.HALF, Verb.AGREE): State.MET,
    (State.ASKED, Verb.DECLINE): State.DECLINED,
    (State.HALF, Verb.DECLINE): State.DECLINED,
    (State.ASKED, Verb.LAPSE): State.LAPSED,
    (State.HALF, Verb.LAPSE): State.LAPSED,
    (State.ASKED, Verb.END): State.ENDED,
    (State.HALF, Verb.END): State.ENDED,
    (State.ASKED, Verb.CANCEL): State.CANCELED,
    (State.HALF, Verb.CANCEL): State.CANCELED,
}
WAITING = (State.ASKED, State.HALF)
FINAL = tuple(state for state in State if state not in WAITING)
AGAIN = (State.LAPSED, State.ENDED, State.CANCELED)  # may be proposed once more; a no stays a no


def waits(introduction: Introduction) -> bool:
    return State(introduction.state) in WAITING


def may_propose(earlier: Introduction | None) -> bool:
    """Whether these two may be asked, after what became of it before."""
    return earlier is None or State(earlier.state) in AGAIN


async def propose(
    tx: AsyncConnection, offer_id: int, other_id: int, by: int, at: datetime
) -> Introduction | None:
    """Both sides are to be asked; None when one of them is no more open, or the two were brought together already."""
    held = [await offers.hold(tx, number) for number in sorted((offer_id, other_id))]
    sides = {Side(offer.side): offer for offer in held if offer is not None}
    if len(sides) < len(Side) or len({offer.member_id for offer in sides.values()}) < len(Side):
        return None
    pair = sides[Side.SEEK].id, sides[Side.GIVE].id
    proposed = await introductions.propose(tx, *pair, by, at, AGAIN)
    if proposed is not None:
        for number in pair:
            await notices.add(tx, number, Kind.ASK, at, proposed.id)
    return proposed


async def answer(
    tx: AsyncConnection, number: int, offer: Offer, at: datetime, *, agrees: bool
) -> Introduction | None:
    """What the member of this offer says; None when it is not theirs, said already, or over. A yes can be taken back
    until the other side has said yes, too."""
    column = f"{offer.side}_answer"
    own = C[f"{offer.side}_id"] == offer.id
    if agrees:
        agreed = await _step(tx, number, Verb.AGREE, at, own, C[column].is_(None), **{column: "yes"})
        if agreed is not None and State(agreed.state) is State.MET:
            for each in (agreed.seek_id, agreed.give_id):
                await notices.add(tx, each, Kind.MET, at, agreed.id)
        return agreed
    declined = await _step(tx, number, Verb.DECLINE, at, own, **{column: "no"})
    if declined is not None:
        await _tell(tx, declined, at, [declined.other(offer.id)])
    return declined


async def cancel(tx: AsyncConnection, number: int, at: datetime) -> Introduction | None:
    """Staff take it back."""
    return await _over(tx, number, Verb.CANCEL, at)


async def end_of(tx: AsyncConnection, offer_id: int, at: datetime) -> None:
    """This offer is not what it was, so none of its introductions goes on."""
    for introduction in await introductions.of_offer(tx, offer_id):
        if waits(introduction):
            ended = await _step(tx, introduction.id, Verb.END, at)
            if ended is not None:
                await _tell(tx, ended, at, [ended.other(offer_id)])


async def lapse(tx: AsyncConnection, at: datetime) -> int:
    """Those that were not answered in time; how many."""
    late = await introductions.waiting_since(tx, WAITING, at - ANSWER_WITHIN, LAPSED_MOST)
    return len([number for number in late if await _over(tx, number, Verb.LAPSE, at)])


async def _over(tx: AsyncConnection, number: int, verb: Verb, at: datetime) -> Introduction | None:
    over = await _step(tx, number, verb, at)
    if over is not None:
        await _tell(tx, over, at, [over.seek_id, over.give_id])
    return over


async def _step(
    tx: AsyncConnection, number: int, verb: Verb, at: datetime, *more: object, **values: str
) -> Introduction | None:
    steps = {state: after for (state, allowed), after in AFTER.items() if allowed is verb}
    return await introductions.step(tx, number, steps, FINAL, at, *more, **values)  # type: ignore[arg-type]


async def _tell(tx: AsyncConnection, over: Introduction, at: datetime, offer_ids: list[int]) -> None:
    """It came to nothing: to those who were asked and have not said no themselves."""
    unasked = await notices.unasked(tx, over.id, at, "over")
    for number in offer_ids:
        if number not in unasked and over.answer_of(number) != "no":
            await notices.add(tx, number, Kind.OFF, at, over.id)
