"""Which process handles which chat now: one row a chat, put there by whoever takes it up.

A process says that it lives by renewing a lease (`storage/leases.py`, name `alive(holder)`); the chats of
one that fell silent are taken over. Rows, and not session locks, so that a database that was restarted, or
a pooler in between, takes no chat away from whoever is answering in it.
"""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import insert, metadata
from storage.updates.leases import clock, leases
from storage.updates.updates import WAITING, StoredUpdate, among, interrupted, of_chats, updates

chat_claims = sa.Table(
    "chat_claims",
    metadata,
    sa.Column("chat_key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("holder", sa.Text, nullable=False),
)
LOOKED_AT = 500  # waiting updates looked at for chats to take up, and read at once
ALIVE = "alive:"


def alive(holder: str) -> str:
    """The name of the lease by which a process shows that it lives."""
    return f"{ALIVE}{holder}"


async def take(
    tx: AsyncConnection, holder: str, room: int, at: datetime, newest: int = 0
) -> dict[int, list[StoredUpdate]]:
    """Claims up to `room` chats, those waiting longest first; their waiting updates in order. `newest` of the room is
    for the chats that wrote last.

    The rows are read by a second statement: only a snapshot taken after the claim can't show an update that
    somebody else has just finished. A chat without updates in the answer is claimed too and must go back.
    """
    wanted = _free(holder, room, newest, at)
    claimed = insert(tx, chat_claims).from_select(["chat_key", "holder"], wanted).on_conflict_do_nothing()
    chats = list((await tx.execute(claimed.returning(chat_claims.c.chat_key))).scalars())
    if not chats:
        return {}
    rows = sorted(await of_chats(tx, chats, LOOKED_AT), key=lambda row: (row.chat_key, row.update_id))
    read = {chat: list(own) for chat, own in groupby(rows, lambda row: row.chat_key)}
    return {chat: read.get(chat, []) for chat in chats}


async def give_back(tx: AsyncConnection, holder: str, chats: Collection[int]) -> None:
    """Others may have these chats."""
    await tx.execute(
        sa.delete(chat_claims).where(chat_claims.c.holder == holder, among(tx, chat_claims.c.chat_key, chats))
    )


async def keep_only(tx: AsyncConnection, holder: str, chats: Collection[int]) -> None:
    """Gives back all but these: what was claimed by a commit whose answer got lost is nobody's work."""
    await tx.execute(
        sa.delete(chat_claims).where(
            chat_claims.c.holder == holder, sa.not_(among(tx, chat_claims.c.chat_key, chats))
        )
    )


async def take_over(tx: AsyncConnection, holder: str, silence: float) -> int:
    """Frees the chats of processes that are gone; how many. What they were at is suspected.

    On SQLite everybody else is gone, since one process runs. On PostgreSQL a lease must have run out, and
    the server must have been up for `silence` seconds, so that everybody had the time to renew theirs.
    """
    others = chat_claims.c.holder != holder
    if tx.dialect.name == "postgresql":
        living = sa.exists().where(leases.c.name == ALIVE + chat_claims.c.holder, leases.c.until >= clock(tx))
        up = sa.extract("epoch", sa.func.pg_postmaster_start_time())
        others = sa.and_(others, ~living, up < clock(tx) - silence)
    freed = sa.delete(chat_claims).where(others).returning(chat_claims.c.chat_key)
    chats = list((await tx.execute(freed)).scalars())
    if chats:
        await interrupted(tx, chats)
    return len(chats)


async def forget_silent(tx: AsyncConnection, silence: float) -> None:
    """Leases of processes long gone."""
    await tx.execute(
        sa.delete(leases).where(leases.c.name.startswith(ALIVE), leases.c.until < clock(tx) - silence)
    )


def _free(holder: str, room: int, newest: int, at: datetime) -> sa.Select[tuple[int, str]]:
    """Free chats in the order in which two processes must insert them lest they wait for each other."""
    wanted = _first(room - newest, at, newest=False)
    if newest:
        both = sa.union(sa.select(wanted.c.chat_key), sa.select(_first(newest, at, newest=True).c.chat_key))
        wanted = both.subquery()
    return sa.select(wanted.c.chat_key, sa.literal(holder)).where(sa.true()).order_by(wanted.c.chat_key)


def _first(limit: int, at: datetime, *, newest: bool) -> sa.Subquery:
    """Chats with what waits longest, or with what came last; one whose update waits for its next try is left alone."""
    later = updates.alias("later")
    order = updates.c.update_id.desc() if newest else updates.c.update_id
    looked_at = (
        sa.select(updates.c.chat_key, updates.c.update_id)
        .where(
            WAITING,
            ~sa.exists().where(chat_claims.c.chat_key == updates.c.chat_key),
            ~sa.exists().where(
                later.c.chat_key == updates.c.chat_key,
                later.c.retry_at > at,
                later.c.handled_at.is_(None),
                later.c.failed_at.is_(None),
            ),
        )
        .order_by(order)
        .limit(LOOKED_AT)
        .subquery()
    )
    of_chat = looked_at.c.update_id
    best = sa.func.max(of_chat).desc() if newest else sa.func.min(of_chat)
    return (
        sa.select(looked_at.c.chat_key).group_by(looked_at.c.chat_key).order_by(best).limit(limit).subquery()
    )
