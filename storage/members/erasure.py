"""Everything kept about a person goes at once: at their word, and again when a backup of before is restored."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries import digests
from storage.faq import ratings, searches
from storage.inbox import blocks, question_drafts, questions
from storage.members import conversations, forget_requests, forgotten, members, screens
from storage.members.forgotten import Marks
from storage.staff import trial
from storage.updates import updates

NAMING = (
    members.members.c.chat_id,
    questions.questions.c.chat_id,
    blocks.blocks.c.chat_id,
    question_drafts.drafts.c.chat_id,
    searches.search_watchers.c.chat_id,
    conversations.conversations.c.user_id,
    trial.guests.c.chat_id,
    forget_requests.requests.c.chat_id,
    screens.screens.c.chat_id,
)


async def erase(tx: AsyncConnection, chat_id: int, at: datetime) -> None:
    """Only a digest of the number stays, so that no file imports them again."""
    await searches.forget(tx, chat_id)
    await ratings.forget(tx, chat_id)
    await questions.forget(tx, chat_id)
    await blocks.unblock(tx, chat_id)
    await question_drafts.drop(tx, chat_id)
    await conversations.forget(tx, chat_id)
    await screens.forget(tx, chat_id)
    await updates.forget(tx, chat_id)
    await trial.drop(tx, chat_id)
    await forget_requests.drop(tx, chat_id)
    if member := await members.by_chat(tx, chat_id):
        await digests.release(tx, member.id)
    await members.forget(tx, chat_id)
    await forgotten.mark(tx, chat_id, at)


async def erase_again(tx: AsyncConnection, marks: Iterable[Marks]) -> int:
    """Whoever is here although another database says that they were forgotten; how many that were. Its marks stay, so
    that whoever is not here is not imported again either."""
    gone = set[int]()
    for another in marks:
        await forgotten.carry(tx, another)
        for chat, at in another.chats(await _named(tx)).items():
            await erase(tx, chat, at)
            gone.add(chat)
    return len(gone)


async def _named(tx: AsyncConnection) -> set[int]:
    """Every chat of which something is kept."""
    chats = set[int]()
    for column in NAMING:
        chats |= set((await tx.execute(sa.select(column).distinct())).scalars())
    return chats
