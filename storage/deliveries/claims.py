"""Taking deliveries, so that no two processes send the same one; `results.py` writes down how they ended.

1. `candidates` reads the next waiting rows in order of (not_before, member) from a cursor: an index range at
   any size. On PostgreSQL it locks them and skips those another process has locked; on SQLite the write
   transaction is the lock.
2. `take` marks those to be sent now; the others are `results.put` aside (asleep: later; unsubscribed: gone).
3. `abandoned` and `take_over` deal with what a killed process left in flight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crisis.answers import answered
from storage.deliveries import deliveries as ledger
from storage.deliveries.deliveries import WAITING, deliveries
from storage.members.audience import subscribed
from storage.members.forget_requests import leaving
from storage.members.frequencies import differs
from storage.members.members import members

Cursor = tuple[int, int]  # (not_before, member id) of the last row seen
AT_ONCE_FROM: Cursor = (-1, 0)  # rows that may go at once have not_before 0
LATER_FROM: Cursor = (0, 1 << 62)  # retries, quiet hours, members' clocks


@dataclass(frozen=True, slots=True)
class Claimed:
    """A waiting row with what decides its sending. `chat_id` is None when the member is gone for good."""

    broadcast_id: int
    member_id: int
    variant: str
    attempts: int
    not_before: int
    message_id: int | None
    album_ids: str | None
    done_at: int | None  # of a correction or recall: when the target was sent
    chat_id: int | None
    group: bool | None
    zone: str | None
    country: str | None
    quiet_from: int | None
    quiet_until: int | None
    blocked: bool
    script: str  # letters the member reads Kazakh in; a group's everybody reads as they were written
    wanted: bool  # still subscribed to one of the broadcast's topics, or to anything
    gathers: bool = False  # may want a digest, or nothing for a while
    leaving: bool = False  # is to be forgotten
    answered: bool = False  # the check-in whose silent are asked again
    thread_id: int | None = None  # of a group: where announcements go


async def candidates(
    tx: AsyncConnection,
    broadcast_id: int,
    upto_ms: int,
    limit: int,
    cursor: Cursor,
    topics: Sequence[str] | None,
    silent: int | None = None,
) -> list[Claimed]:
    """The next waiting rows after `cursor` with not_before up to `upto_ms`; locked till the transaction ends.
    `silent`: the check-in to which only those are asked again who have not answered."""
    query = _candidates(None if topics is None else tuple(topics), tx.dialect.name == "postgresql", silent)
    asked = {
        "broadcast": broadcast_id,
        "upto": upto_ms,
        "most": limit,
        "time": cursor[0],
        "member": cursor[1],
    }
    return [Claimed(*row) for row in await tx.execute(query, asked)]


@lru_cache(maxsize=256)
def _candidates(topics: tuple[str, ...] | None, locking: bool, silent: int | None) -> sa.Select[Any]:
    """Built once for a broadcast's topics: it is asked many times a second."""
    d, m = deliveries.c, members.c
    after = sa.tuple_(*(sa.bindparam(name, type_=sa.BigInteger) for name in ("time", "member")))
    query = (
        sa.select(
            d.broadcast_id,
            d.member_id,
            d.variant,
            d.attempts,
            d.not_before,
            d.message_id,
            d.album_ids,
            d.done_at,
            m.chat_id,
            m.kind == "group",
            m.timezone,
            m.country,
            m.quiet_from,
            m.quiet_until,
            m.blocked_at.is_not(None),
            sa.case((m.kind == "group", "cyrl"), else_=sa.func.coalesce(m.script, "cyrl")),
            _wanted(topics),
            differs(),
            leaving(m.chat_id),
            sa.false() if silent is None else answered(d.member_id, silent),
            m.thread_id,
        )
        .select_from(deliveries.outerjoin(members, m.id == d.member_id))
        .where(
            d.broadcast_id == sa.bindparam("broadcast"),
            WAITING,
            d.not_before <= sa.bindparam("upto"),
            sa.tuple_(d.not_before, d.member_id) > after,
        )
        .order_by(d.not_before, d.member_id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )
    return query.with_for_update(of=deliveries, skip_locked=True) if locking else query


def _wanted(topics: Sequence[str] | None) -> sa.ColumnElement[bool]:
    """Still subscribed to one of the topics (none named: to anything at all); None asks for nothing."""
    if topics is None:
        return sa.true()
    going = members.c.stopped_at.is_(None)
    return sa.and_(going, subscribed(members.c.id, topics)) if topics else going


async def take(tx: AsyncConnection, broadcast_id: int, member_ids: Sequence[int], holder: str) -> None:
    """Marks candidates of this transaction as being sent by `holder`."""
    if not member_ids:
        return
    on_postgresql = tx.dialect.name == "postgresql"
    ids = list(member_ids) if on_postgresql else orjson.dumps(member_ids).decode()
    asked = {"broadcast": broadcast_id, "ids": ids, "mine": holder}
    await tx.execute(TAKE_AMONG_ARRAY if on_postgresql else TAKE_AMONG_JSON, asked)
    await ledger.add(tx, broadcast_id, {"waiting": -len(member_ids), "sending": len(member_ids)})


def _take(among: sa.ColumnElement[bool]) -> sa.Update:
    """One bound value for any number of members, so that it is the same statement every time."""
    here = sa.and_(deliveries.c.broadcast_id == sa.bindparam("broadcast"), among, WAITING)
    values = {"state": "sending", "holder": sa.bindparam("mine"), "attempts": deliveries.c.attempts + 1}
    return sa.update(deliveries).where(here).values(values)


ARRAY = sa.ARRAY(sa.BigInteger)
LISTED = sa.func.json_each(sa.bindparam("ids", type_=sa.Text)).table_valued("value")
TAKE_AMONG_JSON = _take(deliveries.c.member_id.in_(sa.select(LISTED.c.value)))
TAKE_AMONG_ARRAY = _take(
    deliveries.c.member_id == sa.func.any(sa.cast(sa.bindparam("ids", type_=ARRAY), ARRAY))
)


async def release(tx: AsyncConnection, broadcast_id: int, holder: str) -> int:
    """Puts back rows that `holder` itself says it never sent (a claim whose commit it did not hear of)."""
    here = sa.and_(ledger.SENDING, deliveries.c.holder == holder, deliveries.c.broadcast_id == broadcast_id)
    values = {"state": "waiting", "attempts": deliveries.c.attempts - 1, "not_before": 0}
    number = int((await tx.execute(sa.update(deliveries).where(here).values(values))).rowcount)
    await ledger.add(tx, broadcast_id, {"sending": -number, "waiting": number})
    return number


async def abandoned(tx: AsyncConnection, alive: Sequence[str]) -> list[tuple[str, int, int]]:
    """(holder, broadcast, number) of rows in flight whose process is not among the living."""
    query = (
        sa.select(deliveries.c.holder, deliveries.c.broadcast_id, sa.func.count())
        .where(ledger.SENDING, deliveries.c.holder.not_in(list(alive)))
        .group_by(deliveries.c.holder, deliveries.c.broadcast_id)
        .order_by(deliveries.c.broadcast_id)
    )
    return [(row[0], row[1], row[2]) for row in await tx.execute(query)]


async def take_over(tx: AsyncConnection, holder: str, broadcast_id: int, policy: str, at: int) -> int:
    """What a dead process left in flight: sent again (`repeat`) or left unknown (`miss`); how many."""
    here = sa.and_(ledger.SENDING, deliveries.c.holder == holder, deliveries.c.broadcast_id == broadcast_id)
    if policy == "repeat":
        values = {"state": "waiting", "again": deliveries.c.again + 1, "holder": None, "not_before": at}
    else:
        values = {"state": "unknown", "reason": "stopped while sending", "done_at": at}
    number = (await tx.execute(sa.update(deliveries).where(here).values(values))).rowcount
    after = {"waiting": number, "again": number} if policy == "repeat" else {"unknown": number}
    await ledger.add(tx, broadcast_id, {"sending": -number, **after})
    return int(number)
