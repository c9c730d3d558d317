"""/inbox: what waits for an answer, the promise that breaks first at the top; filters, pages and a search."""

from html import escape
from typing import Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context, chat_of
from bot.inbox.card import SIGNS
from bot.inbox.lifecycle import State, held_by_another, state_of
from bot.text.markup import beginning
from bot.text.skeleton import skeletons
from handlers.page import Page
from handlers.routing import pressed, typed_text
from handlers.screen import Screen, button, columns, here, say, show
from handlers.staff.access import user_of
from handlers.staff.broadcast import wording
from handlers.staff.inbox import filters
from handlers.staff.inbox.filters import SEARCH, STATES, View, may_read_confidential
from storage.inbox import listing as rows
from storage.inbox import question_cards, questions
from storage.inbox.questions import Question

PAGE = 6
HITS_MOST = 10
WORDS_MOST = 8  # of a search
BEGINNING = 70  # characters of a question in the list


async def inbox(update: Update, context: Context) -> Literal["search"]:
    """A page of the list; its buttons say which questions and page. What is typed now is searched for."""
    *wanted, at = pressed(update, 6)
    view = View.of(context, *wanted)
    chosen = view.chosen(update, context, confidential=await may_read_confidential(update, context))
    if update.callback_query and (message := here(update)):
        await context.write(question_cards.lift, chat_of(update), message.message_id)
    async with context.services.database.connect() as tx:
        number = await rows.count(tx, chosen)
        page = Page.of(at, number, PAGE)
        listed = await rows.page(tx, chosen, PAGE, page.start)
    title = context.t(
        "📥 <b>Questions</b>: {state} ({number})", state=context.label(STATES[view.state]), number=number
    )
    lines = [line(update, context, question) for question in listed] or [_empty(context, view)]
    hint = context.t("To search, type words of a question or its number.")
    buttons = [
        *columns([opens(question) for question in listed], 3),
        page.turns("in", *view.values()),
        *filters.buttons(context, view),
        [button("📋 " + context.label("Stock answers"), "sk")],
    ]
    await show(update, context, Screen("\n\n".join([title, *lines, hint]), buttons))
    return SEARCH


def _empty(context: Context, view: View) -> str:
    if view == View():
        return context.t("No question waits. New ones come to staff by themselves.")
    return context.t("There is no such question.")


def line(update: Update, context: Context, question: Question) -> str:
    """Two lines on one question, without whoever asked it."""
    signs = _signs(context, question, user_of(update))
    where = context.translator.letters(wording.country(context.translator, question.country))
    about = [f"{signs} <b>{question.id}</b>", escape(where, quote=False)]
    about.append(context.translator.language_name(question.language))
    if state_of(question) is State.OPEN and question.promised_at:
        by = context.words.time(question.promised_at, context.zone)
        about.append(context.t("by {time}", time=by))
    return f"{' · '.join(about)}\n{escape(first_words(context, question), quote=False)}"


def _signs(context: Context, question: Question, user_id: int) -> str:
    state, now = state_of(question), context.services.clock()
    if state is not State.OPEN:
        return SIGNS[state]
    if question.urgent:
        return "🆘"
    if question.confidential:
        return "🔒"
    if held_by_another(question, user_id, now):
        return "✋"
    return "⏰" if question.promised_at and question.promised_at < now else SIGNS[state]


def first_words(context: Context, question: Question) -> str:
    return beginning(question.text, BEGINNING) or context.label("(a file)")


def opens(question: Question) -> InlineKeyboardButton:
    return button(f"{SIGNS[state_of(question)]} {question.id}", "qc", question.id)


async def search(update: Update, context: Context) -> None:
    """Questions with these words, in whichever letters, or the one of this number."""
    typed = typed_text(update)
    number, confidential = typed.removeprefix("№").strip(), await may_read_confidential(update, context)
    async with context.services.database.connect() as tx:
        if number.isdecimal() and number.isascii() and len(number) < 19:
            question = await questions.get(tx, int(number))
            hits = [question] if question and (confidential or not question.confidential) else []
        else:
            keys = skeletons(typed)[:WORDS_MOST]
            hits = await rows.search(tx, keys, HITS_MOST, confidential=confidential) if keys else []
    title = (
        context.t("Which of these?") if hits else context.t("No such question was found. Try other words.")
    )
    lines = [title, *(line(update, context, question) for question in hits)]
    ways = [*columns([opens(question) for question in hits], 3), [button(context.label("Questions"), "in")]]
    await say(update, context, Screen("\n\n".join(lines), ways))
