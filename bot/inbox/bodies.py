"""What a question is about and which body it is for, as the entry it is nearest to; who answers for a body."""

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
    """The question with its category and body, found and kept when it is laid before staff for the first time. What is
    confidential is for no body."""
    for_body = question.body is None and not question.confidential
    if not question.text or not (for_body or question.category is None):
        return question
    decision = await asyncio.to_thread(services.faq.answer, visible(question.text), question.language)
    entry = services.faq.library.get(decision.hits[0].entry) if decision.hits else None
    if entry is None or decision.decision not in NEAR:
        return question
    async with services.database.begin() as tx:
        body = entry.owner if for_body else None
        return await questions.assign(tx, question.id, entry.category, body) or question


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


def category(services: Services, translator: Translator, question: Question) -> str:
    """What it is about, in the reader's language and letters; empty where nobody said or guessed it."""
    names = services.faq.library.categories.get(question.category or "")
    if names is None:
        return ""
    named = translator.letters(names[translator.language])
    return translator.label("{category} (guessed)", category=named) if question.category_guessed else named


def name(services: Services, translator: Translator, body: str | None) -> str:
    """In the reader's language and letters; empty for none, and for one that locales/bodies.toml no longer has."""
    if body == COMPLAINTS:
        return translator.label(N_("Confidential complaints"))
    known = services.faq.library.bodies.get(body or "")
    return translator.letters(known.names[translator.language]) if known else ""
