"""Writing down how deliveries ended: in one statement a group commit, only where this process still holds the row."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries import deliveries as ledger
from storage.deliveries.deliveries import WAITING, deliveries
from storage.members.members import members

OURS = sa.text("state = 'sending' AND holder = :holder")


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
