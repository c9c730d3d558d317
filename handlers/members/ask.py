"""A question to a person: typed or carried over from an answer, confirmed and kept (`bot/inbox` goes on)."""

from dataclasses import replace
from typing import Final, Literal

from telegram import Message, Update
from telegram.ext import filters

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.faq.danger import danger_of
from bot.inbox import bodies
from bot.inbox.media import kind_of
from bot.text.translator import N_
from handlers.conversation import END, Conversation, command, end
from handlers.members import danger
from handlers.members.card import replied_text
from handlers.members.filing import BEFORE, BLOCKED, CUT, check_room, file, shortened, words
from handlers.members.membership import begin
from handlers.members.questions import my_questions_button, receipt
from handlers.members.unsent import SKIP, Unsent, cancel_button, category_screen, screen
from handlers.routing import PRIVATE, Button, Command, Edited, Typed, pressed, typed_text
from handlers.screen import Screen, button, here, main_menu, place, say, show, show_in, written_by_them
from storage.inbox import blocks, question_drafts
from storage.inbox import questions as rows

FILES_MOST = 10  # of one question
PASSED = ("photo", "document", "video", "voice", "audio", "video_note")  # kinds of files staff are sent
QUESTION: Final = "question"
CONFIRM: Final = "confirm"
FROM_GROUP = PRIVATE & filters.Regex(r"^/start(@\w+)? ask$")  # what a link into the private chat makes of it


async def ask(update: Update, context: Context) -> Literal["question", "confirm"]:
    """Asks for the question, unless a button carries it over from what was typed before, /ask brings it along, or one
    was written and not sent."""
    async with context.services.database.connect() as tx:
        if reason := await blocks.reason(tx, chat_of(update)):
            raise BotError(BLOCKED, reason=reason)
        await check_room(tx, chat_of(update), context.services.clock())
        draft = await question_drafts.get(tx, chat_of(update))
        asked = await rows.of_chat(tx, chat_of(update))
    if carried := _carried(update):
        return await _confirm(update, context, carried)
    if draft:
        return await _confirm(update, context, Unsent.of(draft), again=True)
    text = context.t(
        "Write your question in one message; a picture, a file or a voice message may come with it. "
        "Please leave out document numbers; staff will not need them."
    )
    mine = [my_questions_button(context.translator)] if asked else []
    await show(update, context, Screen(text, [mine, [cancel_button(context)]]))
    return QUESTION


def _carried(update: Update) -> Unsent | None:
    """What was written before, with its file and the message it stands in, so that an edit of it follows."""
    if pressed(update, 1) == ["c"]:
        original, text = written_by_them(update), replied_text(update)
        carried = Unsent(shortened(text), original.message_id if original and text else None)
        if original and (kind := kind_of(original)) in PASSED:
            carried = carried.with_file(original.message_id, kind)
        return carried if carried.written() else None
    said = update.message if command(update) == "ask" and BEFORE.match(typed_text(update)) else None
    return Unsent(words(said), said.message_id) if said else None


async def ask_linked(update: Update, context: Context) -> Literal["question", "confirm"]:
    """From a group, where questions to staff are not taken, by a link into the private chat."""
    await begin(update, context)
    return await ask(update, context)


async def unsent(update: Update, context: Context) -> Literal["confirm"]:
    """Begun again, while a question waits to be sent: that one is shown, not forgotten."""
    return await _confirm(update, context, _carried(update) or Unsent.of(context.typed))


async def question(update: Update, context: Context) -> Literal["confirm"] | None:
    """The question; typed again before sending, its better wording. Files are added to it, and what is written under
    them."""
    message = update.message
    assert message is not None
    kind, typed = kind_of(message), Unsent.of(context.typed)
    if kind in PASSED and len(typed.files) >= FILES_MOST and (message.message_id, kind) not in typed.files:
        text = context.t("{most} files are as many as a question can have.", most=FILES_MOST)
        await say(update, context, Screen(text))
        return None
    if kind not in PASSED and not message.text:
        hint = context.t("Staff can be sent words, pictures, files, videos and voice messages.")
        await say(update, context, Screen(hint, [[cancel_button(context)]]))
        return None
    if kind in PASSED:
        typed = typed.with_file(message.message_id, kind)
    if (text := typed_text(update)) and not _rest(message, typed):
        typed = typed.under_a_file(text) if kind in PASSED and typed.text else typed.worded(message)
    more = message.media_group_id is not None and message.media_group_id == typed.album
    return await _confirm(update, context, replace(typed, album=message.media_group_id), more=more)


def _rest(message: Message, typed: Unsent) -> bool:
    """Whether this is the rest of a long text, which Telegram cuts into messages that follow each other at once."""
    return typed.text.endswith(CUT) and message.message_id - 1 == typed.origin


async def reworded(update: Update, context: Context) -> Literal["confirm"] | None:
    message, typed = update.edited_message, Unsent.of(context.typed)
    if message is None or message.message_id != typed.origin:
        return None
    return await _confirm(update, context, typed.worded(message), more=True)


async def without_files(update: Update, context: Context) -> Literal["confirm", "question"]:
    typed = replace(Unsent.of(context.typed), files=(), album=None)
    if typed.text:
        return await _confirm(update, context, typed)
    context.typed = {}
    return await ask_anew(update, context)


