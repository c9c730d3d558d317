"""Who speaks, in one statement: asked with every update before anything else is done."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.members.conversations import Step, conversations
from storage.members.members import Member, members, subscriptions


@dataclass(frozen=True, slots=True)
class Speaker:
    """What is known of a chat and of the user in it; both may be new to us."""

    member: Member | None
    step: Step | None


COMMA = ","  # never part of a topic's slug
CHAT, USER = sa.bindparam("chat", type_=sa.BigInteger), sa.bindparam("user", type_=sa.BigInteger)
TOPICS = (
    sa.select(sa.func.aggregate_strings(subscriptions.c.topic, COMMA))
    .where(subscriptions.c.member_id == members.c.id)
    .scalar_subquery()
)
STEP = (conversations.c.step, conversations.c.data, conversations.c.updated_at)
STANDING = sa.and_(conversations.c.chat_id == CHAT, conversations.c.user_id == USER)
ONE = sa.select(sa.literal_column("1").label("one")).subquery()
SPEAKER = sa.select(*STEP, TOPICS, *members.c).select_from(
    ONE.outerjoin(members, members.c.chat_id == CHAT).outerjoin(conversations, STANDING)
)


async def speaker(tx: AsyncConnection, chat_id: int, user_id: int | None) -> Speaker:
    """The member of this chat and the step this user stands at there."""
    step, data, since, topics, *own = (await tx.execute(SPEAKER, {"chat": chat_id, "user": user_id})).one()
    chosen = tuple(sorted(topics.split(COMMA))) if topics else ()
    return Speaker(
        Member(**dict(zip(members.c.keys(), own, strict=True)), topics=chosen)
        if own[0] is not None
        else None,
        Step(step, data, since) if step is not None else None,
    )
