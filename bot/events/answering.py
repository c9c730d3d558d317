"""A member's answer to an invitation, in one transaction with whoever moves up by it.

1. `events.lock` is the one UPDATE that everybody who answers waits for; it gives the ticket.
2. Seats, the line and the answer so far are read under it, and `seats.after` says what follows.
3. The answer is written, whoever moved up is given their seats, and a notice for each of them is kept
   (`handlers/members/event_notices.py` brings it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import BotError
from bot.events import door, seats
from bot.events.seats import Hall
from bot.text.translator import N_
from storage.events import events, notices, responses
from storage.events.events import Event
from storage.events.responses import Response

CLOSED = N_("This event takes no answers any more: it has begun, or it was canceled. The others: /events")

DOOR_CLOSED = N_("Check-in is open from two hours before the event to its end.")


@dataclass(frozen=True, slots=True)
class Answered:
    """The event, the answer as it was kept, and whether seats for more guests were refused."""

    event: Event
    response: Response
    refused: bool


async def answer(
    tx: AsyncConnection, event_id: int, member_id: int, word: str, guests: int, at: datetime
) -> Answered:
    """BotError when the event takes no answers; guests are cut to what the event allows."""
    event = await events.lock(tx, event_id, at)
    if event is None:
        raise BotError(CLOSED)
    before = await responses.get(tx, event_id, member_id)
    brought = min(max(guests, 0), event.guests) if word == "yes" else 0
    wished = Response(event_id, member_id, word, brought, answered_at=at)
    if before is not None and (before.answer, before.guests) == (word, brought):
        return Answered(event, before, refused=False)
    leaving = before.size if before is not None and before.seated else 0
    after = seats.after(await _hall(tx, event, leaving), before, wished, event.tickets)
    if not after.refused:
        await responses.put(tx, after.response)
    await _seat(tx, event, after.moved_up, at)
    return Answered(event, after.response, after.refused)


async def check_in(tx: AsyncConnection, event_id: int, member_id: int, at: datetime) -> Response:
    """Whoever is at the door is there, and has a seat, whatever they answered before; the first time stays. BotError
    when the door is not open."""
    known = await responses.get(tx, event_id, member_id)
    if known is not None and known.attended_at is not None:
        return known
    event = await events.hold(tx, event_id)
    if event is None or not door.is_open(event, at):
        raise BotError(DOOR_CLOSED)
    before = await responses.get(tx, event_id, member_id)
    guests = before.guests if before is not None and before.answer == "yes" else 0
    answered_at = before.answered_at if before is not None else at
    there = Response(event_id, member_id, "yes", guests, None, answered_at, at)
    await responses.put(tx, there)
    return there


async def fill(tx: AsyncConnection, event_id: int, at: datetime) -> int:
    """Gives free seats to those in line, after seats were added or an answer was forgotten; how many moved up."""
    event = await events.lock(tx, event_id, at)
    if event is None:
        return 0
    moved = seats.moved_up(await _hall(tx, event))
    await _seat(tx, event, moved, at)
    return len(moved)


async def forget(tx: AsyncConnection, chat_id: int, at: datetime) -> None:
    """Removes what this chat answered; the seats go to whoever waits. Locks first, as everybody who writes here."""
    answered = await responses.events_of(tx, chat_id)
    for event_id in answered:
        await events.lock(tx, event_id, at)
    await responses.forget(tx, chat_id)
    for event_id in answered:
        await fill(tx, event_id, at)


async def _hall(tx: AsyncConnection, event: Event, leaving: int = 0) -> Hall:
    """`leaving`: seats that may become free by this answer. The line is read as far as anybody in it may fit."""
    hall = Hall(event.seats, await responses.taken(tx, event.id))
    most = None if hall.free is None else hall.free + leaving
    line = await responses.waiting(tx, event.id, most) if most is None or most > 0 else []
    return Hall(hall.seats, hall.taken, line)


async def _seat(tx: AsyncConnection, event: Event, moved: Sequence[Response], at: datetime) -> None:
    members = [response.member_id for response in moved]
    await responses.seat(tx, event.id, members)
    await notices.add(tx, event.id, members, "seat", at)
