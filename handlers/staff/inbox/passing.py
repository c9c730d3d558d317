"""A question is passed on: to a body, whose operators get its card, or to a colleague, who holds it from then on."""

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.inbox import bodies, lifecycle, office
from bot.inbox.cards import post_card
from bot.staff.permissions import Action, may
from bot.text.translator import N_
from handlers.routing import pressed, row_number
from handlers.screen import Screen, back, button, columns, show
from handlers.staff import access
from handlers.staff.access import user_of
from handlers.staff.inbox.card import FOR_OTHERS, lifted, pressed_one, refused, show_card, tell_member
from storage.inbox import question_cards
from storage.inbox.questions import Question

LABEL = 40  # characters of a body's name on a button
UNREACHED = N_(
    "Not passed on: nobody of them has opened a chat with me. They have to write /start to me first."
)

LATER = N_(
    "Your question No. {number} was passed on to those who know it best. An answer is promised by {time} now."
)


async def choose(update: Update, context: Context) -> None:
    """Bodies that somebody answers for, and colleagues who may answer."""
    question, services = await _passable(update, context), context.services
    named = await bodies.operators(services)
    known = [body for body in services.faq.library.bodies if body in named and body != question.body]
    colleagues = [
        person
        for person in await access.named_team(context.bot, services)
        if may(person.role, Action.ANSWER_QUESTIONS) and person.user_id != user_of(update)
    ]
    rows = [
        [button("🏛 " + bodies.name(services, context.translator, body)[:LABEL], "qbody", question.id, body)]
        for body in known
    ]
    rows += columns(
        [
            button(f"👤 {person.name or person.user_id}", "qgive", question.id, person.user_id)
            for person in colleagues
        ]
    )
    text = context.t("Pass question No. {number} on to:", number=question.id)
    if not rows:
        text = context.t("Nobody else answers questions yet. Owners add colleagues at /team.")
    await lifted(update, context)
    await show(update, context, Screen(text, [*rows, [back(context.translator, "qc", question.id)]]))


async def _passable(update: Update, context: Context) -> Question:
    question = await pressed_one(update, context)
    if question.confidential:
        raise BotError(FOR_OTHERS)
    return question


async def to_body(update: Update, context: Context) -> None:
    """Its operators get the card in their private chats; whoever passed it on holds it no more. Its hours count from
    now on; a member who was promised an earlier answer hears when it comes instead."""
    question, (_, body) = await _passable(update, context), pressed(update, 2)
    services, now = context.services, context.services.clock()
    known = body in services.faq.library.bodies
    await _reached(context, question, (await bodies.operators(services)).get(body, []) if known else [])
    async with services.database.begin() as tx:
        promised = question.promised_at and await office.promise(tx, services.config, body, now)
        anew = {"body": body, "promised_at": promised, "reminded_at": None}
        passed = await lifecycle.hand_over(tx, question.id, user_of(update), now, **anew)
        if passed:
            await access.note(tx, update, context, "question.passed", question.id)
    if passed and promised and question.promised_at and promised > question.promised_at:
        await tell_member(context, passed, LATER, time=promised)
    await show_card(update, context, passed or await refused(context, question))


async def to_colleague(update: Update, context: Context) -> None:
    """They hold it from now on, and get its card."""
    question, (_, number) = await _passable(update, context), pressed(update, 2)
    team = await access.named_team(context.bot, context.services)
    colleague = next((person for person in team if person.user_id == row_number(number)), None)
    if colleague is None or not may(colleague.role, Action.ANSWER_QUESTIONS):
        return await choose(update, context)
    await _reached(context, question, [colleague.user_id])
    held = {
        "taken_by": colleague.user_id,
        "taken_name": colleague.name or str(colleague.user_id),
        "taken_at": context.services.clock(),
    }
    async with context.services.database.begin() as tx:
        passed = await lifecycle.hand_over(tx, question.id, user_of(update), context.services.clock(), **held)
        if passed:
            await access.note(tx, update, context, "question.passed", question.id)
    return await show_card(update, context, passed or await refused(context, question))


async def _reached(context: Context, question: Question, people: list[int]) -> None:
    """Lays the card in their private chats; BotError when it reached nobody, and nothing has changed then."""
    services = context.services
    laid = [await post_card(context.bot, services, person, question) for person in people]
    cards = [card for card in laid if card is not None]
    if not cards:
        raise BotError(UNREACHED)
    async with services.database.begin() as tx:
        for chat, message in cards:
            await question_cards.lay(tx, chat, message, question.id, question.changes)
