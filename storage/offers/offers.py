"""Offers: what a compatriot gives or seeks, as they wrote it and as long as they stand by it.

`bot/offers/lifecycle.py` says what may become of one. `folded` are its words as searches compare them
(`bot/offers/matching.py`). `confirmed_at` is when its member last said that it holds, `ended_at` since when it is not
open.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Json, Utc, metadata, word
from storage.members.forget_requests import member_leaving
from storage.members.members import members

STATES = ("open", "paused", "withdrawn")
SIDES = ("give", "seek")
KINDS = ("expertise", "mentoring", "teaching", "investment", "volunteering", "organisation", "vacancy")

offers = sa.Table(
    "offers",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column(
        "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("state", *word(*STATES, name="state"), nullable=False, server_default="open"),
    sa.Column("side", *word(*SIDES, name="side"), nullable=False),
    sa.Column("kind", *word(*KINDS, name="kind"), nullable=False),
    sa.Column("field", sa.Text, nullable=False),  # a table of locales/offer_fields.toml
    sa.Column("country", sa.Text),  # null: from afar, wherever
    sa.Column("city", sa.Text),  # as it was typed
    sa.Column("languages", Json, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("contact", sa.Text),  # null: their name in Telegram
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("consent", sa.Text, nullable=False),  # the version of the text that was agreed to
    sa.Column("receipt_id", sa.BigInteger),  # the message in the member's chat that it was sent from
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("confirmed_at", Utc, nullable=False, index=True),
    sa.Column("ended_at", Utc),
    sqlite_autoincrement=True,  # a number is never another offer's: the audit names it
)
C = offers.c
OPEN = C.state == "open"
VISIBLE = sa.not_(member_leaving(C.member_id))  # not of somebody who is to be forgotten
REACHABLE = sa.and_(VISIBLE, C.member_id.in_(sa.select(members.c.id).where(members.c.blocked_at.is_(None))))


@dataclass(frozen=True, slots=True)
class Offer:
    """A row of `offers`; times UTC."""

    id: int
    member_id: int
    state: str
    side: str
    kind: str
    field: str
    country: str | None = None
    city: str | None = None
    languages: list[str] = default(default_factory=list)
    text: str = ""
    contact: str | None = None
    folded: str = ""
    consent: str = ""
    receipt_id: int | None = None
    version: int = 1
    created_at: datetime | None = None
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None


COLUMNS = tuple(offers.c[name] for name in Offer.__slots__)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which offers are listed; None: whatever it is."""

    state: str = "open"
    side: str | None = None
    kind: str | None = None
    field: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What an offer was at a moment, and whose: groups of a few people are told by members, not by offers."""

    member_id: int
    side: str
    kind: str
    field: str
    country: str | None


async def create(tx: AsyncConnection, member_id: int, at: datetime, **values: Any) -> Offer:
    row = {"member_id": member_id, "created_at": at, "confirmed_at": at, **values}
    made = await tx.execute(sa.insert(offers).values(row).returning(*COLUMNS))
    return Offer(*made.one())


async def get(tx: AsyncConnection, offer_id: int) -> Offer | None:
    """None where it is not kept, and while its member is to be forgotten."""
    return await records.first(tx, Offer, sa.select(*COLUMNS).where(C.id == offer_id, VISIBLE))


async def of_member(tx: AsyncConnection, member_id: int) -> list[Offer]:
    """Theirs, the newest first."""
    query = sa.select(*COLUMNS).where(C.member_id == member_id).order_by(C.id.desc())
    return await records.every(tx, Offer, query)


async def of_chat(tx: AsyncConnection, chat_id: int) -> list[Offer]:
    """Those of the member of this chat, the oldest first."""
    theirs = sa.select(members.c.id).where(members.c.chat_id == chat_id).scalar_subquery()
    return await records.every(tx, Offer, sa.select(*COLUMNS).where(C.member_id == theirs).order_by(C.id))


async def by_receipt(tx: AsyncConnection, member_id: int, message_id: int) -> Offer | None:
    """The one that was sent from this message of the member's chat."""
    here = sa.and_(C.member_id == member_id, C.receipt_id == message_id)
    return await records.first(tx, Offer, sa.select(*COLUMNS).where(here))


