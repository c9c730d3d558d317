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

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import deliveries as ledger
from storage.audience import subscribed
from storage.deliveries import WAITING, deliveries
from storage.members import members

Cursor = tuple[int, int]  # (not_before, member id) of the last row seen
START: Cursor = (-1, 0)


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
    chat_id: int | None
    group: bool | None
    zone: str | None
    quiet_from: int | None
    quiet_until: int | None
    blocked: bool
    wanted: bool  # still subscribed to one of the broadcast's topics


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


async def candidates(tx: AsyncConnection, broadcast_id: int, now_ms: int, limit: int, cursor: Cursor,
                     topics: Sequence[str]) -> list[Claimed]:  # fmt: skip
    """The next waiting rows that are due after `cursor`; locked until the transaction ends."""
    d, m = deliveries.c, members.c
    wanted = subscribed(d.member_id, topics) if topics else sa.true()
    place = sa.tuple_(d.not_before, d.member_id)
    query = (
        sa.select(d.broadcast_id, d.member_id, d.variant, d.attempts, d.not_before, d.message_id, d.album_ids,
                  m.chat_id, m.kind == "group", m.timezone, m.quiet_from, m.quiet_until,
                  m.blocked_at.is_not(None), wanted)
        .select_from(deliveries.outerjoin(members, m.id == d.member_id))
        .where(d.broadcast_id == broadcast_id, WAITING, d.not_before <= now_ms,
               place > sa.tuple_(*(sa.literal(one, sa.BigInteger) for one in cursor)))
        .order_by(d.not_before, d.member_id)
        .limit(limit)
    )  # fmt: skip
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(of=deliveries, skip_locked=True)
    return [Claimed(*row) for row in await tx.execute(query)]


async def take(tx: AsyncConnection, broadcast_id: int, member_ids: Sequence[int], holder: str) -> None:
    """Marks candidates of this transaction as being sent by `holder`."""
    if not member_ids:
        return
    here = sa.and_(deliveries.c.broadcast_id == broadcast_id, _among(tx, member_ids), WAITING)
    values = {"state": "sending", "holder": holder, "attempts": deliveries.c.attempts + 1}
    await tx.execute(sa.update(deliveries).where(here).values(values))
    await ledger.add(tx, broadcast_id, {"waiting": -len(member_ids), "sending": len(member_ids)})


async def put(tx: AsyncConnection, results: Sequence[Result]) -> None:
    """Writes results of candidates of this transaction that are not sent now (still `waiting`)."""
    await _write(tx, results, WAITING, {})
    await _recount(tx, "waiting", results)


async def finish(tx: AsyncConnection, results: Sequence[Result], holder: str) -> None:
    """Writes results of rows `holder` has in flight; one taken over meanwhile still counts if it was sent."""
    if not results:
        return
    ours = sa.text("state = 'sending' AND holder = :holder")
    if await _write(tx, results, ours, {"holder": holder}) == len(results):
        await _recount(tx, "sending", results)
        return
    await _recount(tx, "sending", await _late(tx, results, holder))


async def _late(tx: AsyncConnection, results: Sequence[Result], holder: str) -> list[Result]:
    """Those that were ours; of the others a sent one is marked sent wherever it stands now."""
    ours = []
    for one in results:
        now = await _standing(tx, one)
        if now is None:
            continue
        state, owner = now
        if owner == holder and state == one.state:
            ours.append(one)
        elif one.state == "sent" and state in ("waiting", "unknown"):
            await _write(tx, [one], sa.text("state <> 'sent'"), {})
            await _recount(tx, state, [one])
    return ours


async def _standing(tx: AsyncConnection, one: Result) -> tuple[str, str | None] | None:
    query = sa.select(deliveries.c.state, deliveries.c.holder)
    here = sa.and_(deliveries.c.broadcast_id == one.broadcast_id, deliveries.c.member_id == one.member_id)
    row = (await tx.execute(query.where(here))).first()
    return (row[0], row[1]) if row else None


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
        values = {"state": "waiting", "again": deliveries.c.again + 1, "holder": None, "not_before": 0}
    else:
        values = {"state": "unknown", "reason": "stopped while sending", "done_at": at}
    number = (await tx.execute(sa.update(deliveries).where(here).values(values))).rowcount
    after = {"waiting": number, "again": number} if policy == "repeat" else {"unknown": number}
    await ledger.add(tx, broadcast_id, {"sending": -number, **after})
    return int(number)


def _among(tx: AsyncConnection, ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """One bound value for any number of ids, so that the statement is prepared once."""
    if tx.dialect.name == "postgresql":
        return deliveries.c.member_id == sa.func.any(sa.cast(sa.literal(list(ids), sa.ARRAY(sa.BigInteger)),
                                                             sa.ARRAY(sa.BigInteger)))  # fmt: skip
    listed = sa.func.json_each(orjson.dumps(ids).decode()).table_valued("value")
    return deliveries.c.member_id.in_(sa.select(listed.c.value))


SET = """state = {r}state, reason = {r}reason, not_before = {r}not_before,
 done_at = CASE WHEN {r}state = 'waiting' THEN deliveries.done_at ELSE {r}at END,
 message_id = coalesce({r}message_id, deliveries.message_id),
 album_ids = coalesce({r}album_ids, deliveries.album_ids), plain = {r}plain,
 again = deliveries.again + {r}again, attempts = deliveries.attempts - {r}free_try"""
COLUMNS = {"broadcast_id": "bigint", "member_id": "bigint", "state": "text", "at": "bigint",
           "message_id": "bigint", "album_ids": "text", "reason": "text", "plain": "boolean",
           "again": "int", "not_before": "bigint", "free_try": "int"}  # fmt: skip
ONE_BY_ONE = (
    "UPDATE deliveries SET "
    + SET.format(r=":")
    + " WHERE broadcast_id = :broadcast_id AND member_id = :member_id AND "
)
AT_ONCE = (
    "UPDATE deliveries SET "
    + SET.format(r="r.")
    + " FROM unnest("
    + ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in COLUMNS.items())
    + f") AS r({', '.join(COLUMNS)})"
    + " WHERE deliveries.broadcast_id = r.broadcast_id AND deliveries.member_id = r.member_id AND deliveries."
)


async def _write(tx: AsyncConnection, results: Sequence[Result], where: sa.TextClause,
                 extra: dict[str, str]) -> int:  # fmt: skip
    """Updates the rows that satisfy `where` and says how many did."""
    if not results:
        return 0
    rows = [{name: _plain(getattr(one, name)) for name in COLUMNS} | extra for one in results]
    if tx.dialect.name == "postgresql":
        listed = {name: [getattr(one, name) for one in results] for name in COLUMNS}
        listed |= {name: [int(value) for value in listed[name]] for name in ("again", "free_try")}
        condition = where.text.replace("AND holder", "AND deliveries.holder")
        return int((await tx.execute(sa.text(AT_ONCE + condition), listed | extra)).rowcount)
    return int((await tx.execute(sa.text(ONE_BY_ONE + where.text), rows)).rowcount)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


async def _recount(tx: AsyncConnection, before: str, results: Iterable[Result]) -> None:
    """Moves the counts from `before` to where the results went, broadcast by broadcast in rising order."""
    changes: dict[int, Counter[str]] = {}
    for one in results:
        change = changes.setdefault(one.broadcast_id, Counter())
        change[before] -= 1
        change[one.state] += 1
        change["again"] += one.again
        change["plain"] += one.plain
    for broadcast_id in sorted(changes):
        await ledger.add(tx, broadcast_id, dict(changes[broadcast_id]))
