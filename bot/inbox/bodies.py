"""Which body a question is for, and who answers for it: whoever owns the entry it is nearest to."""

import asyncio

from bot.faq.decision import Verdict
from bot.inbox.chats import staff_chats
from bot.services import Services
from bot.staff.permissions import Action, Role, may
from bot.text.markup import visible
from bot.text.translator import N_, Translator
from storage.inbox import questions
from storage.inbox.questions import Question
from storage.staff import body_operators, staff

COMPLAINTS = "complaints"  # beside the bodies: who reads what is confidential
NEAR = (
    Verdict.ANSWER,
    Verdict.CHOICES,
)  # a question of which the search knows nothing is nobody's in particular


async def assigned(services: Services, question: Question) -> Question:
    """The question with its body, found and kept when it is laid before staff for the first time."""
    if question.body is not None or not question.text or question.confidential:
        return question
    decision = await asyncio.to_thread(services.faq.answer, visible(question.text), question.language)
    entry = services.faq.library.get(decision.hits[0].entry) if decision.hits else None
    if entry is None or decision.decision not in NEAR:
        return question
    async with services.database.begin() as tx:
        return await questions.assign(tx, question.id, entry.owner) or question


async def operators(services: Services) -> dict[str, list[int]]:
    """Of each body those who are on the team and may answer."""
    async with services.database.connect() as tx:
        team, named = await staff.everyone(tx), await body_operators.every(tx)
    answering = {*services.config.staff.owners}
    answering |= {
        row.user_id for row in team if row.removed_at is None and may(Role(row.role), Action.ANSWER_QUESTIONS)
    }
    here = {body: [user for user in users if user in answering] for body, users in named.items()}
    return {body: users for body, users in here.items() if users}


async def chats(services: Services, question: Question) -> list[int]:
    """Where its card goes: the staff group and the private chats of its body's operators; without a group those
    operators read it instead of the owners, but for an urgent one, which everybody reads."""
    if question.confidential:
        return await confidants(services)
    everybody = await staff_chats(services)
    theirs = (await operators(services)).get(question.body or "", [])
    if theirs and not question.urgent and all(chat > 0 for chat in everybody):
        return theirs
    return [*everybody, *(user for user in theirs if user not in everybody)]


async def confidants(services: Services) -> list[int]:
    """Those who read complaints: whom the owners named for it, or else the owners themselves."""
    named = (await operators(services)).get(COMPLAINTS)
    return named or await _owners(services)


async def _owners(services: Services) -> list[int]:
    async with services.database.connect() as tx:
        team = await staff.everyone(tx)
    added = [row.user_id for row in team if row.role == Role.OWNER and row.removed_at is None]
    return list(dict.fromkeys([*services.config.staff.owners, *added]))


def name(services: Services, translator: Translator, body: str | None) -> str:
    """In the reader's language and letters; empty for none, and for one that locales/bodies.toml no longer has."""
    if body == COMPLAINTS:
        return translator.label(N_("Confidential complaints"))
    known = services.faq.library.bodies.get(body or "")
    return translator.letters(known.names[translator.language]) if known else ""