async def toggle_name(update: Update, context: Context) -> Literal["confirm"]:
    typed = Unsent.of(context.typed)
    return await _confirm(update, context, replace(typed, named=not typed.named))


async def toggle_confidential(update: Update, context: Context) -> Literal["confirm"]:
    typed = Unsent.of(context.typed)
    return await _confirm(update, context, replace(typed, confidential=not typed.confidential))


async def choose_category(update: Update, context: Context) -> Literal["confirm"]:
    """What it is about, of a list; pressed with one, keeps it, and skipped, leaves it to be guessed."""
    [chosen], typed = pressed(update, 1), Unsent.of(context.typed)
    if chosen in context.library.categories or chosen == SKIP:
        return await _confirm(update, context, replace(typed, category=None if chosen == SKIP else chosen))
    await show(update, context, category_screen(context, typed))
    return CONFIRM


async def ask_anew(update: Update, context: Context) -> Literal["question"]:
    """Nothing of it is left."""
    await context.write(question_drafts.drop, chat_of(update))
    await show(update, context, Screen(context.t("Write your question."), [[cancel_button(context)]]))
    return QUESTION


async def _confirm(
    update: Update, context: Context, typed: Unsent, *, again: bool = False, more: bool = False
) -> Literal["confirm"]:
    """Shows what will be sent, and an entry that may answer it at once; kept as a draft until it is sent or canceled.
    `more`: the screen that stands there shows more now."""
    shown_now = await screen(context, typed, _name_of(update), again=again)
    shown = typed.screen if more and await show_in(update, context, shown_now, typed.screen) else None
    if shown is None and update.callback_query:
        await show(update, context, shown_now)
        shown = _pressed_message(update)
    elif shown is None:
        shown = (await say(update, context, shown_now)).message_id
    context.typed = replace(typed, screen=shown).kept()
    await context.write(question_drafts.put, chat_of(update), context.typed, context.services.clock())
    return CONFIRM


def _pressed_message(update: Update) -> int | None:
    message = here(update)
    return message.message_id if message else None


def _name_of(update: Update) -> str:
    """As Telegram has it now."""
    return update.effective_user.full_name if update.effective_user else ""


async def emergency(update: Update, context: Context) -> None:
    [kind] = pressed(update, 1)
    country = context.country
    await say(update, context, danger.screen(context, context.translator, danger.kind_of(kind), country))


async def send(update: Update, context: Context) -> Literal["end"]:
    """Kept first, then said to be taken, then shown to staff. The message with the button becomes the receipt."""
    member, services, typed = context.member, context.services, Unsent.of(context.typed)
    country, urgent = member.country if member else None, danger_of(typed.text) is not None
    plain = not (urgent or typed.confidential)
    about = (typed.text, context.language, typed.category)
    body = await bodies.answering(services, *about) if plain else None
    async with services.database.begin() as tx:
        number = await file(
            tx,
            update,
            context,
            typed.text,
            context.language,
            country,
            urgent=urgent,
            written=typed.written(),
            confidential=typed.confidential,
            name=_name_of(update) if typed.named else None,
            category=typed.category,
            body=body,
        )
        await rows.receipt(tx, number, _pressed_message(update))
        await question_drafts.drop(tx, chat_of(update))
        question = await rows.get(tx, number)
        await end(tx, context)
    assert question is not None
    told = await place(update, context, await receipt(context, question))
    if told.message_id != _pressed_message(update):  # said anew: a reply to it goes on with the question
        await context.write(rows.receipt, number, told.message_id)
    return END


async def settled(update: Update, context: Context) -> None:
    """Pressed again: the receipt stays. Another button whose question was sent or canceled says so."""
    sent = await context.read(rows.by_receipt, chat_of(update), _pressed_message(update) or 0)
    if (
        sent is None and context.session.in_words
    ):  # its receipt stands below the screen whose button was typed
        sent = next(reversed(await context.read(rows.of_chat, chat_of(update))), None)
    if sent is not None:
        return await show(update, context, await receipt(context, sent))
    text = context.t("This question was already sent or canceled. To ask another, press the button.")
    ways = [button(context.label("Ask a person"), "ask"), main_menu(context.translator)]
    return await show(update, context, Screen(text, [ways]))


async def cancel(update: Update, context: Context) -> None:
    """Its draft goes, too: that was the wish."""
    await context.write(question_drafts.drop, chat_of(update))
    text = context.t("Your question was not sent. You can ask again any time.")
    await show(update, context, Screen(text, [[main_menu(context.translator)]]))


CONVERSATION = Conversation(
    "ask",
    entry_points=[Command("ask", ask), Command("start", ask_linked, FROM_GROUP), Button("ask", ask)],
    states={
        QUESTION: [Typed(question)],
        CONFIRM: [
            Button("askyes", send),
            Button("asksos", emergency),
            Button("asknof", without_files),
            Button("askname", toggle_name),
            Button("askconf", toggle_confidential),
            Button("askcat", choose_category),
            Edited(reworded),
            Command("ask", unsent),
            Command("start", unsent, FROM_GROUP),
            Button("ask", unsent),
            Typed(question),
        ],
    },
    exits=[Button("askno", cancel)],
    fallbacks=[Button("askyes", settled)],
    canceled=N_("Your question was not sent. If you wrote it already, it is kept: /ask shows it again."),
)
