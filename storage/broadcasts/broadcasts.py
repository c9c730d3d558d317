"""Broadcasts: what is said, to whom, when, and how far it has come. Also the jobs that correct or recall one.

A row is a draft, a scheduled series, or one launch. A series (a recurring schedule) never sends itself: at
each due time it gets a child row, unique on (series, due time), so a due time is launched once whatever
restarts or replicas do. `correct` and `recall` are rows of their own kind that point at their target.
Content and audience are JSON, as `bot/broadcasts/content.py` and `storage/members/audience.py` read it; every
change of a draft counts `version` up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts.fingerprint import FIELDS, fingerprint
from storage.database import records
from storage.database.schema import BigId, Json, Utc, metadata, partial_index, word

KINDS = ("send", "correct", "recall")
STATES = (
    "draft",
    "review",
    "scheduled",
    "sending",
    "paused",
    "done",
    "canceled",
    "expired",
    "overdue",
    "recalled",
    "failed",  # of early databases; nothing sets it any more
)
RELEASES = ("own", "approved", "urgent", "forced")  # bot.broadcasts.states.Release
APPROVAL = ("approved_by", "approved_at", "approved_version")
UNRELEASED = dict.fromkeys((*APPROVAL, "released_as", "released_hash"))  # the word on it has fallen away

broadcasts = sa.Table(
    "broadcasts",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("kind", *word(*KINDS, name="kind"), nullable=False, server_default="send"),
    sa.Column("state", *word(*STATES, name="state"), nullable=False, server_default="draft"),
    sa.Column("target_id", BigId, sa.ForeignKey("broadcasts.id")),  # what a correct or recall is about
    sa.Column("series_id", BigId, sa.ForeignKey("broadcasts.id")),  # the recurring row this launch is of
    sa.Column("content", Json, nullable=False),
    sa.Column("audience", Json, nullable=False),
    sa.Column("fallback", Json),  # languages in order; null = none
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("urgent_reason", sa.Text),
    sa.Column("policy", *word("repeat", "miss", name="policy"), nullable=False, server_default="repeat"),
    sa.Column(
        "audience_mode", *word("live", "frozen", name="audience_mode"), nullable=False, server_default="live"
    ),  # frozen: the ledger is written when it is scheduled
    sa.Column("schedule", Json),  # bot.broadcasts.schedule.Schedule; null = once
    sa.Column("due_at", Utc),
    sa.Column("expires_at", Utc),
    sa.Column("author_id", sa.BigInteger),  # staff's Telegram id; null = the command line
    sa.Column("title", sa.Text),  # a template's name, or staff's own word for it
    sa.Column("template", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("approved_by", sa.BigInteger),
    sa.Column("approved_at", Utc),
    sa.Column("approved_version", sa.Integer),
    sa.Column(
        "released_as", *word(*RELEASES, name="released_as")
    ),  # by whose word it goes out; null = by none yet
    sa.Column("released_hash", sa.Text),  # what that word was about: storage.broadcasts.fingerprint
    sa.Column(
        "alert_at", Utc
    ),  # owners and approvers have still to be told of it; null = nothing to tell, or told
    sa.Column("composer", Json),  # the composer's own notes: looks, progress messages
    sa.Column("pause_reason", sa.Text),
    sa.Column("paused_at", Utc),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("updated_at", Utc, nullable=False),
    sa.Column("launched_at", Utc),
    sa.Column("finished_at", Utc),
    sa.Column("archived_at", Utc),  # when the ledger's rows were folded into the counts
    sa.Column("launch_cursor", BigId),  # last member id written to the ledger; null = not begun
    sa.Column("launch_until", BigId),  # last member id to be written; reached = ledger complete
    sa.Column(
        "trial", sa.Boolean, nullable=False, server_default=sa.false()
    ),  # launched in a trial: to its guests
    sa.Column(
        "check_in_id", BigId, index=True
    ),  # it asks how people are: the broadcast that asked first, or itself
    sa.Column("check_in_ended_at", Utc),  # since then its buttons take no answers
    sa.UniqueConstraint("series_id", "due_at"),
)
sa.Index("ix_broadcasts_live", broadcasts.c.state, broadcasts.c.due_at)
sa.Index("ix_broadcasts_target", broadcasts.c.target_id)
UNTOLD = broadcasts.c.alert_at.is_not(None)
partial_index("ix_broadcasts_alert", UNTOLD, broadcasts.c.alert_at)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A row of `broadcasts`; times UTC."""

    id: int
    kind: str
    state: str
    target_id: int | None
    series_id: int | None
    content: dict[str, Any]
    audience: dict[str, Any]
    fallback: list[str] | None
    urgent: bool
    urgent_reason: str | None
    policy: str
    audience_mode: str
    schedule: dict[str, Any] | None
    due_at: datetime | None
    expires_at: datetime | None
    author_id: int | None
    title: str | None
    template: bool
    version: int
    approved_by: int | None
    approved_at: datetime | None
    approved_version: int | None
    released_as: str | None
    released_hash: str | None
    alert_at: datetime | None
    composer: dict[str, Any] | None
    pause_reason: str | None
    paused_at: datetime | None
    created_at: datetime
    updated_at: datetime
    launched_at: datetime | None
    finished_at: datetime | None
    archived_at: datetime | None
    launch_cursor: int | None
    launch_until: int | None
    trial: bool
    check_in_id: int | None = None
    check_in_ended_at: datetime | None = None

    @property
    def launching(self) -> bool:
        """Its ledger is still being written."""
        return self.launch_until is not None and (self.launch_cursor or 0) < self.launch_until

    @property
    def fingerprint(self) -> str:
        """Of what reaches members, as it is now."""
        return fingerprint({name: getattr(self, name) for name in FIELDS})


