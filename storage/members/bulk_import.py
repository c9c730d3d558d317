"""Members in bulk: the import that changes nothing the second time, and the export that stays small in memory."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.members.members import members, subscriptions

FIELDS = ("language", "country", "timezone")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as a line of CSV."""

    chat_id: int
    language: str
    country: str | None
    timezone: str | None
    topics: tuple[str, ...]


async def put(tx: AsyncConnection, rows: Sequence[dict[str, Any]], at: datetime) -> tuple[int, int]:
    """Adds or updates members {chat_id, language, country, timezone, topics}; (added, changed).

    An imported row states language, country, zone and topics; what it leaves empty stays as the member had it,
    and topics are only added, since a member may have chosen others meanwhile. A chat twice in `rows` counts by
    its last line.
    """
    wanted = {row["chat_id"]: row for row in rows}
    known = await _known(tx, list(wanted))
    new = [row for chat, row in wanted.items() if chat not in known]
    if new:
        await tx.execute(sa.insert(members), [_new(row, at) for row in new])
    changed = {chat for chat, row in wanted.items() if chat in known and await _change(tx, row, known[chat])}
    ids = {row.chat_id: row.id for row in (await _known(tx, list(wanted))).values()}
    fresh = await _subscribe(tx, wanted, ids)
    return len(new), len(changed | (fresh & set(known)))


async def all_rows(tx: AsyncConnection, page: int = 1_000) -> AsyncIterator[MemberRow]:
    """Every member in order of their id, read a page at a time."""
    last = 0
    while True:
        query = sa.select(members).where(members.c.id > last).order_by(members.c.id).limit(page)
        rows = (await tx.execute(query)).all()
        if not rows:
            return
        topics = await _topics(tx, rows[0].id, rows[-1].id)
        for row in rows:
            yield MemberRow(
                row.chat_id, row.language, row.country, row.timezone, tuple(topics.get(row.id, ()))
            )
        last = rows[-1].id


def _new(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    kind = "person" if row["chat_id"] > 0 else "group"
    return {"chat_id": row["chat_id"], "kind": kind, "joined_at": at} | {name: row[name] for name in FIELDS}


async def _known(tx: AsyncConnection, chats: list[int]) -> dict[int, sa.Row[Any]]:
    query = sa.select(members.c.id, members.c.chat_id, *(members.c[name] for name in FIELDS))
    return {row.chat_id: row for row in await tx.execute(query.where(members.c.chat_id.in_(chats)))}


async def _change(tx: AsyncConnection, row: dict[str, Any], known: sa.Row[Any]) -> bool:
    different = {name: row[name] for name in FIELDS if row[name] and row[name] != getattr(known, name)}
    if different:
        await tx.execute(sa.update(members).where(members.c.chat_id == row["chat_id"]).values(**different))
    return bool(different)


async def _subscribe(tx: AsyncConnection, wanted: dict[int, dict[str, Any]], ids: dict[int, int]) -> set[int]:
    """Adds the topics that are missing; the chats that gained one."""
    query = sa.select(subscriptions.c.member_id, subscriptions.c.topic)
    has = {
        (row.member_id, row.topic)
        for row in await tx.execute(query.where(subscriptions.c.member_id.in_(list(ids.values()))))
    }
    missing = [
        (chat, topic)
        for chat, row in wanted.items()
        for topic in row["topics"]
        if (ids[chat], topic) not in has
    ]
    if missing:
        await tx.execute(
            sa.insert(subscriptions), [{"topic": topic, "member_id": ids[chat]} for chat, topic in missing]
        )
    return {chat for chat, _ in missing}


async def _topics(tx: AsyncConnection, first: int, last: int) -> dict[int, list[str]]:
    query = sa.select(subscriptions).where(subscriptions.c.member_id.between(first, last))
    topics: dict[int, list[str]] = {}
    for row in await tx.execute(query.order_by(subscriptions.c.member_id, subscriptions.c.topic)):
        topics.setdefault(row.member_id, []).append(row.topic)
    return topics
