"""Who speaks, what they are in the middle of and what they were shown last, in one statement: asked with every update
before anything else."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.members.conversations import COLUMNS, Conversation, conversations
from storage.members.forget_requests import requests
from storage.members.members import Member, members, subscriptions
from storage.members.screens import COLUMNS as SHOWN
from storage.members.screens import Shown, screens
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
SESSION = sa.select(*COLUMNS, *SHOWN, staff.c.role, requests.c.due_at, TOPICS, *members.c).select_from(
    ALWAYS.outerjoin(members, members.c.chat_id == CHAT)
    .outerjoin(requests, requests.c.chat_id == CHAT)
    .outerjoin(conversations, OPEN)
    .outerjoin(screens, screens.c.chat_id == CHAT)
    .outerjoin(staff, COLLEAGUE)
)


class Present(NamedTuple):
    """The member of this chat, the conversation this user has open there, this user's role on the team, when what is
    kept about the chat is to be deleted, and what it was shown last."""

    member: Member | None
    conversation: Conversation | None
    role: str | None
    leaving_at: datetime | None
    screen: Shown | None


async def get(tx: AsyncConnection, chat_id: int, user_id: int | None) -> Present:
    row = (await tx.execute(SESSION, {"chat": chat_id, "user": user_id})).one()
    opened, rest = row[: len(COLUMNS)], row[len(COLUMNS) :]
    shown, (role, due_at, topics, *columns) = rest[: len(SHOWN)], rest[len(SHOWN) :]
    member = None
    if columns[0] is not None:
        subscribed = tuple(sorted(topics.split(COMMA))) if topics else ()
        member = Member(**dict(zip(members.c.keys(), columns, strict=True)), topics=subscribed)
    conversation = Conversation(*opened) if opened[0] is not None else None
    return Present(member, conversation, role, due_at, Shown(*shown) if shown[0] is not None else None)
