"""Members: persons and groups that get messages, and the topics they chose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, Utc, metadata, partial_index, word
from storage.members import forgotten


class Chosen(IntFlag):
    """What a member set themself: no file of staff changes it."""

    NOTHING = 0
    LANGUAGE = 1
    COUNTRY = 2
    TIMEZONE = 4
    TOPICS = 8
    FREQUENCY = 16  # how often, at which hour, not for a while
    CITY = 32


FREQUENCIES = ("at_once", "daily", "weekly")

members = sa.Table(
    "members",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("kind", *word("person", "group", name="kind"), nullable=False, server_default="person"),
    sa.Column("language", *word("kk", "ru", "en", name="language"), nullable=False),
    sa.Column("script", *word("cyrl", "latn", "arab", name="script"), nullable=False, server_default="cyrl"),
    sa.Column("country", sa.Text),
    sa.Column("timezone", sa.Text),
    sa.Column("quiet_from", sa.Integer),  # minutes after local midnight; null = the house's quiet hours
    sa.Column("quiet_until", sa.Integer),
    sa.Column("joined_at", Utc, nullable=False, index=True),
    sa.Column("consent_version", sa.Integer),  # of the words they agreed to, handlers/members/start.py
    sa.Column("onboarded_at", Utc),  # when /start was walked to its end
    sa.Column("last_active_at", Utc),
    sa.Column("blocked_at", Utc),  # when Telegram said the bot is blocked, or the account gone
    sa.Column("blocked_reason", sa.Text),
    sa.Column("start_step", sa.Text),  # where /start was left; null = walked to its end, or never begun
    sa.Column("stopped_at", Utc),  # when they asked for no more announcements; questions go on
    sa.Column("chosen", sa.Integer, nullable=False, server_default="0"),  # `Chosen`
    sa.Column(
        "frequency", *word(*FREQUENCIES, name="frequency"), nullable=False, server_default="at_once"
    ),  # of announcements: each by itself, or gathered
    sa.Column("by_topic", sa.Boolean, nullable=False, server_default=sa.false()),  # some topic has its own
    sa.Column("digest_at", sa.Integer),  # minutes after local midnight; null = the house's hour
    sa.Column(
        "channel", sa.Boolean, nullable=False, server_default=sa.false()
    ),  # a group whose members only read
    sa.Column("paused_until", Utc),  # nothing that is not urgent before; over = null
    sa.Column(
        "thread_id", sa.BigInteger
    ),  # of a group: the topic it used the bot in last; null = the general one
    sa.Column("city", sa.Text),  # its number in the table of cities, bot/directory/data; it lies in `country`
    sqlite_autoincrement=True,  # a number is never given twice: the ledger of deliveries outlives its members
)
partial_index("ix_members_reach", members.c.blocked_at.is_(None), members.c.language, members.c.country)

sa.Index(
    "ix_members_city",
    members.c.city,
    sqlite_where=members.c.city.is_not(None),
    postgresql_where=members.c.city.is_not(None),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column(
        "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sa.Column("frequency", *word(*FREQUENCIES, name="frequency")),  # null = as in general
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A row of `members`; `topics` are the slugs subscribed to, sorted."""

    id: int
    chat_id: int
    kind: str
    language: str
    script: str
    country: str | None
    timezone: str | None
    quiet_from: int | None
    quiet_until: int | None
    joined_at: datetime
    onboarded_at: datetime | None
    last_active_at: datetime | None
    blocked_at: datetime | None
    blocked_reason: str | None
    start_step: str | None = None
    stopped_at: datetime | None = None
    chosen: int = 0
    frequency: str = "at_once"
    by_topic: bool = False
    digest_at: int | None = None
    paused_until: datetime | None = None
    consent_version: int | None = None
    channel: bool = False
    thread_id: int | None = None
    city: str | None = None
    topics: tuple[str, ...] = ()


# Asked with every update, so they are built once.
OF_CHAT = sa.select(members).where(members.c.chat_id == sa.bindparam("chat"))
TOPICS_OF = sa.select(subscriptions.c.topic).where(subscriptions.c.member_id == sa.bindparam("member"))


