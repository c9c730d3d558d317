"""What the member of an offer hears by itself, and answers: a proposed introduction, who they met, that it came to
nothing, whether the offer still holds, that it was paused.

1. `bot/offers` writes a row for each (`storage/offers/notices.py`), `bot/offers/notice.py` says what becomes of it.
2. They are brought as all notices (`handlers/notices.py`), behind broadcasts.
Names are not kept: the one of whoever said yes is asked of Telegram when both have.
"""

from functools import partial
from html import escape
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.broadcasts.quiet_hours import QuietHours
from bot.broadcasts.turn import Now
from bot.context import Context
from bot.delivery.pace import Lane
from bot.errors import BotError
from bot.offers import introductions, wording
from bot.offers.introductions import State
from bot.offers.notice import decide
from bot.services import Services
from bot.text.translator import N_, Translator
from handlers import notices as queue
from handlers.members.contribute import mine_button
from handlers.routing import Button, Handler, pressed, row_number
from handlers.screen import Screen, button, main_menu, send, show
from storage.members import members
from storage.members.members import Member
from storage.offers import introductions as introduction_rows
from storage.offers import notices, offers
from storage.offers.introductions import Introduction
from storage.offers.notices import Kind, Notice
from storage.offers.offers import Offer

log = structlog.get_logger()

EVERY = 5.0  # seconds between looks
OVER = N_("This introduction is over.")
TOLD = {
    State.ASKED: N_("Do you agree to be introduced?"),
    State.HALF: N_("You said yes. When the other side has answered, you hear of it here."),
    State.MET: N_("Both of you have said yes. The name and contact come in a message of their own."),
    State.DECLINED: N_("This introduction did not come about."),
    State.LAPSED: N_("This introduction did not come about."),
    State.ENDED: N_("This introduction did not come about."),
    State.CANCELED: N_("This introduction did not come about."),
}


async def bring(bot: ExtBot[Any], services: Services) -> None:
    await queue.bring(services, notices.QUEUE, partial(_bring, bot, services))


async def _bring(bot: ExtBot[Any], services: Services, notice: Notice) -> None:
    async with services.database.connect() as tx:
        offer = await offers.get(tx, notice.offer_id)
        member = await members.get(tx, offer.member_id) if offer else None
        introduction = await introduction_rows.get(tx, notice.introduction_id)
        other = await offers.get(tx, introduction.other(notice.offer_id)) if introduction else None
        met = await members.get(tx, other.member_id) if other else None
    if (
        offer is None or member is None
    ):  # forgotten, and the notice with them, or to be: claimed again after a while
        return None
    quiet = QuietHours.of(services.config.delivery)
    turn = decide(notice, offer, introduction, member, services.clock(), quiet)
    if not isinstance(turn, Now):
        return await queue.not_now(services, notices.QUEUE, notice, turn)
    translator = Translator.of(services.catalogs, member.language, member.script)
    kind = Kind(notice.kind)
    if kind in OF_THE_OFFER:
        screen = OF_THE_OFFER[kind](translator, offer)
    elif introduction is None or other is None or met is None:  # the other side is to be forgotten
        return None
    else:
        name = await named(bot, translator, met) if kind is Kind.MET else None
        screen = (
            _met(translator, offer, other, *name) if name else _ask(translator, introduction, offer, other)
        )
    bringing = partial(send, bot, member.chat_id, screen, Lane.BACKGROUND)
    return await queue.deliver(services, notices.QUEUE, notice, bringing)


async def named(bot: ExtBot[Any], translator: Translator, member: Member) -> tuple[str, str]:
    """What Telegram calls them today, and the address at which Telegram opens a chat with them."""
    try:
        chat = await bot.get_chat(member.chat_id)
    except (BadRequest, Forbidden) as refusal:
        log.info("somebody who was introduced is not to be found", reason=type(refusal).__name__)
        return translator.label("no name in Telegram"), ""
    name = " ".join(filter(None, [chat.first_name, chat.last_name]))
    return name, f"https://t.me/{chat.username}" if chat.username else f"tg://user?id={member.chat_id}"


def _met(translator: Translator, offer: Offer, other: Offer, name: str, address: str) -> Screen:
    """Who it is and how to reach them."""
    shown = escape(name, quote=False)
    linked = f'<a href="{escape(address)}">{shown}</a>' if address else shown
    head = translator.t(
        "🤝 <b>Both of you said yes: you are introduced.</b> It is about your offer No. {number}.",
        number=offer.id,
    )
    lines = [head, f"👤 {linked}"]
    if address.startswith("https://"):
        lines.append(escape(address, quote=False))
    if other.contact:
        lines.append(f"☎️ {escape(other.contact, quote=False)}")
    note = translator.t(
        "Write first, and say what it is about. Please send no money or documents to people you do not know."
    )
    text = "\n\n".join(["\n".join(lines), wording.card(translator, other), note])
    return Screen(text, [[_open(translator, offer)]])


