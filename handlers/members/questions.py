"""A member's own questions to staff: what became of each, taking one back, whether the answer helped, asking further.

A reply to an answer, or to a question's receipt, belongs to the same question: it opens it again, and staff
get a new card.
"""

from html import escape
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Message, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.context import Context, chat_of
from bot.directory import zones
from bot.errors import BotError
from bot.faq.danger import danger_of
from bot.inbox import lifecycle, office
from bot.inbox.answers import RATE
from bot.inbox.card import LATER_MOST, SIGNS
from bot.inbox.lifecycle import State, Verb, may, state_of
from bot.inbox.media import kind_of
from bot.text.markup import beginning, visible
from bot.text.translator import N_, Translator
from handlers.members.filing import shortened
from handlers.routing import NEW, Button, Handler, pressed, row_number
from handlers.screen import (
    Page,
    Screen,
    back,
    button,
    columns,
    keyboard,
    main_menu,
    rebutton,
    say,
    show,
    ticked,
)
from storage.inbox import messages, questions
from storage.inbox.messages import Place
from storage.inbox.questions import Question

PAGE = 5
BEGINNING = 70  # characters of a question in the list
CUT_AT = 400  # characters of what was said in it
FURTHER_MOST = 10  # additions without an answer in between
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


async def followed(update: Update, context: Context) -> None:
    """A reply to an answer or a receipt asks further in the same question; any other message goes its usual way."""
    message = update.message
    if message is None or not (message.reply_to_message or message.media_group_id):
        return
    async with context.services.database.connect() as tx:
        begun = await _album(tx, message)
        question = await _replied(tx, message) if begun is None else None
    if begun is not None:
        async with context.services.database.begin() as tx:
            await messages.lie(tx, [Place(message.chat_id, message.message_id, begun.id, kind_of(message))])
            await questions.touch(tx, begun.question_id, carded_at=None, tried_at=None)
        raise ApplicationHandlerStop
    if question is None or state_of(question) in (State.WITHDRAWN, State.BLOCKED):
        return
    await _add(update, context, question, message)


async def _album(tx: AsyncConnection, message: Message) -> messages.Message | None:
    """The addition this is another file of."""
    if message.media_group_id is None:
        return None
    known = await messages.of_album(tx, message.chat_id, message.media_group_id)
    return known if known and known.kind == "follow_up" else None


async def _replied(tx: AsyncConnection, message: Message) -> Question | None:
    """The question whose answer or receipt this replies to. An answer that has just come may not be noted as lying
    there yet, nor is the copy of a process that died: its buttons name the question, too."""
    replied = message.reply_to_message
    if replied is None:
        return None
    laid = await messages.at(tx, message.chat_id, replied.message_id)
    number = laid[1].question_id if laid is not None and laid[1].kind == "answer" else _rated_in(replied)
    if number is None:
        return await questions.by_receipt(tx, message.chat_id, replied.message_id)
    question = await questions.get(tx, number)
    return question if question and question.chat_id == message.chat_id else None


def _rated_in(message: Message) -> int | None:
    """The number of the question whose answer can be rated in this message."""
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        for way in row:
            verb, _, pressed_ = str(way.callback_data or "").partition(":")
            if verb == RATE:
                return row_number(pressed_.partition(":")[0])
    return None


async def _add(update: Update, context: Context, question: Question, message: Message) -> None:
    """Kept, then said to be passed on; staff get a new card. Where it tells of danger it is urgent, and the emergency
    numbers follow by themselves."""
    services, now = context.services, context.services.clock()
    text = shortened((message.text or message.caption or "").strip())
    dangerous = danger_of(text) is not None
    origin = {"chat_id": message.chat_id, "origin_id": message.message_id, "album": message.media_group_id}
    async with services.database.begin() as tx:
        if await _too_many(tx, question):
            raise BotError(N_("You have added much already. Please wait for the answer."))
        urgent = {"urgent": True} if dangerous else {}
        # Holds the question, so that an answer that arrives just now is before this or knows of it.
        await questions.touch(tx, question.id, carded_at=None, tried_at=None, folded=None, **urgent)
        kept = await messages.add(tx, question.id, "follow_up", escape(text, quote=False), now, **origin)
        await messages.lie(tx, [Place(message.chat_id, message.message_id, kept.id, kind_of(message))])
        await lifecycle.reopen(tx, question.id, await office.promise(tx, services.config, question.body, now))
    said = context.t("Added to question No. {number}. The answer will come here.", number=question.id)
    await say(update, context, Screen(said, [[my_questions_button(context.translator)]]), reply=True)
    if not dangerous:
        raise ApplicationHandlerStop


async def _too_many(tx: AsyncConnection, question: Question) -> bool:
    thread = await messages.of_question(tx, question.id)
    kinds = [message.kind for message in thread if message.kind in ("follow_up", "answer")]
    return kinds[-FURTHER_MOST:] == ["follow_up"] * FURTHER_MOST


async def changed(update: Update, context: Context) -> None:
    """The member edited what they had sent: the open card follows; an answered question keeps its words."""
    message = update.edited_message
    if message is None:
        return
    async with context.services.database.connect() as tx:
        laid = await messages.at(tx, message.chat_id, message.message_id)
        question = await questions.get(tx, laid[1].question_id) if laid else None
    if laid is None or question is None or question.chat_id != message.chat_id or laid[1].kind == "answer":
        return
    _, kept = laid
    text = shortened((message.text or message.caption or "").strip())
    if state_of(question) is not State.OPEN:
        said = N_(
            "Question No. {number} is answered or closed; staff do not see this change. Reply to the answer."
        )
    elif visible(kept.text) == text:
        raise ApplicationHandlerStop
    else:
        said = N_("Question No. {number} was changed; staff see it as it is now.")
        await _reword(context, question, kept, text)
    await say(update, context, Screen(context.t(said, number=question.id)))
    raise ApplicationHandlerStop


async def _reword(context: Context, question: Question, kept: messages.Message, text: str) -> None:
    values: dict[str, Any] = {"edited_at": context.services.clock(), "folded": None}
    if kept.kind == "question":
        values["text"] = text
    if danger_of(text) is not None:
        values["urgent"] = True
    async with context.services.database.begin() as tx:
        await messages.update(tx, kept.id, text=escape(text, quote=False))
        await questions.touch(tx, question.id, **values)


HANDLERS: list[Handler] = [
    Button("myq", my_questions),
    Button("myq1", one_question),
    Button("myqw", withdraw),
    Button(RATE, rate, aside=True),
]
# Go before conversations and search.
FOLLOW_UPS = MessageHandler(NEW & filters.ChatType.PRIVATE & ~filters.COMMAND, followed)
CHANGES = MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE, changed)
