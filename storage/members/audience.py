"""Whom a broadcast reaches: one definition in SQL, used by the live count and by the launch alike.

Topics are any-of (none named = everyone), countries and languages too. Members who blocked the bot are
never part of an audience; `tally` counts them apart.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.events.responses import COMING, R
from storage.members.members import members, subscriptions


@dataclass(frozen=True, slots=True)
class Audience:
    """Empty tuples mean all. `active_days`: spoke to the bot within so many days. Group members count too.

    `event`: whoever said yes or maybe to it, also those who want no announcements: they are expected there.
    """

    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    active_days: int | None = None
    joined_after: datetime | None = None
    event: int | None = None

    def as_json(self) -> dict[str, Any]:
        joined = self.joined_after.isoformat() if self.joined_after else None
        return {**asdict(self), "joined_after": joined}

    @classmethod
    def of(cls, value: dict[str, Any]) -> "Audience":
        joined = value.get("joined_after")
        lists = {key: tuple(value.get(key) or ()) for key in ("topics", "countries", "languages")}
        return cls(
            **lists,
            active_days=value.get("active_days"),
            joined_after=datetime.fromisoformat(joined) if joined else None,
            event=value.get("event"),
        )


@dataclass(frozen=True, slots=True)
class Group:
    """`number` members alike in these four; `zone` is None where no time zone is known."""

    language: str
    country: str | None
    zone: str | None
    quiet_from: int | None
    quiet_until: int | None
    blocked: bool
    number: int


def fits(audience: Audience, now: datetime) -> list[sa.ColumnElement[bool]]:
    """Conditions on `members`, reachable or not; who stopped all announcements belongs to no audience."""
    conditions: list[sa.ColumnElement[bool]] = [
        members.c.stopped_at.is_(None) if audience.event is None else _expected(audience.event)
    ]
    if audience.languages:
        conditions.append(members.c.language.in_(audience.languages))
    if audience.countries:
        conditions.append(members.c.country.in_(audience.countries))
    if audience.active_days is not None:
        conditions.append(members.c.last_active_at >= now - timedelta(days=audience.active_days))
    if audience.joined_after is not None:
        conditions.append(members.c.joined_at > audience.joined_after)
    if audience.topics:
        conditions.append(subscribed(members.c.id, audience.topics))
    return conditions


def _expected(event_id: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(R.event_id == event_id, R.member_id == members.c.id, COMING)


def subscribed(member_id: sa.ColumnElement[int], topics: Sequence[str]) -> sa.ColumnElement[bool]:
    """True where the member still has one of the topics."""
    return sa.exists().where(subscriptions.c.member_id == member_id, subscriptions.c.topic.in_(topics))


def variant(languages: Sequence[str], fallback: Sequence[str] | None) -> sa.ColumnElement[str | None]:
    """The language a member gets: their own if it is written, else the first of the fallback, else null."""
    instead = next((language for language in fallback or () if language in languages), None)
    own = members.c.language.in_(list(languages))
    return sa.case((own, members.c.language), else_=sa.cast(sa.literal(instead), sa.Text))


async def tally(tx: AsyncConnection, audience: Audience, now: datetime) -> list[Group]:
    """How many members, by what decides language, country, quiet hours and reach."""
    keys = (
        members.c.language,
        members.c.country,
        members.c.timezone,
        members.c.quiet_from,
        members.c.quiet_until,
        members.c.blocked_at.is_not(None).label("blocked"),
    )
    query = sa.select(*keys, sa.func.count()).where(*fits(audience, now)).group_by(*keys)
    return [Group(*row) for row in await tx.execute(query)]