async def create(
    tx: AsyncConnection, content: dict[str, Any], audience: dict[str, Any], at: datetime, **values: Any
) -> int:
    """A new row, a draft unless `state` is given; returns its id."""
    row = {"content": content, "audience": audience, "created_at": at, "updated_at": at, **values}
    made = await tx.execute(sa.insert(broadcasts).values(row).returning(broadcasts.c.id))
    return int(made.scalar_one())


async def get(tx: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    return await records.first(tx, Broadcast, sa.select(broadcasts).where(broadcasts.c.id == broadcast_id))


async def changed_at(tx: AsyncConnection, ids: Collection[int]) -> dict[int, datetime]:
    """When each was changed last, its state included; without those that are no more."""
    query = sa.select(broadcasts.c.id, broadcasts.c.updated_at).where(broadcasts.c.id.in_(list(ids)))
    return {row[0]: row[1] for row in await tx.execute(query)}


async def change(tx: AsyncConnection, broadcast_id: int, version: int, at: datetime, **values: Any) -> bool:
    """Changes a draft (or one in review) if nobody else did since `version`; approval falls away."""
    here = sa.and_(
        broadcasts.c.id == broadcast_id,
        broadcasts.c.version == version,
        broadcasts.c.state.in_(("draft", "review")),
    )
    fresh = {"version": version + 1, "updated_at": at, **UNRELEASED}
    return await records.changed(tx, sa.update(broadcasts).where(here).values(fresh | values))


async def release(tx: AsyncConnection, broadcast_id: int, released_as: str, **approval: Any) -> None:
    """It may go out as it stands at this moment, and not otherwise."""
    row = await get(tx, broadcast_id)
    assert row is not None
    values = {**UNRELEASED, "released_as": released_as, "released_hash": row.fingerprint, **approval}
    await tx.execute(sa.update(broadcasts).where(broadcasts.c.id == broadcast_id).values(values))


async def step(
    tx: AsyncConnection, broadcast_id: int, before: Sequence[str], after: str, at: datetime, **values: Any
) -> bool:
    """Moves it on if it stands in one of `before`; False when somebody else was quicker."""
    here = sa.and_(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(list(before)))
    moved = sa.update(broadcasts).where(here).values(state=after, updated_at=at, **values)
    return await records.changed(tx, moved)


async def resume(tx: AsyncConnection, broadcast_id: int, at: datetime, **moved: Any) -> bool:
    """A paused one goes on where it was: being sent, or waiting for its time, which may be `moved`; False when it
    is not paused."""
    launched = broadcasts.c.launched_at.is_not(None)
    values = {
        "state": sa.case((launched, "sending"), else_="scheduled"),
        "paused_at": sa.case((launched, broadcasts.c.paused_at)),
        "pause_reason": None,
        "updated_at": at,
        **moved,
    }
    here = sa.and_(broadcasts.c.id == broadcast_id, broadcasts.c.state == "paused")
    return await records.changed(tx, sa.update(broadcasts).where(here).values(values))


async def reword(
    tx: AsyncConnection,
    broadcast_id: int,
    states: Sequence[str],
    content: dict[str, Any],
    at: datetime,
) -> bool:
    """Other texts for one that stands in one of these states; False when it does not any more."""
    here = sa.and_(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(list(states)))
    return await records.changed(tx, sa.update(broadcasts).where(here).values(content=content, updated_at=at))


async def alert(tx: AsyncConnection, broadcast_id: int, at: datetime | None) -> None:
    """Owners and approvers have to be told of it since then; None: they were."""
    await tx.execute(sa.update(broadcasts).where(broadcasts.c.id == broadcast_id).values(alert_at=at))


async def untold(tx: AsyncConnection) -> list[Broadcast]:
    """Those that owners and approvers have still to be told of, the oldest first."""
    query = sa.select(broadcasts).where(UNTOLD).order_by(broadcasts.c.alert_at, broadcasts.c.id)
    return await records.every(tx, Broadcast, query)


async def in_states(tx: AsyncConnection, states: Sequence[str]) -> list[Broadcast]:
    """All rows in these states, oldest first; meant for the few that are alive."""
    query = sa.select(broadcasts).where(broadcasts.c.state.in_(list(states))).order_by(broadcasts.c.id)
    return await records.every(tx, Broadcast, query)


async def unsent(tx: AsyncConnection, limit: int = 200) -> list[Broadcast]:
    """What will be sent yet or copied from: drafts, what waits for its time, templates. The latest first."""
    waits = broadcasts.c.state.in_(("draft", "review", "scheduled", "paused"))
    query = sa.select(broadcasts).where(sa.or_(waits, broadcasts.c.template)).order_by(broadcasts.c.id.desc())
    return await records.every(tx, Broadcast, query.limit(limit))


async def due(tx: AsyncConnection, now: datetime) -> list[Broadcast]:
    """Scheduled rows whose time has come."""
    query = (
        sa.select(broadcasts)
        .where(broadcasts.c.state == "scheduled", broadcasts.c.due_at <= now)
        .order_by(broadcasts.c.due_at, broadcasts.c.id)
    )
    return await records.every(tx, Broadcast, query)


async def listing(
    tx: AsyncConnection,
    states: Sequence[str] = STATES,
    *,
    templates: bool = False,
    limit: int = 10,
    offset: int = 0,
) -> tuple[list[Broadcast], int]:
    """A page of broadcasts (not jobs, not templates unless asked), newest first, and how many there are."""
    here = sa.and_(
        broadcasts.c.kind == "send",
        broadcasts.c.state.in_(list(states)),
        broadcasts.c.template == (sa.true() if templates else sa.false()),
    )
    number = (await tx.execute(sa.select(sa.func.count()).select_from(broadcasts).where(here))).scalar_one()
    query = sa.select(broadcasts).where(here).order_by(broadcasts.c.id.desc()).limit(limit).offset(offset)
    return await records.every(tx, Broadcast, query), number


async def jobs_of(tx: AsyncConnection, target_id: int) -> list[Broadcast]:
    """The corrections and recalls of a broadcast, oldest first."""
    query = sa.select(broadcasts).where(broadcasts.c.target_id == target_id).order_by(broadcasts.c.id)
    return await records.every(tx, Broadcast, query)


async def advance(
    tx: AsyncConnection, series: Broadcast, due_at: datetime | None, expires_at: datetime | None, at: datetime
) -> bool:
    """Moves a series to its next issue, due (None: it is over) and good until then; False when another process did."""
    here = sa.and_(
        broadcasts.c.id == series.id, broadcasts.c.state == "scheduled", broadcasts.c.due_at == series.due_at
    )
    values: dict[str, Any] = {"state": "done", "finished_at": at}
    if due_at is not None:
        values = {"due_at": due_at, "expires_at": expires_at, "updated_at": at}
    return await records.changed(tx, sa.update(broadcasts).where(here).values(values))