def _ask(translator: Translator, introduction: Introduction, offer: Offer, other: Offer) -> Screen:
    """What the other side wrote, without who it is; the two answers."""
    state = State(introduction.state)
    own = introduction.answer_of(offer.id)
    told = TOLD[State.ASKED] if state is State.HALF and own is None else TOLD[state]
    head = translator.t(
        "🤝 <b>A proposed introduction</b>, to your offer No. {number}. The other side wrote:",
        number=offer.id,
    )
    if offer.contact:
        passed = translator.t(
            "If both of you say yes, the other side gets your name in Telegram and: {contact}",
            contact=offer.contact,
        )
    else:
        passed = translator.t("If both of you say yes, the other side gets your name in Telegram.")
    yes = [button(translator.label("Yes, introduce us"), "cbiy", introduction.id)]
    no = [button(translator.label("No, thank you"), "cbin", introduction.id)]
    back = [button(translator.label("Take my yes back"), "cbin", introduction.id)]
    waits = introductions.waits(introduction)
    rows = [[*yes, *no] if own is None else back] if waits else []
    parts = [head, wording.card(translator, other), passed if waits else "", translator.t(told)]
    return Screen("\n\n".join(filter(None, parts)), [*rows, [_open(translator, offer)]])


def _off(translator: Translator, offer: Offer) -> Screen:
    text = translator.t(
        "The introduction to your offer No. {number} did not come about. Your offer stays open; staff go on looking.",
        number=offer.id,
    )
    return Screen(text, [[_open(translator, offer)]])


def _renew(translator: Translator, offer: Offer) -> Screen:
    head = translator.t("Once a year we ask: does your offer No. {number} still hold?", number=offer.id)
    return Screen(f"{head}\n\n{wording.card(translator, offer)}", _answers(translator, offer))


def _paused(translator: Translator, offer: Offer) -> Screen:
    text = translator.t(
        "We asked whether your offer No. {number} still holds and got no answer, so it is paused: staff do not see it. "
        "One tap opens it again.",
        number=offer.id,
    )
    return Screen(text, _answers(translator, offer))


def _answers(translator: Translator, offer: Offer) -> list[list[InlineKeyboardButton]]:
    return [
        [button(translator.label("Yes, it holds"), "cby", offer.id)],
        [
            button("✏️ " + translator.label("Change"), "cbe", offer.id),
            button("✖️ " + translator.label("Withdraw"), "cbw", offer.id),
        ],
    ]


def _open(translator: Translator, offer: Offer) -> InlineKeyboardButton:
    return button(translator.label("Open the offer"), "cb1", offer.id)


# Notices that need nothing but the offer they are about.
OF_THE_OFFER = {Kind.OFF: _off, Kind.RENEW: _renew, Kind.PAUSED: _paused}


async def _own(tx: AsyncConnection, update: Update, context: Context) -> tuple[Introduction, Offer, Offer]:
    """The introduction of the pressed button, the reader's own offer in it, and the other."""
    introduction = await introduction_rows.get(tx, row_number(pressed(update, 1)[0]))
    if introduction is not None and context.member is not None:
        pair = [await offers.get(tx, number) for number in (introduction.seek_id, introduction.give_id)]
        for own, other in (pair, pair[::-1]):
            if own and other and own.member_id == context.member.id:
                return introduction, own, other
    raise BotError(OVER)


async def shown(update: Update, context: Context) -> None:
    introduction, own, other = await context.read(_own, update, context)
    await show(update, context, _ask(context.translator, introduction, own, other))


async def agree(update: Update, context: Context) -> None:
    await _answered(update, context, agrees=True)


async def decline(update: Update, context: Context) -> None:
    await _answered(update, context, agrees=False)


async def _answered(update: Update, context: Context, *, agrees: bool) -> None:
    """Kept, then shown; pressed again, or after it is over, it is shown as it stands."""
    async with context.services.database.begin() as tx:
        introduction, own, other = await _own(tx, update, context)
        kept = await introductions.answer(tx, introduction.id, own, context.services.clock(), agrees=agrees)
        introduction = kept or await introduction_rows.get(tx, introduction.id) or introduction
    if kept is not None and not agrees:
        text = context.t(
            "You said no. The other side hears that it did not come about, without your name or reason. Your offer "
            "stays open."
        )
        ways = [mine_button(context), main_menu(context.translator)]
        return await show(update, context, Screen(text, [ways]))
    return await show(update, context, _ask(context.translator, introduction, own, other))


HANDLERS: list[Handler] = [
    Button("cbi", shown),
    Button("cbiy", agree),
    Button("cbin", decline),
]
