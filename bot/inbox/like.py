"""Open questions that ask the same: what one answer, or one entry, answers together."""

import asyncio
from dataclasses import dataclass

from bot.faq.faq import Faq
from bot.services import Services
from bot.stats.figures import ALIKE, READ, alike
from bot.text.markup import visible
from bot.text.skeleton import skeletons
from storage.inbox import listing
from storage.inbox.listing import Filter
from storage.inbox.questions import Question

COMPARED = 1000  # open questions that are looked at, those whose promise breaks first
MOST = 10  # of those found
MEANINGS = 3  # in common, from which questions in two languages may ask the same


async def like(services: Services, question: Question) -> list[Question]:
    """Other open questions that ask the same as it, in any letters and languages, those that wait longest first."""
    waiting = await services.database.read(listing.page, Filter(), COMPARED, 0)
    return await asyncio.to_thread(_among, services.faq, question, waiting)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's words, and what they mean in whichever language."""

    language: str
    words: frozenset[str]
    meanings: frozenset[str]

    @classmethod
    def of(cls, faq: Faq, question: Question) -> "_Asked":
        text = visible(question.text[:READ])
        return cls(question.language, frozenset(skeletons(text)), faq.meanings(text, question.language))

    def is_like(self, other: "_Asked") -> bool:
        """By ALIKE of their words; in another language by ALIKE of what they mean, if that is more than a subject."""
        if alike(self.words, other.words) >= ALIKE:
            return True
        common = self.meanings & other.meanings
        abroad = self.language != other.language and len(common) >= MEANINGS
        return abroad and alike(self.meanings, other.meanings) >= ALIKE


def _among(faq: Faq, question: Question, waiting: list[Question]) -> list[Question]:
    asked = _Asked.of(faq, question)
    others = (other for other in waiting if other.id != question.id)
    return [other for other in others if asked.is_like(_Asked.of(faq, other))][:MOST]
