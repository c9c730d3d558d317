"""A member's own questions to staff: what became of each, taking one back, whether the answer helped."""

from html import escape

from telegram import InlineKeyboardButton, Update

from bot.context import Context, chat_of
from bot.directory import zones
from bot.errors import BotError
from bot.inbox import lifecycle, office
from bot.inbox.answers import RATE
from bot.inbox.card import LATER_MOST, SIGNS
from bot.inbox.lifecycle import State, Verb, may, state_of
from bot.text.markup import beginning, visible
from bot.text.translator import N_, Translator
from handlers.page import Page
from handlers.routing import Button, Handler, pressed, row_number
from handlers.screen import Screen, back, button, columns, keyboard, main_menu, rebutton, show, ticked
from storage.inbox import messages, questions
from storage.inbox.questions import Question

PAGE = 5
BEGINNING = 70  # characters of a question in the list
CUT_AT = 400  # characters of what was said in it
STATES = {
    State.OPEN: N_("waits for an answer"),
    State.ANSWERED: N_("answered"),
    State.CLOSED: N_("closed by staff"),
    State.WITHDRAWN: N_("taken back by you"),
    State.BLOCKED: N_("closed by staff"),
}
GONE = N_("This question is no longer kept.")


def my_questions_button(translator: Translator) -> InlineKeyboardButton:
    return button(translator.label("My questions"), "myq")


async def receipt(context: Context, question: Question) -> Screen:
    """Number, office hours and what is promised; urgent questions are answered first and promise no hour."""
    lines = [context.t("Question No. {number} was taken. The answer will come here.", number=question.id)]
    if question.promised_at and state_of(question) is State.OPEN:
        lines.append(await _promise(context, question))
    ways = [my_questions_button(context.translator), main_menu(context.translator)]
    return Screen("\n".join(lines), [ways])


async def _promise(context: Context, question: Question) -> str:
    """By the member's own clock; office hours by the one staff work by."""
    assert question.promised_at is not None
    config = context.services.config
    hours = await context.read(office.of_body, config, question.body)
    return context.t(
        "At the latest by {time}. Staff answer on working days from {opens} to {closes} (clock of {city}).",
        time=context.when(question.promised_at),
        opens=hours.open_from,
        closes=hours.open_until,
        city=zones.city(config.locale.timezone, context.language),
    )


async def my_questions(update: Update, context: Context) -> None:
    """The latest first, with what became of each."""
    asked = (await context.read(questions.of_chat, chat_of(update)))[::-1]
    page = Page.of(pressed(update, 1)[0], len(asked), PAGE)
    listed = page.cut(asked)
    heading = context.t("Your questions to staff")
    lines = [f"<b>{heading}</b>", *(_line(context, question) for question in listed)]
    if not asked:
        lines = [context.t("You have not sent a question to staff yet.")]
    rows = [
        *columns(
            [
                button(f"{SIGNS[state_of(question)]} {question.id}", "myq1", question.id)
                for question in listed
            ],
            PAGE,
        ),
        page.turns("myq"),
        [button(context.label("Ask a person"), "ask")],
        [main_menu(context.translator)],
    ]
    await show(update, context, Screen("\n\n".join(lines), rows))


def _line(context: Context, question: Question) -> str:
    return context.t(
        "{sign} No. {number}, {date}, {state}\n<i>{text}</i>",
        sign=SIGNS[state_of(question)],
        number=question.id,
        date=context.words.date(question.asked_at),
        state=context.label(STATES[state_of(question)]),
        text=beginning(question.text, BEGINNING) or context.label("(a file)"),
    )


async def _own(update: Update, context: Context) -> Question:
    """The question of the pressed button, if it is this chat's."""
    question = await context.read(questions.get, row_number(pressed(update, 1)[0]))
    if question is None or question.chat_id != chat_of(update):
        raise BotError(GONE)
    return question


async def one_question(update: Update, context: Context) -> None:
    await _show(update, context, await _own(update, context))


async def _show(update: Update, context: Context, question: Question) -> None:
    thread = await context.read(messages.of_question, question.id)
    state = context.label(STATES[state_of(question)])
    lines = [context.t("<b>Question No. {number}</b>: {state}", number=question.id, state=state)]
    if question.text:
        lines.append(f"<blockquote expandable>{escape(question.text, quote=False)}</blockquote>")
    said = [
        message
        for message in thread
        if message.kind == "follow_up" or (message.kind == "answer" and message.delivered_at)
    ]
    for message in said[-LATER_MOST:]:
        whose = context.t("You added:") if message.kind == "follow_up" else context.t("The answer:")
        text = visible(message.text)[:CUT_AT] or context.label("(a file)")
        lines.append(f"{whose}\n<blockquote>{escape(text, quote=False)}</blockquote>")
    if state_of(question) is State.OPEN and question.promised_at:
        lines.append(await _promise(context, question))
    if state_of(question) in (State.OPEN, State.ANSWERED):
        lines.append(context.t("To add something, reply to the answer or to the receipt."))
    withdraw = [button(context.label("Take the question back"), "myqw", question.id)]
    rows = [
        withdraw if may(Verb.WITHDRAW, question) else [],
        _opinions(context, question) if may(Verb.RATE, question) and question.answered_at else [],
        [back(context.translator, "myq"), main_menu(context.translator)],
    ]
    await show(update, context, Screen("\n".join(lines), rows))


def _opinions(context: Context, question: Question) -> list[InlineKeyboardButton]:
    labels = {1: context.label("👍 Helped"), 0: context.label("👎 Did not help")}
    return [
        button(ticked(label, question.rating == rating), RATE, question.id, rating)
        for rating, label in labels.items()
    ]


async def withdraw(update: Update, context: Context) -> None:
    """Asks once more; one whose answer is on its way stays."""
    question, (_, sure) = await _own(update, context), pressed(update, 2)
    if sure != "1":
        text = context.t(
            "Take question No. {number} back? Staff will not answer it then.", number=question.id
        )
        yes = button(context.label("Take the question back"), "myqw", question.id, 1)
        await show(update, context, Screen(text, [[yes], [back(context.translator, "myq1", question.id)]]))
        return
    await context.write(lifecycle.withdraw, question.id, chat_of(update), context.services.clock())
    await _show(update, context, await _own(update, context))


async def rate(update: Update, context: Context) -> None:
    """Kept with the question; pressed again it is changed. The answer stays as it is."""
    question, (_, helped) = await _own(update, context), pressed(update, 2)
    if helped not in ("0", "1"):
        raise BotError(GONE)
    rated = await context.write(lifecycle.rate, question.id, chat_of(update), helped=helped == "1")
    if rated is not None:
        await rebutton(update, keyboard([_opinions(context, rated)]))


HANDLERS: list[Handler] = [
    Button("myq", my_questions),
    Button("myq1", one_question),
    Button("myqw", withdraw),
    Button(RATE, rate, aside=True),
]