async def by_chat(tx: AsyncConnection, chat_id: int) -> Member | None:
    """The member of this chat with their topics, or None."""
    row = (await tx.execute(OF_CHAT, {"chat": chat_id})).mappings().first()
    return Member(**row, topics=await topics_of(tx, row["id"])) if row else None


async def get(tx: AsyncConnection, member_id: int) -> Member | None:
    """The member of this number, or None."""
    row = (await tx.execute(sa.select(members).where(members.c.id == member_id))).mappings().first()
    return Member(**row, topics=await topics_of(tx, row["id"])) if row else None


async def topics_of(tx: AsyncConnection, member_id: int) -> tuple[str, ...]:
    return tuple(sorted((await tx.execute(TOPICS_OF, {"member": member_id})).scalars()))


async def join(
    tx: AsyncConnection, chat_id: int, language: str, at: datetime, kind: str = "person"
) -> Member:
    """The member of this chat, made if new; one that had blocked the bot is reachable again."""
    member = await by_chat(tx, chat_id)
    if member is None:
        await forgotten.unmark(tx, chat_id)
        await tx.execute(
            sa.insert(members).values(
                chat_id=chat_id, language=language, kind=kind, joined_at=at, last_active_at=at
            )
        )
    else:
        await update(tx, chat_id, blocked_at=None, blocked_reason=None, last_active_at=at)
    joined = await by_chat(tx, chat_id)
    assert joined is not None
    return joined


async def channels(tx: AsyncConnection, limit: int) -> list[int]:
    """Chats of the channels that announcements go to, those that joined last first."""
    c = members.c
    query = sa.select(c.chat_id).where(c.channel, c.blocked_at.is_(None)).order_by(c.id.desc()).limit(limit)
    return list((await tx.execute(query)).scalars())


async def update(tx: AsyncConnection, /, chat_id: int, **values: Any) -> None:
    """Sets columns of the member of this chat."""
    await tx.execute(sa.update(members).where(members.c.chat_id == chat_id).values(**values))


async def choose(tx: AsyncConnection, /, chat_id: int, choice: Chosen, **values: Any) -> None:
    """Sets columns by the member's own word."""
    await update(tx, chat_id, chosen=members.c.chosen.op("|")(int(choice)), **values)


async def subscribe(tx: AsyncConnection, member_id: int, topics: Iterable[str]) -> None:
    """Adds the topics; those already chosen stay."""
    wanted = set(topics) - set(await topics_of(tx, member_id))
    if wanted:
        await tx.execute(
            sa.insert(subscriptions), [{"topic": topic, "member_id": member_id} for topic in sorted(wanted)]
        )


async def unsubscribe(tx: AsyncConnection, member_id: int, topics: Iterable[str]) -> None:
    chosen = sa.and_(subscriptions.c.member_id == member_id, subscriptions.c.topic.in_(list(topics)))
    await tx.execute(sa.delete(subscriptions).where(chosen))


async def forget(tx: AsyncConnection, chat_id: int) -> None:
    """Removes the member and, by cascade, everything kept about them."""
    await tx.execute(sa.delete(members).where(members.c.chat_id == chat_id))


async def gone(tx: AsyncConnection, chat_id: int, reason: str, at: datetime) -> None:
    """Marks a member Telegram says we can't reach; the first reason and time stay."""
    await tx.execute(
        sa.update(members)
        .where(members.c.chat_id == chat_id, members.c.blocked_at.is_(None))
        .values(blocked_at=at, blocked_reason=reason)
    )


async def move(tx: AsyncConnection, old_chat_id: int, new_chat_id: int) -> None:
    """Follows a group that became a supergroup; if the new id is known already, the old row goes."""
    if await by_chat(tx, new_chat_id):
        await forget(tx, old_chat_id)
    else:
        await tx.execute(
            sa.update(members).where(members.c.chat_id == old_chat_id).values(chat_id=new_chat_id)
        )
