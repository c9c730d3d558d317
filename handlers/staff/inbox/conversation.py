"""Whatever staff type at /inbox: words to search for, an answer, a note, a reason, stock answers."""

from html import escape
from typing import Final, Literal

from telegram import Update

from bot.context import Context, chat_of
from bot.inbox import lifecycle
from bot.inbox.answers import QUOTED
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.routing import typed_text
from handlers.screen import Screen, back, say, show
from handlers.staff import access
from handlers.staff.access import name_of, staff_button, staff_command, staff_typed, user_of
from handlers.staff.inbox import card, filters, like, listing, passing, replies, stock
from handlers.staff.inbox.card import get, pressed_one, refused, show_card, tell_member
from storage.inbox import blocks, messages, questions
from storage.inbox.questions import Question

ANSWER: Final = "answer"
NOTE: Final = "note"
REASON: Final = "reason"
REASON_MOST = 300
NOTE_MOST = 1000
BLOCKED = N_("Staff take no questions from you any more. Reason: {reason}")


async def begin_answer(update: Update, context: Context) -> Literal["answer"]:
    """Takes the question, so that colleagues see it, and waits for the answer."""
    question, services = await pressed_one(update, context), context.services
    taken = await context.write(
        lifecycle.take, question.id, user_of(update), name_of(update), services.clock()
    )
    question = taken or await refused(context, question)
    text = context.t(
        "Question No. {number}:\n<blockquote>{text}</blockquote>\nSend the answer: words, a picture, a file, a voice "
        "message or an album. It goes to the member at once.",
        number=question.id,
        text=question.text[:QUOTED],
    )
    await _ask(update, context, question, text)
    return ANSWER


async def begin_note(update: Update, context: Context) -> Literal["note"]:
    question = await pressed_one(update, context)
    text = context.t("Write a note on question No. {number}; only staff see it.", number=question.id)
    await _ask(update, context, question, text)
    return NOTE


async def begin_block(update: Update, context: Context) -> Literal["reason"]:
    question = await pressed_one(update, context)
    text = context.t(
        "No more questions from this member will be taken. Write the reason; the member will read it. "
        "Help in danger stays open to everybody."
    )
    await _ask(update, context, question, text)
    return REASON


async def _ask(update: Update, context: Context, question: Question, text: str) -> None:
    context.typed = {"question": question.id}
    await card.lifted(update, context)
    await show(update, context, Screen(text, [[back(context.translator, "qc", question.id)]]))


async def answer(update: Update, context: Context) -> Literal["end"]:
    """In words, pictures, files or voice; more pictures of the same album follow by themselves."""
    await replies.answer(update, context, await get(context, str(context.typed["question"])))
    return END


async def note(update: Update, context: Context) -> Literal["end"] | None:
    message, services = update.message, context.services
    text = typed_text(update)
    if message is None or not text:
        await _in_words(update, context)
        return None
    question = await get(context, str(context.typed["question"]))
    author = {"author_id": user_of(update), "author_name": name_of(update)}
    origin = {"chat_id": chat_of(update), "origin_id": message.message_id}
    async with services.database.begin() as tx:
        written = escape(text, quote=False)
        await messages.add(tx, question.id, "note", written, services.clock(), **author, **origin)
        await questions.touch(tx, question.id)
    await show_card(update, context, question)
    return END


async def reason(update: Update, context: Context) -> Literal["end"] | None:
    services, text = context.services, typed_text(update)
    if not text:
        await _in_words(update, context)
        return None
    question, now = await get(context, str(context.typed["question"])), services.clock()
    async with services.database.begin() as tx:
        await blocks.block(tx, question.chat_id, text, user_of(update), now)
        if blocked := await lifecycle.block(tx, question.id, now):
            question = blocked
            await access.note(tx, update, context, "member.blocked", question.id)  # without why: see /forget
    await tell_member(context, question, BLOCKED, reason=text)
    await show_card(update, context, question)
    return END


async def _in_words(update: Update, context: Context) -> None:
    await say(update, context, Screen(context.t("Please write it in words.")))


PERMITTED: Final = Action.ANSWER_QUESTIONS
CONVERSATION = Conversation(
    "inbox",
    entry_points=[
        staff_command("inbox", PERMITTED, listing.inbox),
        staff_button("in", PERMITTED, listing.inbox),
        staff_button("inc", PERMITTED, filters.choose_country),
        staff_button("ink", PERMITTED, filters.choose_category),
        staff_button("qans", PERMITTED, begin_answer),
        staff_button("qnote", PERMITTED, begin_note),
        staff_button("qblock", PERMITTED, begin_block),
        staff_button("sknew", PERMITTED, stock.begin),
        staff_button("sked", PERMITTED, stock.edit),
        staff_button("sk2", PERMITTED, stock.chosen),
    ],
    states={
        filters.SEARCH: [staff_typed(PERMITTED, listing.search)],
        ANSWER: [staff_typed(PERMITTED, answer)],
        NOTE: [staff_typed(PERMITTED, note, longest=NOTE_MOST)],
        REASON: [staff_typed(PERMITTED, reason, longest=REASON_MOST)],
        stock.TITLE: [staff_typed(PERMITTED, stock.title, longest=stock.TITLE_MOST)],
        stock.TEXT: [staff_typed(PERMITTED, stock.text)],
        stock.PLACES: [staff_typed(PERMITTED, stock.fill)],
    },
    exits=[
        staff_button("qc", PERMITTED, card.card),
        staff_button("sk", PERMITTED, stock.listing),
        staff_button("sk1", PERMITTED, stock.shown),
        staff_button("skdel", PERMITTED, stock.delete),
        staff_button("qstock", PERMITTED, stock.choose),
    ],
    canceled=N_("You left the inbox. An answer or a note that was begun was not sent: /inbox"),
)
HANDLERS = [
    staff_button("q", PERMITTED, card.opened, aside=True),
    staff_button("qmine", PERMITTED, card.to_me, aside=True),
    staff_button("qtake", PERMITTED, card.take, aside=True),
    staff_button("qback", PERMITTED, card.give_back, aside=True),
    staff_button("qclose", PERMITTED, card.close, aside=True),
    staff_button("qopen", PERMITTED, card.reopen, aside=True),
    staff_button("qunb", PERMITTED, card.unblock, aside=True),
    staff_button("qfiles", PERMITTED, card.files, aside=True),
    staff_button("qearly", PERMITTED, card.earlier, aside=True),
    staff_button("qpass", PERMITTED, passing.choose, aside=True),
    staff_button("qbody", PERMITTED, passing.to_body, aside=True),
    staff_button("qgive", PERMITTED, passing.to_colleague, aside=True),
    staff_button("qlike", PERMITTED, like.listed, aside=True),
    staff_button("qsame", PERMITTED, like.send_same, aside=True),
    staff_button("qsend", PERMITTED, replies.send_kept, aside=True),
    staff_button("qforce", PERMITTED, replies.force, aside=True),
]
