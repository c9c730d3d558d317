"""Events: what, when, where, for whom, and how many seats; and changes of an announced one that nobody was told yet.

`texts` is JSON by language: title, description, place. `changes` holds the columns that were changed since the event
was announced: members see them when the broadcast that tells of them is launched (`storage/events/announcements.py`).
`tickets` counts up with every answer; the UPDATE that does it is the lock on the event's seats.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Json, Utc, metadata, word

TOLD = (
    "texts",
    "starts_at",
    "ends_at",
    "zone",
    "latitude",
    "longitude",
    "link",
)  # whoever comes hears of these
MOMENTS = ("starts_at", "ends_at")
LASTS = timedelta(hours=3)  # how long one without an end is still listed


class State(StrEnum):
    """Moved on by the broadcasts that tell of it (`storage/events/announcements.py`)."""

    DRAFT = "draft"
    """Being written."""
    ANNOUNCED = "announced"
    """Members know of it and answer, until it begins."""
    CANCELED = "canceled"
    """It does not take place; a draft that was given up is one, too."""


events = sa.Table(
    "events",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("state", *word(*State, name="state"), nullable=False, server_default=State.DRAFT),
    sa.Column("texts", Json, nullable=False),
    sa.Column("starts_at", Utc, index=True),
    sa.Column("ends_at", Utc),
    sa.Column("zone", sa.Text),  # whose clock its time is said by
    sa.Column("latitude", sa.Float),
    sa.Column("longitude", sa.Float),
    sa.Column("link", sa.Text),
    sa.Column("topic", sa.Text),  # null = everyone
    sa.Column("countries", Json, nullable=False),  # empty = all
    sa.Column("seats", sa.Integer),  # null = no limit
    sa.Column("guests", sa.Integer, nullable=False, server_default="0"),  # a member may bring so many
    sa.Column("changes", Json),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("tickets", sa.Integer, nullable=False, server_default="0"),
    sa.Column("author_id", sa.BigInteger),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("updated_at", Utc, nullable=False),
    sa.Column("announced_at", Utc),
    sa.Column("canceled_at", Utc),
    sa.Column("day_reminded", Utc),  # the `starts_at` its reminders of a day before were written for
    sa.Column("hour_reminded", Utc),
)


@dataclass(frozen=True, slots=True)
class Event:
    """A row of `events`; times UTC."""

    id: int
    state: str
    texts: dict[str, dict[str, str]]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    link: str | None = None
    topic: str | None = None
    countries: list[str] = field(default_factory=list)
    seats: int | None = None
    guests: int = 0
    changes: dict[str, Any] | None = None
    version: int = 1
    tickets: int = 0
    author_id: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    announced_at: datetime | None = None
    canceled_at: datetime | None = None

    @property
    def discarded(self) -> bool:
        """Given up before it was announced."""
        return self.state == State.CANCELED and self.announced_at is None

    @property
    def changed(self) -> "Event":
        """As it will be once its changes are told."""
        return replace(self, **moments(self.changes or {}), changes=None)

    def text(self, language: str, part: str) -> str:
        """Its title, description or place; empty where nothing is written."""
        return self.texts.get(language, {}).get(part, "")


COLUMNS = tuple(events.c[name] for name in Event.__slots__)


def as_json(values: dict[str, Any]) -> dict[str, Any]:
    """Columns as they are kept in `changes`."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }


def moments(values: dict[str, Any]) -> dict[str, Any]:
    """The way back."""
    return values | {
        name: datetime.fromisoformat(values[name]) for name in MOMENTS if values.get(name) is not None
    }


async def create(tx: AsyncConnection, author_id: int | None, at: datetime, **values: Any) -> Event:
    """A new draft unless `state` is given."""
    row = {"texts": {}, "countries": [], "author_id": author_id, "created_at": at, "updated_at": at, **values}
    made = await tx.execute(sa.insert(events).values(row).returning(*COLUMNS))
    return Event(*made.one())


async def get(tx: AsyncConnection, event_id: int) -> Event | None:
    return await records.first(tx, Event, sa.select(*COLUMNS).where(events.c.id == event_id))


async def change(tx: AsyncConnection, event: Event, at: datetime, **values: Any) -> bool:
    """Sets columns if nobody changed it since `event` was read."""
    here = sa.and_(events.c.id == event.id, events.c.version == event.version)
    values |= {"version": event.version + 1, "updated_at": at}
    return await records.changed(tx, sa.update(events).where(here).values(values))


async def step(
    tx: AsyncConnection, event_id: int, before: str, after: str, at: datetime, **values: Any
) -> bool:
    """Moves it on if it stands in `before`; False when somebody else was quicker."""
    here = sa.and_(events.c.id == event_id, events.c.state == before)
    moved = {"state": after, "updated_at": at, "version": events.c.version + 1, **values}
    return await records.changed(tx, sa.update(events).where(here).values(moved))


async def lock(tx: AsyncConnection, event_id: int, now: datetime) -> Event | None:
    """The event with its next ticket, until the transaction ends nobody else's; None when it takes no answers:
    it is not announced, or has begun."""
    here = sa.and_(events.c.id == event_id, events.c.state == State.ANNOUNCED, events.c.starts_at > now)
    taken = sa.update(events).where(here).values(tickets=events.c.tickets + 1).returning(*COLUMNS)
    return await records.first(tx, Event, taken)


async def hold(tx: AsyncConnection, event_id: int) -> Event | None:
    """The same lock whatever its time, for what is written at the door; None when it is not announced."""
    here = sa.and_(events.c.id == event_id, events.c.state == State.ANNOUNCED)
    held = sa.update(events).where(here).values(tickets=events.c.tickets + 1).returning(*COLUMNS)
    return await records.first(tx, Event, held)


async def upcoming(tx: AsyncConnection, now: datetime) -> list[Event]:
    """Announced ones that are not over, the next one first."""
    over = sa.func.coalesce(events.c.ends_at, events.c.starts_at)
    query = (
        sa.select(*COLUMNS)
        .where(
            events.c.state == State.ANNOUNCED,
            sa.or_(events.c.ends_at > now, sa.and_(events.c.ends_at.is_(None), over > now - LASTS)),
        )
        .order_by(events.c.starts_at, events.c.id)
    )
    return await records.every(tx, Event, query)


async def listing(tx: AsyncConnection, limit: int, offset: int = 0) -> tuple[list[Event], int]:
    """A page of all of them for staff, the newest first, and how many there are; discarded drafts are left out."""
    here = sa.not_(_discarded())
    number = (await tx.execute(sa.select(sa.func.count()).select_from(events).where(here))).scalar_one()
    query = sa.select(*COLUMNS).where(here).order_by(events.c.id.desc()).limit(limit).offset(offset)
    return [Event(*row) for row in await tx.execute(query)], number


def _discarded() -> sa.ColumnElement[bool]:
    return sa.and_(events.c.state == State.CANCELED, events.c.announced_at.is_(None))


async def discard(tx: AsyncConnection, event: Event, at: datetime) -> bool:
    """A draft nobody changed meanwhile is given up. Its row stays, so that its number is never another event's."""
    here = sa.and_(events.c.id == event.id, events.c.version == event.version, events.c.state == State.DRAFT)
    values = {"state": State.CANCELED, "canceled_at": at, "version": event.version + 1, "updated_at": at}
    return await records.changed(tx, sa.update(events).where(here).values(values))
