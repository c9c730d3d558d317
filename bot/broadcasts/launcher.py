"""From a due row to a ledger being sent: exactly once for a due time, whatever restarts or replicas do.

1. `due(...)` looks at every scheduled row whose time has come: too late and expired, too late without a
   word (staff is asked), or now. A series gets a child row for this due time and moves on.
2. `open_ledger` fixes the audience; `write_slice` writes it piece by piece, so that nobody waits for it.
Every step is one conditional update in its transaction; whoever comes second finds nothing to do.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.notice import Notice
from bot.broadcasts.schedule import Schedule, is_overdue, next_due, own_clock
from bot.clock import ms
from bot.text.catalogs import Catalogs
from bot.text.languages import LANGUAGES
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import launches
from storage.members.audience import Audience

SLICE = 20_000  # member ids a transaction
OPEN = ("draft", "review", "overdue")


async def send_now(tx: AsyncConnection, broadcast_id: int, at: datetime) -> bool:
    """A draft, an approved or an overdue one is due now; a running bot launches it within two seconds."""
    return await broadcasts.step(tx, broadcast_id, OPEN, "scheduled", at, due_at=at)


async def schedule(tx: AsyncConnection, broadcast_id: int, due_at: datetime, at: datetime,
                   plan: Schedule | None = None) -> bool:  # fmt: skip
    """Due once at `due_at`, or first then and on by `plan`; a frozen audience is written down right away."""
    kept = {"due_at": due_at, "schedule": plan.as_json() if plan else None}
    if not await broadcasts.step(tx, broadcast_id, OPEN, "scheduled", at, **kept):
        return False
    row = await broadcasts.get(tx, broadcast_id)
    if row is not None and row.audience_mode == "frozen" and not (plan and plan.recurring):
        await launches.begin(tx, broadcast_id)
    return True


async def correct(tx: AsyncConnection, target: Broadcast, content: dict[str, object], at: datetime,
                  author_id: int | None) -> int:  # fmt: skip
    """A job that edits what was sent of `target`; it begins at once."""
    return await _job(tx, "correct", target, content, at, author_id)


async def recall(tx: AsyncConnection, target: Broadcast, note: dict[str, object], at: datetime,
                 author_id: int | None) -> int | None:  # fmt: skip
    """Stops `target` and deletes what was sent of it; those past 48 hours get the note. None if it cannot be.

    `note`: content by language, as of a broadcast.
    """
    if not await broadcasts.step(tx, target.id, RECALLABLE, "recalled", at):
        return None
    return await _job(tx, "recall", target, note, at, author_id)


def recall_note(catalogs: Catalogs) -> dict[str, object]:
    """What those get whose message can no longer be deleted, by language."""
    spoken = [catalogs.words(one) for one in LANGUAGES]
    return {words.language: {"text": words.t("An announcement we sent you earlier has been withdrawn. "
                                             "Please do not rely on it.")} for words in spoken}  # fmt: skip


RECALLABLE = ("sending", "paused", "done", "canceled", "expired", "failed")


async def _job(tx: AsyncConnection, kind: str, target: Broadcast, content: dict[str, object], at: datetime,
               author_id: int | None) -> int:  # fmt: skip
    return await broadcasts.create(tx, content, target.audience, at, kind=kind, target_id=target.id,
                                   state="scheduled", due_at=at, author_id=author_id)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Launcher:
    """Launches what is due; `run_due` answers with what staff should hear."""

    database: Database

    async def run_due(self, now: datetime) -> list[Notice]:
        async with self.database.look() as tx:
            found = await broadcasts.due(tx, now)
        notices: list[Notice] = []
        for one in found:
            async with self.database.begin() as tx:
                notices += await due(tx, one, now)
        return notices

    async def write(self, broadcast_id: int, now: datetime, size: int = SLICE) -> bool:
        """Writes one slice of its ledger; False when there is nothing more to write."""
        async with self.database.begin() as tx:
            one = await broadcasts.get(tx, broadcast_id)
            return one is not None and one.launching and await write_slice(tx, one, size, now)


async def due(tx: AsyncConnection, one: Broadcast, now: datetime) -> list[Notice]:
    """What becomes of a row whose time has come."""
    if one.schedule and Schedule.of(one.schedule).recurring:
        return await _occurrence(tx, one, Schedule.of(one.schedule), now)
    if one.kind != "send":
        target_busy = await launches.in_flight(tx, one.target_id or 0)
        return [] if target_busy else await _start(tx, one, now)
    assert one.due_at is not None
    if one.expires_at is not None and one.expires_at <= now:
        return await _aside(tx, one, "expired", now)
    if is_overdue(one.due_at, one.expires_at, now):
        return await _aside(tx, one, "overdue", now)
    return await _start(tx, one, now)


async def write_slice(tx: AsyncConnection, one: Broadcast, size: int, now: datetime) -> bool:
    """The next piece of its ledger, by what kind of row it is."""
    if one.kind != "send":
        return await launches.target_slice(tx, one, size)
    return await launches.members_slice(tx, one, size, now, await _hours(tx, one, now))


async def _start(tx: AsyncConnection, one: Broadcast, now: datetime) -> list[Notice]:
    if not await broadcasts.step(tx, one.id, ("scheduled",), "sending", now, launched_at=now):
        return []
    await launches.begin(tx, one.id)
    return [Notice("launched", one)]


async def _aside(tx: AsyncConnection, one: Broadcast, state: str, now: datetime) -> list[Notice]:
    ended = {"finished_at": now} if state == "expired" else {}
    if not await broadcasts.step(tx, one.id, ("scheduled",), state, now, **ended):
        return []
    assert one.due_at is not None
    return [Notice(state, one, {"late_seconds": (now - one.due_at).total_seconds()})]


async def _occurrence(tx: AsyncConnection, series: Broadcast, plan: Schedule, now: datetime) -> list[Notice]:
    """The child of this due time; due times missed before it while nothing ran are passed over."""
    assert series.due_at is not None
    this, following = series.due_at, next_due(plan, series.due_at)
    while following is not None and following <= now:
        this, following = following, next_due(plan, following)
    if series.expires_at is not None and series.expires_at <= this:
        following = None
    if not await broadcasts.advance(tx, series, following, now):
        return []
    if series.expires_at is not None and series.expires_at <= this:
        return [Notice("expired", series)]
    child = await broadcasts.get(tx, await _child(tx, series, plan, this, now))
    assert child is not None
    return await due(tx, child, now)


async def _child(
    tx: AsyncConnection, series: Broadcast, plan: Schedule, this: datetime, now: datetime
) -> int:
    once = Schedule("once", plan.at, plan.zone, members=True).as_json() if plan.members else None
    kept = ("fallback", "urgent", "urgent_reason", "policy", "author_id", "title", "approved_by",
            "approved_at", "approved_version", "expires_at")  # fmt: skip
    return await broadcasts.create(
        tx, series.content, series.audience, now, series_id=series.id, due_at=this, state="scheduled",
        schedule=once, **{name: getattr(series, name) for name in kept},
    )  # fmt: skip


async def _hours(tx: AsyncConnection, one: Broadcast, now: datetime) -> dict[str | None, int] | None:
    """Each zone's not_before, for a broadcast on members' own clocks."""
    plan = Schedule.of(one.schedule) if one.schedule else None
    if plan is None or not plan.members or one.due_at is None:
        return None
    zones: list[str | None] = [None, *await launches.zones(tx, Audience.of(one.audience), now)]
    return {zone: ms(own_clock(plan, one.due_at, zone, now)) for zone in zones}
