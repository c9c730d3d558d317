"""Trial mode: while it is on, broadcasts reach the team and a list of guests, so many messages a day at most.

No row, no trial: an installation that never began one is live. A broadcast is a trial's or not from its launch on
(`broadcasts.trial`, `storage/deliveries/launches.py`), so one that is under way when the trial ends stays with the
guests. They stay on the list for it, and for the next trial, until they are taken out or forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import Utc, insert, metadata
from storage.members.forget_requests import leaving
from storage.staff.staff import staff

FIRST = 100  # messages a day that a trial begins with
trials = sa.Table(
    "trials",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # always 1
    sa.Column("since", Utc, nullable=False),
    sa.Column("a_day", sa.Integer, nullable=False),  # messages
    sa.Column("day", sa.Date),  # of `used`, by the installation's clock
    sa.Column("used", sa.Integer, nullable=False, server_default="0"),
)
guests = sa.Table(
    "trial_guests",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("added_by", sa.BigInteger),  # null: an owner of the configuration, at the trial's beginning
    sa.Column("added_at", Utc, nullable=False),
)
ON = sa.exists().where(trials.c.id == 1)


@dataclass(frozen=True, slots=True)
class Trial:
    """`a_day` messages at most; `used` of them on `day`."""

    since: datetime
    a_day: int
    day: date | None
    used: int

    def left(self, day: date) -> int:
        """Messages that may still go out on this day."""
        return max(0, self.a_day - (self.used if self.day == day else 0))


@dataclass(frozen=True, slots=True)
class Guest:
    """A row of `trial_guests`."""

    chat_id: int
    added_by: int | None
    added_at: datetime


async def current(tx: AsyncConnection) -> Trial | None:
    """None: live."""
    columns = (trials.c.since, trials.c.a_day, trials.c.day, trials.c.used)
    return await records.first(tx, Trial, sa.select(*columns))


async def begin(tx: AsyncConnection, a_day: int, owners: Iterable[int], at: datetime) -> bool:
    """With the owners of the configuration as guests; False when it is on already."""
    made = insert(tx, trials).values(id=1, since=at, a_day=a_day)
    if not (await tx.execute(made.on_conflict_do_nothing(index_elements=["id"]))).rowcount:
        return False
    await welcome(tx, owners, at)
    return True


async def welcome(tx: AsyncConnection, owners: Iterable[int], at: datetime) -> None:
    """Owners of the configuration have no row on the team: during a trial they stand among the guests."""
    if await current(tx) is not None:
        for owner in owners:
            await add(tx, owner, None, at)


async def limit(tx: AsyncConnection, a_day: int) -> bool:
    """Another number of messages a day; False when it is that one, or there is no trial."""
    here = trials.c.a_day != a_day
    return await records.changed(tx, sa.update(trials).where(here).values(a_day=a_day))


async def end(tx: AsyncConnection) -> bool:
    """Live from now on; False when it was."""
    return await records.changed(tx, sa.delete(trials))


async def take(tx: AsyncConnection, number: int, day: date) -> bool:
    """Counts so many messages to this day; False when it has no room for all of them. True where there is no trial."""
    used = sa.case((trials.c.day == day, trials.c.used), else_=0)
    room = sa.update(trials).where(used + number <= trials.c.a_day).values(day=day, used=used + number)
    return bool((await tx.execute(room)).rowcount) or await current(tx) is None


async def add(tx: AsyncConnection, chat_id: int, by: int | None, at: datetime) -> bool:
    """False when they are on the list."""
    made = insert(tx, guests).values(chat_id=chat_id, added_by=by, added_at=at)
    return await records.changed(tx, made.on_conflict_do_nothing(index_elements=["chat_id"]))


async def drop(tx: AsyncConnection, chat_id: int) -> bool:
    """False when they are not on the list."""
    return await records.changed(tx, sa.delete(guests).where(guests.c.chat_id == chat_id))


async def guest(tx: AsyncConnection, chat_id: int) -> Guest | None:
    return await records.first(tx, Guest, sa.select(guests).where(guests.c.chat_id == chat_id))


async def listing(tx: AsyncConnection) -> list[Guest]:
    """In order of coming, but those who are to be forgotten."""
    query = (
        sa.select(guests)
        .where(sa.not_(leaving(guests.c.chat_id)))
        .order_by(guests.c.added_at, guests.c.chat_id)
    )
    return await records.every(tx, Guest, query)


def invited(chat_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """True for a chat of the team's or a guest's."""
    team = sa.select(staff.c.user_id).where(staff.c.removed_at.is_(None))
    return chat_id.in_(sa.select(guests.c.chat_id).union(team))