async def move(
    tx: AsyncConnection, offer_id: int, states: Iterable[str], *more: sa.ColumnElement[bool], **values: Any
) -> Offer | None:
    """Changes an offer that is in one of these states, and whatever else is asked; None: it is not, or no more."""
    here = sa.and_(C.id == offer_id, C.state.in_(list(states)), *more)
    moved = sa.update(offers).where(here).values(version=C.version + 1, **values).returning(*COLUMNS)
    return await records.first(tx, Offer, moved)


async def hold(tx: AsyncConnection, offer_id: int) -> Offer | None:
    """An open offer of a member who can be asked, which nobody withdraws until the transaction ends; else None."""
    held = (
        sa.update(offers)
        .where(C.id == offer_id, OPEN, REACHABLE)
        .values(version=C.version)
        .returning(*COLUMNS)
    )
    return await records.first(tx, Offer, held)


def _where(chosen: Filter) -> sa.ColumnElement[bool]:
    wanted = {"side": chosen.side, "kind": chosen.kind, "field": chosen.field, "country": chosen.country}
    narrowed = [offers.c[name] == value for name, value in wanted.items() if value is not None]
    return sa.and_(C.state == chosen.state, VISIBLE, *narrowed)


async def count(tx: AsyncConnection, chosen: Filter) -> int:
    query = sa.select(sa.func.count()).select_from(offers).where(_where(chosen))
    return int((await tx.execute(query)).scalar_one())


async def page(tx: AsyncConnection, chosen: Filter, limit: int | None = None, offset: int = 0) -> list[Offer]:
    """The newest first."""
    query = sa.select(*COLUMNS).where(_where(chosen)).order_by(C.id.desc()).limit(limit).offset(offset)
    return await records.every(tx, Offer, query)


async def grouped(tx: AsyncConnection, name: str, chosen: Filter) -> list[tuple[Any, int]]:
    """How many offers there are by a column, the most numerous first."""
    number, column = sa.func.count().label("number"), offers.c[name]
    query = sa.select(column, number).where(_where(chosen)).group_by(column)
    return [(row[0], row[1]) for row in await tx.execute(query.order_by(number.desc(), column))]


async def standing(tx: AsyncConnection, moment: datetime) -> list[Standing]:
    """Offers that were open then, as they are now; one that was opened again counts as open all the time."""
    here = sa.and_(C.created_at <= moment, sa.or_(C.ended_at.is_(None), C.ended_at >= moment))
    columns = (offers.c[name] for name in Standing.__slots__)
    return await records.every(tx, Standing, sa.select(*columns).where(here))


async def search(tx: AsyncConnection, keys: Collection[str], limit: int) -> list[Offer]:
    """Open and paused ones in which each of these folded words begins a word, the newest first."""
    padded = sa.literal(" ") + C.folded
    holds = [padded.contains(f" {key}", autoescape=True) for key in keys]
    here = sa.and_(C.state.in_(("open", "paused")), VISIBLE, *holds)
    return await records.every(tx, Offer, sa.select(*COLUMNS).where(here).order_by(C.id.desc()).limit(limit))


async def opposite(tx: AsyncConnection, offer: Offer, kinds: Collection[str], limit: int) -> list[Offer]:
    """Open offers of the other side, of these kinds, by other members who can be asked; confirmed last first."""
    here = sa.and_(
        OPEN, REACHABLE, C.side != offer.side, C.kind.in_(list(kinds)), C.member_id != offer.member_id
    )
    query = sa.select(*COLUMNS).where(here).order_by(C.confirmed_at.desc(), C.id).limit(limit)
    return await records.every(tx, Offer, query)


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops offers that were withdrawn or paused before this time; returns how many."""
    return (await tx.execute(sa.delete(offers).where(C.ended_at < before))).rowcount
