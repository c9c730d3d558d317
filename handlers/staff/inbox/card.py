"""One question: its card, and what a tap does with it. Whoever comes second reads who was first."""

from datetime import datetime
from typing import Any

import structlog
from telegram import Message, Update
from telegram.error import BadRequest, TelegramError

from bot.broadcasts.quiet_hours import known_zone
from bot.context import Context, chat_of
from bot.errors import BotError
from bot.inbox import card as cards
from bot.inbox import lifecycle, office
from bot.inbox.cards import post_card, shown
from bot.inbox.lifecycle import State, state_of
from bot.text.translator import N_, Translator
from handlers.routing import answer, pressed, row_of
from handlers.screen import NO_PREVIEW, Screen, back, button, columns, here, say, show, under
from handlers.staff import access
from handlers.staff.access import name_of, user_of
from handlers.staff.inbox.filters import may_read_confidential
from handlers.staff.inbox.listing import line, opens
from storage.inbox import blocks, listing, messages, question_cards, questions, threads
from storage.inbox.questions import Question
from storage.members import members

log = structlog.get_logger()

GONE = N_("This question is no longer kept.")
HELD = N_("{name} is answering this question.")
SETTLED = N_("This question does not wait for an answer any more.")
FOR_OTHERS = N_("This question is confidential: only those whom the owners have named read it.")
CLOSED = N_(
    "Staff closed your question No. {number} without an answer. If you still need one, ask again: /ask"
)


async def get(context: Context, number: str) -> Question:
    """GoneError when it was forgotten meanwhile: nothing typed is awaited for it any longer."""
    return await row_of(context, questions.get, number, GONE)


async def pressed_one(update: Update, context: Context) -> Question:
    """The question of the pressed button; BotError where it is confidential and for others."""
    question = await get(context, pressed(update, 1)[0])
    if question.confidential and not await may_read_confidential(update, context):
        raise BotError(FOR_OTHERS)
    return question


async def opened(update: Update, context: Context) -> None:
    """As a new message: a question that stood in a digest."""
    question = await pressed_one(update, context)
    services = context.services
    if laid := await post_card(context.bot, services, chat_of(update), question):
        async with services.database.begin() as tx:
            await question_cards.carded(tx, question.id, [laid], services.clock(), question.changes)
            thread = await threads.get(tx, question.id, chat_of(update))
        if thread is not None:
            await answer(
                update, context, context.label("Its card is in the question's own topic of this group.")
            )


async def to_me(update: Update, context: Context) -> None:
    """The whole card in the presser's private chat, where there is room to type."""
    question, services = await pressed_one(update, context), context.services
    laid = await post_card(context.bot, services, user_of(update), question)
    if laid is None:
        raise BotError(N_("Write /start to me in our private chat first."))
    await context.write(question_cards.lay, *laid, question.id, question.changes)


async def card(update: Update, context: Context) -> None:
    """In place of what was pressed."""
    await show_card(update, context, await pressed_one(update, context))


async def show_card(update: Update, context: Context, question: Question) -> None:
    """Shows it, and keeps where it lies: a reply to it is an answer, and what becomes of it is seen there."""
    services, chat = context.services, chat_of(update)
    content = await context.read(cards.read, question)
    text, buttons = shown(services, context.translator, content, chat)
    screen = Screen(text, buttons.inline_keyboard)
    message = here(update) if update.callback_query else None
    if message:
        await show(update, context, screen)
    else:
        message = await say(update, context, screen)
    await context.write(question_cards.lay, chat, message.message_id, question.id, question.changes)


async def take(update: Update, context: Context) -> None:
    question, services = await pressed_one(update, context), context.services
    taken = await context.write(
        lifecycle.take, question.id, user_of(update), name_of(update), services.clock()
    )
    await show_card(update, context, taken or await refused(context, question))


async def give_back(update: Update, context: Context) -> None:
    question = await pressed_one(update, context)
    given = await context.write(lifecycle.give_back, question.id, user_of(update))
    await show_card(update, context, given or await refused(context, question))


