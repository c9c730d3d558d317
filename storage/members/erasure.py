"""Everything kept about a person goes at once: at their word, and again when a backup of before is restored."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deliveries import digests
from storage.faq import searches
from storage.inbox import blocks, question_drafts, questions
from storage.members import conversations, forgotten, members
from storage.updates import updates

NAMING = (
    members.members.c.chat_id,
    questions.questions.c.chat_id,
    blocks.blocks.c.chat_id,
    question_drafts.drafts.c.chat_id,
    searches.search_watchers.c.chat_id,
    conversations.conversations.c.user_id,
)


async def erase(tx: AsyncConnection, chat_id: int, at: datetime) -> None:
    """Only a digest of the number stays, so that no file imports them again."""
    await searches.forget(tx, chat_id)
    await questions.forget(tx, chat_id)
    await blocks.unblock(tx, chat_id)
    await question_drafts.drop(tx, chat_id)
    await conversations.forget(tx, chat_id)
    await updates.forget(tx, chat_id)
    if member := await members.by_chat(tx, chat_id):
        await digests.release(tx, member.id)
    await members.forget(tx, chat_id)
    await forgotten.mark(tx, chat_id, at)


async def erase_again(tx: AsyncConnection, marked: Mapping[str, datetime]) -> int:
    """Whoever is here although another database says that they were forgotten; how many that were."""
    chats = set[int]()
    for column in NAMING:
        chats |= set((await tx.execute(sa.select(column).distinct())).scalars())
    known = {forgotten.digest(chat): chat for chat in chats}
    gone = known.keys() & marked.keys()
    for digest in gone:
        await erase(tx, known[digest], marked[digest])
    return len(gone)
