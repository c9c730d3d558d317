"""What a question is about and which body it is for, as the entry it is nearest to; who answers for a body. Beside
the bodies stand two things that owners name persons for: confidential complaints, and offers."""

from bot.faq.decision import Verdict
from bot.faq.entry import Entry
from bot.inbox.chats import staff_chats
from bot.services import Services
from bot.staff.permissions import Action, Role, may
from bot.text.markup import visible
from bot.text.translator import N_, Translator
from storage.inbox import questions
from storage.inbox.questions import Question
from storage.staff import body_categories, body_operators, staff

COMPLAINTS = "complaints"  # beside the bodies: who reads what is confidential
OFFERS = "offers"  # who reads offers and introduces
NAMED = {
    COMPLAINTS: N_("Confidential complaints"),
    OFFERS: N_("Offers and introductions"),
}
NEAR = (
    Verdict.ANSWER,
    Verdict.CHOICES,
)  # a question of which the search knows nothing is nobody's in particular


async def nearest(services: Services, text: str, language: str) -> Entry | None:
    """The entry these words are nearest to; None where the search knows nothing of them."""
    if not text:
        return None
    decision = await services.faq.answer(visible(text), language)
    entry = services.faq.library.get(decision.hits[0].entry) if decision.hits else None
    return entry if decision.decision in NEAR else None


async def assigned(services: Services, question: Question) -> Question:
    """The question with its category and body, found and kept when it is laid before staff for the first time. What is
    confidential is for no body."""
    for_body = question.body is None and not question.confidential
    if not (for_body or question.category is None):
        return question
    entry = await nearest(services, question.text, question.language)
    body = await _answering(services, entry, question.category) if for_body else None
    if entry is None and body is None:
        return question
    async with services.database.begin() as tx:
        category = entry.category if entry else question.category
        return await questions.assign(tx, question.id, category, body) or question


async def answering(services: Services, text: str, language: str, category: str | None) -> str | None:
    """The body a question of these words and this category is for, if any is."""
    return await _answering(services, await nearest(services, text, language), category)


async def _answering(services: Services, entry: Entry | None, category: str | None) -> str | None:
    """The owner of the nearest entry, or a body that answers this category: of these the first that somebody answers
    for, or else the first."""
    categories = await services.database.read(body_categories.every)
    owners = [entry.owner] if entry else []
    named = [body for body in services.faq.library.bodies if category in categories.get(body, [])]
    candidates = list(dict.fromkeys([*owners, *named]))
    staffed = await operators(services) if len(candidates) > 1 else {}
    return next((body for body in candidates if body in staffed), candidates[0] if candidates else None)


async def roles(services: Services) -> dict[int, Role]:
    """What each of the team is today."""
    rows = await services.database.read(staff.everyone)
    team = {row.user_id: Role(row.role) for row in rows if row.removed_at is None}
    return team | dict.fromkeys(services.config.staff.owners, Role.OWNER)


async def operators(services: Services) -> dict[str, list[int]]:
    """Of each body those who are on the team and may answer; of offers, those who may introduce."""
    team, named = await roles(services), await services.database.read(body_operators.every)
    here = {
        body: [user for user in users if may(team.get(user), needed(body))] for body, users in named.items()
    }
    return {body: users for body, users in here.items() if users}


def needed(body: str) -> Action:
    """What whoever is named for it has to be allowed to do."""
    return Action.INTRODUCE if body == OFFERS else Action.ANSWER_QUESTIONS


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


async def reads(services: Services, chat: int, question: Question) -> bool:
    """Whether a card in this chat of staff goes on showing what becomes of the question: who left the team, or may not
    answer any more, keeps what they have read."""
    if question.confidential:
        return chat in await confidants(services)
    return chat < 0 or may((await roles(services)).get(chat), Action.ANSWER_QUESTIONS)


async def _owners(services: Services) -> list[int]:
    team = await services.database.read(staff.everyone)
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
    if body in NAMED:
        return translator.label(NAMED[body])
    known = services.faq.library.bodies.get(body or "")
    return translator.letters(known.names[translator.language]) if known else ""
