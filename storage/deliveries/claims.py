"""Taking deliveries and writing down how they ended, so that no two processes send the same one.

1. `candidates` reads the next waiting rows in order of (not_before, member) from a cursor: an index range at
   any size. On PostgreSQL it locks them and skips those another process has locked; on SQLite the write
   transaction is the lock.
2. `take` marks those to be sent now, `put` the others (asleep: later; unsubscribed: gone).
3. `finish` writes results in one statement a group commit, only where this process still holds the row.
4. `abandoned` and `take_over` deal with what a killed process left in flight.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt ended: the new state and what is known about it. None leaves a column as it is."""

    broadcast_id: int
    member_id: int
    state: str
    at: int
    message_id: int | None = None
    album_ids: str | None = None
    reason: str | None = None
    plain: bool = False
    again: bool = False
    not_before: int = 0
    free_try: bool = False  # the attempt does not count (a flood wait, a stop)


class MismatchError(Exception):
    """Some rows of a group commit are not ours any more; write them one by one."""


OURS = sa.text("state = 'sending' AND holder = :holder")


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


async def put(tx: AsyncConnection, results: Sequence[Result]) -> None:
    """Writes results of candidates of this transaction that are not sent now (still `waiting`)."""
    await _write(tx, results, WAITING, {})
    await _recount(tx, "waiting", results)


async def finish(tx: AsyncConnection, results: Sequence[Result], holder: str) -> None:
    """Writes results of rows `holder` has in flight; raises MismatchError if some are no longer its own."""
    if await _write(tx, results, OURS, {"holder": holder}) != len(results):
        raise MismatchError
    await _recount(tx, "sending", results)


async def finish_carefully(tx: AsyncConnection, results: Sequence[Result], holder: str) -> None:
    """The same row by row: what was taken over meanwhile, or is written already, stays as it is.

    But a delivery that did arrive is marked sent even if another process has put it back.
    """
    for result in results:
        if await _write(tx, [result], OURS, {"holder": holder}):
            await _recount(tx, "sending", [result])
        elif result.state == "sent" and (state := await _standing(tx, result)) in ("waiting", "unknown"):
            await _write(tx, [result], sa.text("state <> 'sent'"), {})
            await _recount(tx, str(state), [result])


async def _standing(tx: AsyncConnection, result: Result) -> str | None:
    here = sa.and_(
        deliveries.c.broadcast_id == result.broadcast_id, deliveries.c.member_id == result.member_id
    )
    return (await tx.execute(sa.select(deliveries.c.state).where(here))).scalar_one_or_none()


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


async def unreachable(tx: AsyncConnection, lost: Sequence[tuple[int, str]], at: datetime) -> None:
    """Marks members (id, reason) whom Telegram says we cannot reach; the first reason and time stay."""
    if lost:
        here = sa.and_(members.c.id == sa.bindparam("member"), members.c.blocked_at.is_(None))
        marked = sa.update(members).where(here).values(blocked_at=at, blocked_reason=sa.bindparam("why"))
        await tx.execute(marked, [{"member": member, "why": why} for member, why in lost])


SET = """state = {r}state, reason = {r}reason, not_before = {r}not_before,
 done_at = CASE WHEN {r}state = 'waiting' THEN deliveries.done_at ELSE {r}at END,
 message_id = coalesce({r}message_id, deliveries.message_id),
 album_ids = coalesce({r}album_ids, deliveries.album_ids), plain = {r}plain,
 again = deliveries.again + {r}again, attempts = deliveries.attempts - {r}free_try"""
COLUMNS = {
    "broadcast_id": "bigint",
    "member_id": "bigint",
    "state": "text",
    "at": "bigint",
    "message_id": "bigint",
    "album_ids": "text",
    "reason": "text",
    "plain": "boolean",
    "again": "int",
    "not_before": "bigint",
    "free_try": "int",
}
ARRAYS = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in COLUMNS.items())
HERE = "broadcast_id = {r}broadcast_id AND deliveries.member_id = {r}member_id AND deliveries."
ONE_BY_ONE = f"UPDATE deliveries SET {SET.format(r=':')} WHERE {HERE.format(r=':')}"  # noqa: S608 our own words
AT_ONCE = (
    f"UPDATE deliveries SET {SET.format(r='r.')} FROM unnest({ARRAYS}) AS r({', '.join(COLUMNS)})"  # noqa: S608
    f" WHERE deliveries.{HERE.format(r='r.')}"
)


async def _write(
    tx: AsyncConnection, results: Sequence[Result], where: sa.TextClause, extra: dict[str, str]
) -> int:
    """Updates the rows that satisfy `where` and says how many did."""
    if not results:
        return 0
    if tx.dialect.name == "postgresql":
        listed = {name: [getattr(result, name) for result in results] for name in COLUMNS}
        listed |= {name: [int(value) for value in listed[name]] for name in ("again", "free_try")}
        condition = where.text.replace("AND holder", "AND deliveries.holder")
        return int((await tx.execute(_said(AT_ONCE + condition), listed | extra)).rowcount)
    rows = [{name: _plain(getattr(result, name)) for name in COLUMNS} | extra for result in results]
    return int((await tx.execute(_said(ONE_BY_ONE + where.text), rows)).rowcount)


@lru_cache(maxsize=32)
def _said(sql: str) -> sa.TextClause:
    return sa.text(sql)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


async def _recount(tx: AsyncConnection, before: str, results: Iterable[Result]) -> None:
    """Moves the counts from `before` to where the results went, broadcast by broadcast in rising order."""
    changes: dict[int, Counter[str]] = {}
    for result in results:
        change = changes.setdefault(result.broadcast_id, Counter())
        change[before] -= 1
        change[result.state] += 1
        change["again"] += result.again
        change["plain"] += result.plain
    for broadcast_id in sorted(changes):
        await ledger.add(tx, broadcast_id, dict(changes[broadcast_id]))
