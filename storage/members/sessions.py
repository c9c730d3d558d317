"""Who speaks and what they are in the middle of, in one statement: asked with every update before anything else."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.members.conversations import COLUMNS, Conversation, conversations
from storage.members.forget_requests import requests
from storage.members.members import Member, members, subscriptions
from storage.staff.staff import staff

COMMA = ","  # never part of a topic's slug
CHAT, USER = sa.bindparam("chat", type_=sa.BigInteger), sa.bindparam("user", type_=sa.BigInteger)
TOPICS = (
    sa.select(sa.func.aggregate_strings(subscriptions.c.topic, COMMA))
    .where(subscriptions.c.member_id == members.c.id)
    .scalar_subquery()
)
OPEN = sa.and_(conversations.c.chat_id == CHAT, conversations.c.user_id == USER)
COLLEAGUE = sa.and_(staff.c.user_id == USER, staff.c.removed_at.is_(None))
ALWAYS = sa.select(sa.literal_column("1").label("row")).subquery()  # all others may be missing
SESSION = sa.select(*COLUMNS, staff.c.role, requests.c.due_at, TOPICS, *members.c).select_from(
    ALWAYS.outerjoin(members, members.c.chat_id == CHAT)
    .outerjoin(requests, requests.c.chat_id == CHAT)
    .outerjoin(conversations, OPEN)
    .outerjoin(staff, COLLEAGUE)
)


async def get(
    tx: AsyncConnection, chat_id: int, user_id: int | None
) -> tuple[Member | None, Conversation | None, str | None, datetime | None]:
    """The member of this chat, the conversation this user has open there, this user's role on the team, and when what
    is kept about the chat is to be deleted."""
    row = (await tx.execute(SESSION, {"chat": chat_id, "user": user_id})).one()
    opened, (role, due_at, topics, *columns) = row[: len(COLUMNS)], row[len(COLUMNS) :]
    member = None
    if columns[0] is not None:
        subscribed = tuple(sorted(topics.split(COMMA))) if topics else ()
        member = Member(**dict(zip(members.c.keys(), columns, strict=True)), topics=subscribed)
    return member, Conversation(*opened) if opened[0] is not None else None, role, due_at
