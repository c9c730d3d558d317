"""What members answered to an event's invitation: yes, maybe or no, how many they bring, their place in line.

A yes with a `ticket` waits for seats, without one it has them. Whoever writes here holds the event's lock
(`storage.events.events.lock`), so that the rows read are those that are there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata, word
from storage.events.events import events

ANSWERS = ("yes", "maybe", "no")

responses = sa.Table(
    "event_responses",
    metadata,
    sa.Column("event_id", BigId, sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    sa.Column(
        "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sa.Column("answer", *word(*ANSWERS, name="answer"), nullable=False),
    sa.Column("guests", sa.Integer, nullable=False, server_default="0"),
    sa.Column("ticket", sa.Integer),
    sa.Column("answered_at", Utc, nullable=False),
    sa.Column("attended_at", Utc),
)
R = responses.c
SIZE = R.guests + 1
SEATED = sa.and_(R.answer == "yes", R.ticket.is_(None))
WAITING = sa.and_(R.answer == "yes", R.ticket.is_not(None))
COMING = R.answer.in_(("yes", "maybe"))  # who hears of changes


@dataclass(frozen=True, slots=True)
class Response:
    """A row of `event_responses`."""

    event_id: int
    member_id: int
    answer: str
    guests: int = 0
    ticket: int | None = None
    answered_at: datetime | None = None
    attended_at: datetime | None = None

    @property
    def size(self) -> int:
        """The seats they need: their own and their guests'."""
        return 1 + self.guests

    @property
    def seated(self) -> bool:
        return self.answer == "yes" and self.ticket is None

    @property
    def waiting(self) -> bool:
        return self.answer == "yes" and self.ticket is not None


@dataclass(frozen=True, slots=True)
class Counts:
    """`seated` and `waiting` are members; `taken` and `queued` the seats they and their guests have and need."""

    seated: int = 0
    taken: int = 0
    waiting: int = 0
    queued: int = 0
    maybe: int = 0
    no: int = 0
    attended: int = 0

    @property
    def coming(self) -> int:
        """How many hear of changes."""
        return self.seated + self.waiting + self.maybe


@dataclass(frozen=True, slots=True)
class Guest:
    """An answer as staff see it: nothing that says who gave it."""

    answer: str
    guests: int
    waiting: bool
    language: str
    country: str | None
    answered_at: datetime
    attended_at: datetime | None


COLUMNS = tuple(responses.c[name] for name in Response.__slots__)


async def get(tx: AsyncConnection, event_id: int, member_id: int) -> Response | None:
    return await records.first(tx, Response, sa.select(*COLUMNS).where(_of(event_id, member_id)))


async def put(tx: AsyncConnection, response: Response) -> None:
    """Keeps the answer in place of an earlier one."""
    row = {name: getattr(response, name) for name in Response.__slots__}
    kept = insert(tx, responses).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["event_id", "member_id"], set_=row))


async def taken(tx: AsyncConnection, event_id: int) -> int:
    """Seats that are given."""
    query = sa.select(sa.func.coalesce(sa.func.sum(SIZE), 0)).where(R.event_id == event_id, SEATED)
    return int((await tx.execute(query)).scalar_one())


async def waiting(tx: AsyncConnection, event_id: int, most: int | None = None) -> list[Response]:
    """Those in line, the first one first; only such as need at most so many seats."""
    fitting = sa.true() if most is None else most >= SIZE
    query = sa.select(*COLUMNS).where(R.event_id == event_id, WAITING, fitting).order_by(R.ticket)
    return await records.every(tx, Response, query)


async def seat(tx: AsyncConnection, event_id: int, members: Sequence[int]) -> None:
    """These have seats from now on."""
    if members:
        here = sa.and_(R.event_id == event_id, R.member_id.in_(list(members)), WAITING)
        await tx.execute(sa.update(responses).where(here).values(ticket=None))


async def position(tx: AsyncConnection, response: Response) -> int:
    """Their place in line, from 1."""
    here = sa.and_(R.event_id == response.event_id, WAITING, R.ticket <= response.ticket)
    return int((await tx.execute(sa.select(sa.func.count()).select_from(responses).where(here))).scalar_one())


async def count(tx: AsyncConnection, event_id: int) -> Counts:
    query = sa.select(
        _sum(SEATED), _sum(SEATED, SIZE), _sum(WAITING), _sum(WAITING, SIZE),
        _sum(R.answer == "maybe"), _sum(R.answer == "no"), _sum(R.attended_at.is_not(None), SIZE),
    ).where(R.event_id == event_id)  # fmt: skip
    return Counts(*map(int, (await tx.execute(query)).one()))


async def of_member(tx: AsyncConnection, member_id: int) -> list[tuple[Response, dict[str, Any], datetime]]:
    """All their answers with the event's texts and start, the latest event first."""
    query = (
        sa.select(*COLUMNS, events.c.texts, events.c.starts_at)
        .join(events, events.c.id == R.event_id)
        .where(R.member_id == member_id)
        .order_by(events.c.starts_at.desc(), events.c.id)
    )
    return [(Response(*row[:-2]), row[-2], row[-1]) for row in await tx.execute(query)]


async def guests(tx: AsyncConnection, event_id: int) -> list[Guest]:
    """Those who have seats in the order of their answers, the line, maybe, no."""
    order = sa.case((SEATED, 0), (WAITING, 1), (R.answer == "maybe", 2), else_=3)
    query = (
        sa.select(
            R.answer, R.guests, WAITING, MEMBERS.c.language, MEMBERS.c.country, R.answered_at, R.attended_at
        )
        .join(MEMBERS, MEMBERS.c.id == R.member_id)
        .where(R.event_id == event_id)
        .order_by(order, R.ticket, R.answered_at, R.member_id)
    )
    return await records.every(tx, Guest, query)


async def answers_of(tx: AsyncConnection, member_id: int) -> dict[int, Response]:
    """Their answers by event."""
    query = sa.select(*COLUMNS).where(R.member_id == member_id)
    return {row[0]: Response(*row) for row in await tx.execute(query)}


async def events_of(tx: AsyncConnection, chat_id: int) -> list[int]:
    """The events this chat's member answered to, in the order in which they are locked."""
    query = sa.select(R.event_id).where(R.member_id == _member(chat_id)).order_by(R.event_id)
    return list((await tx.execute(query)).scalars())


async def forget(tx: AsyncConnection, chat_id: int) -> None:
    """Removes the answers of this chat's member."""
    await tx.execute(sa.delete(responses).where(R.member_id == _member(chat_id)))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Removes the answers to events that began before then; how many."""
    old = sa.select(events.c.id).where(events.c.starts_at < before)
    return int((await tx.execute(sa.delete(responses).where(R.event_id.in_(old)))).rowcount)


def _member(chat_id: int) -> sa.ScalarSelect[Any]:
    return sa.select(MEMBERS.c.id).where(MEMBERS.c.chat_id == chat_id).scalar_subquery()


# The little that is read of a member here; `storage/members` imports this file.
MEMBERS = sa.table("members", *map(sa.column, ("id", "chat_id", "language", "country")))


def _of(event_id: int, member_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(R.event_id == event_id, R.member_id == member_id)


def _sum(condition: sa.ColumnElement[bool], value: Any = 1) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, value), else_=0)), 0)
