"""Open questions that ask the same: what one answer, or one entry, answers together."""

import asyncio

from bot.services import Services
from bot.stats.figures import ALIKE, READ, alike
from bot.text.markup import visible
from bot.text.skeleton import skeletons
from storage.inbox import listing
from storage.inbox.listing import Filter
from storage.inbox.questions import Question

COMPARED = 1000  # open questions that are looked at, those whose promise breaks first
MOST = 10  # of those found


async def like(services: Services, question: Question) -> list[Question]:
    """Other open questions that share ALIKE of their words with it, in any letters, those that wait longest first."""
    async with services.database.connect() as tx:
        waiting = await listing.page(tx, Filter(), COMPARED, 0)
    return await asyncio.to_thread(_among, question, waiting)


def _among(question: Question, waiting: list[Question]) -> list[Question]:
    asked = _words(question)
    others = (other for other in waiting if other.id != question.id)
    return [other for other in others if alike(asked, _words(other)) >= ALIKE][:MOST]


def _words(question: Question) -> frozenset[str]:
    return frozenset(skeletons(visible(question.text[:READ])))
