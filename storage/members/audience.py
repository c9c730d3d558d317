"""Whom a broadcast reaches: one definition in SQL, used by the live count and by the launch alike.

Topics are any-of (none named = everyone), countries and languages too, and a country may be only one of its clocks or
cities; what is left out goes before what is chosen.
Members who blocked the bot are never part of an audience (`tally` counts them apart), nor is staff's own group.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crisis.answers import silent
from storage.database import records
from storage.events.responses import COMING, R
from storage.inbox import staff_group
from storage.members.forget_requests import leaving
from storage.members.members import members, subscriptions
from storage.staff import trial
from storage.surveys.responses import chose

LISTS = ("topics", "countries", "languages", "no_topics", "no_countries", "no_languages")
DAYS = (7, 30, 90, 365)  # spans that are offered for "active" and "joined"


@dataclass(frozen=True, slots=True)
class Audience:
    """Empty tuples mean all, in the `no_` ones: nobody is left out.

    `active_days`: spoke to the bot within so many days; `joined_days`: became a member within so many, `joined_after`
    that moment. Group members count too unless `persons`. `event`: whoever said yes or maybe to it, also those who want
    no announcements: they are expected there. `country_clock`: where no clock is known, that of the country counts.
    `answered`: the numbers of a survey, of its question and of options: whoever sent one of these as their answer.
    `silent`: whoever got this check-in and has not answered it.
    """

    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    no_topics: tuple[str, ...] = ()
    no_countries: tuple[str, ...] = ()
    no_languages: tuple[str, ...] = ()
    persons: bool = False
    active_days: int | None = None
    joined_days: int | None = None
    joined_after: datetime | None = None
    event: int | None = None
    country_clock: bool = False
    answered: tuple[int, ...] = ()
    silent: int | None = None

    def as_json(self) -> dict[str, Any]:
        joined = self.joined_after.isoformat() if self.joined_after else None
        return {**asdict(self), "joined_after": joined}

    @classmethod
    def of(cls, value: dict[str, Any]) -> "Audience":
        """Reads what is stored; keys that an older version did not know may be absent."""
        joined = value.get("joined_after")
        return cls(
            **{name: tuple(value.get(name) or ()) for name in LISTS},
            persons=bool(value.get("persons")),
            active_days=value.get("active_days"),
            joined_days=value.get("joined_days"),
            joined_after=datetime.fromisoformat(joined) if joined else None,
            event=value.get("event"),
            country_clock=bool(value.get("country_clock")),
            answered=tuple(value.get("answered") or ()),
            silent=value.get("silent"),
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
    """Conditions on `members`, reachable or not; who stopped all announcements, or is to be forgotten, belongs to no
    audience."""
    m = members.c
    conditions: list[sa.ColumnElement[bool]] = [
        m.stopped_at.is_(None) if audience.event is None else _expected(audience.event),
        no_staff_group(),
        sa.not_(leaving(m.chat_id)),
    ]
    if audience.persons:
        conditions.append(m.kind == "person")
    if audience.active_days is not None:
        conditions.append(m.last_active_at >= now - timedelta(days=audience.active_days))
    if audience.joined_days is not None:
        conditions.append(m.joined_at >= now - timedelta(days=audience.joined_days))
    if audience.joined_after is not None:
        conditions.append(m.joined_at > audience.joined_after)
    return [*conditions, *_chosen(audience), *_left_out(audience)]


def _chosen(audience: Audience) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if audience.languages:
        conditions.append(members.c.language.in_(audience.languages))
    if audience.countries:
        conditions.append(_living_in(audience.countries))
    if audience.topics:
        conditions.append(subscribed(members.c.id, audience.topics))
    if audience.answered:
        survey, question, *options = audience.answered
        conditions.append(chose(members.c.id, survey, question, options))
    if audience.silent is not None:
        conditions.append(silent(members.c.id, audience.silent))
    return conditions


def _left_out(audience: Audience) -> list[sa.ColumnElement[bool]]:
    """Whoever gave no country, or no clock, is in none that is left out."""
    m, conditions = members.c, list[sa.ColumnElement[bool]]()
    if audience.no_languages:
        conditions.append(m.language.not_in(audience.no_languages))
    if audience.no_countries:
        conditions.append(sa.not_(sa.func.coalesce(_living_in(audience.no_countries), sa.false())))
    if audience.no_topics:
        conditions.append(sa.not_(subscribed(m.id, audience.no_topics)))
    return conditions


def _living_in(areas: Sequence[str]) -> sa.ColumnElement[bool]:
    """In a country ("RU"), in a city by its number ("RU/1496153"), or in a country by this clock ("RU/Asia/Omsk"); who
    lives by it and gave no country is in it."""
    m, parts = members.c, [area.partition("/") for area in areas]
    whole = [country for country, slash, _ in parts if not slash]
    cities = [rest for _, _, rest in parts if rest.isdecimal()]
    by_clock = (
        sa.and_(m.timezone == zone, sa.func.coalesce(m.country, country) == country)
        for country, slash, zone in parts
        if slash and not zone.isdecimal()
    )
    listed = [(m.country, whole), (m.city, cities)]
    return sa.or_(*(column.in_(values) for column, values in listed if values), *by_clock)


def no_staff_group() -> sa.ColumnElement[bool]:
    """Not the group in which staff answer, by the number of the configuration or the one it has since."""
    groups = staff_group.groups.c
    return members.c.chat_id.not_in(sa.select(groups.chat_id).union(sa.select(groups.configured_id)))


def _expected(event_id: int) -> sa.ColumnElement[bool]:
    return members.c.id.in_(sa.select(R.member_id).where(R.event_id == event_id, COMING))


def subscribed(member_id: sa.ColumnElement[int], topics: Sequence[str]) -> sa.ColumnElement[bool]:
    """True where the member still has one of the topics."""
    return sa.exists().where(subscriptions.c.member_id == member_id, subscriptions.c.topic.in_(topics))


def variant(languages: Sequence[str], fallback: Sequence[str] | None) -> sa.ColumnElement[str | None]:
    """The language a member gets: their own if it is written, else the first of the fallback, else null."""
    instead = next((language for language in fallback or () if language in languages), None)
    own = members.c.language.in_(list(languages))
    return sa.case((own, members.c.language), else_=sa.cast(sa.literal(instead), sa.Text))


async def tally(
    tx: AsyncConnection, audience: Audience, now: datetime, *, everybody: bool = False
) -> list[Group]:
    """How many members, by what decides language, country, quiet hours and reach.

    In a trial only the guests among them, whom alone a broadcast would reach, unless `everybody` is meant.
    """
    tried = not everybody and await trial.current(tx) is not None
    guests = [trial.invited(members.c.chat_id)] if tried else []
    keys = (
        members.c.language,
        members.c.country,
        members.c.timezone,
        members.c.quiet_from,
        members.c.quiet_until,
        members.c.blocked_at.is_not(None).label("blocked"),
    )
    query = sa.select(*keys, sa.func.count()).where(*fits(audience, now), *guests).group_by(*keys)
    return await records.every(tx, Group, query)