async def refused(context: Context, question: Question) -> Question:
    """Says who was quicker, or with what; the question as it is now when there is nothing to say."""
    now = await get(context, str(question.id))
    if state_of(now) is not State.OPEN:
        raise BotError(SETTLED)
    if now.taken_by is not None:
        raise BotError(HELD, name=now.taken_name or str(now.taken_by))
    return now


async def close(update: Update, context: Context) -> None:
    """Asks whether the member shall hear of it, unless they have an answer."""
    question, (_, told) = await pressed_one(update, context), pressed(update, 2)
    if state_of(question) is State.OPEN and not told:
        text = context.t("Close question No. {number} without an answer?", number=question.id)
        ways = [
            [button(context.label("Close and tell the member"), "qclose", question.id, 1)],
            [button(context.label("Close silently"), "qclose", question.id, 0)],
            [back(context.translator, "qc", question.id)],
        ]
        return await show(update, context, Screen(text, ways))
    services = context.services
    async with services.database.begin() as tx:
        closed = await lifecycle.close(tx, question.id, user_of(update), services.clock())
        if closed:
            await access.note(tx, update, context, "question.closed", question.id)
    if closed and told == "1":
        await tell_member(context, closed, CLOSED)
    return await show_card(update, context, closed or await refused(context, question))


async def reopen(update: Update, context: Context) -> None:
    question, services = await pressed_one(update, context), context.services
    async with services.database.begin() as tx:
        promised = await office.promise(tx, services.config, question.body, services.clock())
        opened = await lifecycle.reopen(tx, question.id, promised)
        if opened:
            await access.note(tx, update, context, "question.reopened", question.id)
    await show_card(update, context, opened or await get(context, str(question.id)))


async def unblock(update: Update, context: Context) -> None:
    question = await pressed_one(update, context)
    async with context.services.database.begin() as tx:
        if await blocks.unblock(tx, question.chat_id):
            await access.note(tx, update, context, "member.unblocked", question.id)
    await show_card(update, context, question)


async def tell_member(context: Context, question: Question, msgid: str, **places: Any) -> None:
    """In the member's own words, moments by their clock; whoever cannot be reached is not told."""
    services = context.services
    member = await context.read(members.by_chat, question.chat_id)
    translator = Translator.of(services.catalogs, question.language, member.script if member else "cyrl")
    zone = known_zone(member.timezone if member else None) or services.config.locale.zone
    said = {
        name: translator.words.time(place, zone) if isinstance(place, datetime) else place
        for name, place in places.items()
    }
    text = translator.t(msgid, number=question.id, **said)
    try:
        await context.bot.send_message(question.chat_id, text, link_preview_options=NO_PREVIEW)
    except TelegramError as refusal:
        log.info("a member could not be told of their question", reason=type(refusal).__name__)


async def files(update: Update, context: Context) -> None:
    """What the member sent with it, below the card."""
    question = await pressed_one(update, context)
    sent = await context.read(messages.files, question.id)
    message = here(update)
    replied = under(message.message_id) if message else None
    lost = 0
    for file in sent:
        try:
            copy = await context.bot.copy_message(
                chat_of(update), file.chat_id, file.message_id, reply_parameters=replied
            )
        except BadRequest as refusal:
            log.info("a member's file is no longer there", reason=type(refusal).__name__)
            lost += 1
            continue
        await context.write(question_cards.lay, chat_of(update), copy.message_id, question.id)
    if lost:
        text = context.tn(
            "{n} file was deleted by the member.", "{n} files were deleted by the member.", lost
        )
        await say(update, context, Screen(text))


async def earlier(update: Update, context: Context) -> None:
    """What the same member asked before, without who that is."""
    question = await pressed_one(update, context)
    before = await context.read(listing.earlier, question, cards.EARLIER_MOST)
    text = context.t("🕘 <b>The same member asked before</b>")
    lines = [text, *(line(update, context, asked) for asked in before)]
    ways = [*columns([opens(asked) for asked in before], 3), [back(context.translator, "qc", question.id)]]
    await lifted(update, context)
    await show(update, context, Screen("\n\n".join(lines), ways))


async def lifted(update: Update, context: Context) -> Message | None:
    """The pressed message shows no question's card any more."""
    message = here(update)
    if update.callback_query and message:
        await context.write(question_cards.lift, chat_of(update), message.message_id)
    return message
