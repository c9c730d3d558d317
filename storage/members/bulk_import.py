"""Members in bulk: what an import decides from, what it writes, and the export that stays small in memory."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.members.forget_requests import leaving
from storage.members.frequencies import of_topics as frequencies_of_topics
from storage.members.members import Member, members, subscriptions

STAYING = sa.not_(leaving(members.c.chat_id))


async def of_chats(tx: AsyncConnection, chats: Iterable[int]) -> dict[int, Member]:
    """Those of these chats who are members, with their topics."""
    known = await _with_topics(tx, sa.select(members).where(members.c.chat_id.in_(list(chats))))
    return {member.chat_id: member for member in known}


async def of_ids(tx: AsyncConnection, ids: Iterable[int]) -> dict[int, Member]:
    """The same by the members' own numbers."""
    known = await _with_topics(tx, sa.select(members).where(members.c.id.in_(list(ids))))
    return {member.id: member for member in known}


async def write(
    tx: AsyncConnection,
    new: Sequence[dict[str, Any]],
    changes: Mapping[int, dict[str, Any]],
    topics: Sequence[tuple[int, str]],
    frequencies: Sequence[tuple[int, str, str]] = (),
) -> None:
    """New rows of `members`, changed columns by chat, topics (chat, slug) that are not subscribed to yet, and what
    (chat, slug, frequency) of them have their own."""
    if new:
        await tx.execute(sa.insert(members), new)
    for chat, values in changes.items():
        await tx.execute(sa.update(members).where(members.c.chat_id == chat).values(**values))
    if topics:
        chats = {chat for chat, _ in topics}
        query = sa.select(members.c.chat_id, members.c.id).where(members.c.chat_id.in_(chats))
        ids = {row.chat_id: row.id for row in await tx.execute(query)}
        rows = [{"topic": topic, "member_id": ids[chat]} for chat, topic in topics]
        await tx.execute(sa.insert(subscriptions), rows)
    for chat, topic, frequency in frequencies:
        member = sa.select(members.c.id).where(members.c.chat_id == chat).scalar_subquery()
        here = sa.and_(subscriptions.c.member_id == member, subscriptions.c.topic == topic)
        await tx.execute(sa.update(subscriptions).where(here).values(frequency=frequency))


async def all_rows(tx: AsyncConnection, page: int = 1_000) -> AsyncIterator[tuple[Member, dict[str, str]]]:
    """Every member but those to be forgotten, in order of their id, with the frequencies of topics that have their own;
    read a page at a time."""
    last = 0
    while True:
        query = sa.select(members).where(members.c.id > last, STAYING).order_by(members.c.id).limit(page)
        read = await _with_topics(tx, query)
        if not read:
            return
        own = await frequencies_of_topics(tx, [member.id for member in read if member.by_topic])
        for member in read:
            chosen = own.get(member.id, {}).items()
            yield member, {topic: frequency for topic, frequency in chosen if frequency is not None}
        last = read[-1].id


async def count(tx: AsyncConnection) -> int:
    return (await tx.execute(sa.select(sa.func.count()).select_from(members).where(STAYING))).scalar_one()


async def _with_topics(tx: AsyncConnection, query: sa.Select[Any]) -> list[Member]:
    rows = (await tx.execute(query)).mappings().all()
    ids = [row["id"] for row in rows]
    chosen: dict[int, list[str]] = {}
    topics = sa.select(subscriptions).where(subscriptions.c.member_id.in_(ids))
    for row in await tx.execute(topics.order_by(subscriptions.c.topic)):
        chosen.setdefault(row.member_id, []).append(row.topic)
    return [Member(**row, topics=tuple(chosen.get(row["id"], ()))) for row in rows]
