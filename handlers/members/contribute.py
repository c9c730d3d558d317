"""/contribute: what one offers to compatriots and looks for among them; one's own, each withdrawn in one tap.

Writing one is `contribute_form.py`, being introduced `contribute_notices.py`.
"""

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.errors import BotError
from bot.offers import introductions, lifecycle, wording
from bot.offers.kinds import Side
from bot.offers.lifecycle import State, Verb
from bot.text.translator import N_
from handlers.members.contribute_steps import reached_by
from handlers.page import Page
from handlers.routing import Button, Command, Handler, pressed, row_number
from handlers.screen import Screen, back, button, columns, here, main_menu, show
from storage.offers import drafts, offers
from storage.offers import introductions as introduction_rows
from storage.offers.introductions import Introduction
from storage.offers.offers import Offer

SIGN = "🤝"
ON_PAGE = 6
GONE = N_("There is no such offer of yours. Yours: /contribute")


async def contribute(update: Update, context: Context) -> None:
    member = context.member
    async with context.services.database.connect() as tx:
        mine = await offers.of_member(tx, member.id) if member else []
        draft = await drafts.get(tx, member.id) if member else None
    text = context.t(
        "🤝 <b>Contribute</b>\n\nOffer compatriots what you can do, or say what you are looking for: expertise, "
        "mentoring, teaching, investment, volunteering, an organisation, work.\n\nStaff look for those who fit each "
        "other. You are introduced to somebody only if both of you agree."
    )
    begin = [button(wording.said(context.translator, side), "cbn", side) for side in Side]
    go_on = [button("✏️ " + context.label("Go on with what you wrote"), "cbd")] if draft else []
    listed = [button(context.label("My offers: {number}", number=len(mine)), "cbm")] if mine else []
    await show(update, context, Screen(text, [go_on, begin, listed, [main_menu(context.translator)]]))


def mine_button(context: Context) -> InlineKeyboardButton:
    return button(context.label("My offers"), "cbm")


async def mine(update: Update, context: Context) -> None:
    member = context.member
    async with context.services.database.connect() as tx:
        every = await offers.of_member(tx, member.id) if member else []
    if not every:
        return await contribute(update, context)
    page = Page.of(pressed(update, 1)[0], len(every), ON_PAGE)
    listed = page.cut(every)
    head = context.t("<b>My offers</b>")
    lines = [wording.line(context.translator, offer) for offer in listed]
    opens = [button(str(offer.id), "cb1", offer.id) for offer in listed]
    rows = [
        *columns(opens, ON_PAGE),
        page.turns("cbm"),
        [back(context.translator, "cb"), main_menu(context.translator)],
    ]
    return await show(update, context, Screen("\n\n".join([head, *lines]), rows))


async def own(update: Update, context: Context) -> Offer:
    """The offer of the pressed button, if it is this member's."""
    offer = await context.read(offers.get, row_number(pressed(update, 1)[0]))
    if offer is None or context.member is None or offer.member_id != context.member.id:
        raise BotError(GONE)
    return offer


async def card(update: Update, context: Context) -> None:
    await _show(update, context, await own(update, context))


async def _show(update: Update, context: Context, offer: Offer, told: str = "") -> None:
    proposed = await context.read(introduction_rows.of_offer, offer.id)
    parts = [
        told,
        wording.head(context.translator, offer),
        wording.card(context.translator, offer),
        reached_by(context, offer),
        _ended(context, offer),
    ]
    rows = [
        *_asked(context, offer, proposed),
        *_ways(context, offer),
        [back(context.translator, "cbm"), main_menu(context.translator)],
    ]
    await show(update, context, Screen("\n\n".join(filter(None, parts)), rows))


def _ended(context: Context, offer: Offer) -> str:
    if State(offer.state) is State.OPEN:
        return ""
    days = context.services.config.retention.offers_days
    if State(offer.state) is State.PAUSED:
        return context.t(
            "Nobody said that it still holds, so staff do not see it now. After {days} days it is deleted.",
            days=days,
        )
    return context.t("Staff do not see it any more. After {days} days it is deleted.", days=days)


def _asked(context: Context, offer: Offer, proposed: list[Introduction]) -> list[list[InlineKeyboardButton]]:
    """Introductions that wait for this member's answer."""
    label = f"{SIGN} " + context.label("A proposed introduction")
    return [
        [button(label, "cbi", introduction.id)]
        for introduction in proposed
        if introductions.waits(introduction) and introduction.answer_of(offer.id) is None
    ]


def _ways(context: Context, offer: Offer) -> list[list[InlineKeyboardButton]]:
    holds = [button(context.label("Yes, it holds"), "cby", offer.id)]
    change = [button("✏️ " + context.label("Change"), "cbe", offer.id)]
    withdraw = [button("✖️ " + context.label("Withdraw"), "cbw", offer.id)]
    if lifecycle.may(Verb.WITHDRAW, offer):
        return [holds if State(offer.state) is State.PAUSED else [], [*change, *withdraw]]
    return [[button(context.label("Open again"), "cbo", offer.id)]]


def receipt(context: Context, offer: Offer, *, changed: bool = False) -> Screen:
    told = N_("Offer No. {number} was changed.") if changed else N_("Offer No. {number} was taken.")
    next_ = context.t(
        "When staff find somebody who fits, you are asked here first. You can change or withdraw it at any time."
    )
    rows = [
        [button(context.label("Open the offer"), "cb1", offer.id), mine_button(context)],
        [main_menu(context.translator)],
    ]
    return Screen(f"{context.t(told, number=offer.id)} {next_}", rows)


async def withdraw(update: Update, context: Context) -> None:
    """At one tap, with a way back."""
    offer = await own(update, context)
    await context.write(lifecycle.withdraw, offer.id, offer.member_id, context.services.clock())
    text = context.t(
        "Offer No. {number} was withdrawn. Staff do not see it any more, and nobody is introduced to you for it.",
        number=offer.id,
    )
    rows = [
        [button("↩️ " + context.label("Undo"), "cbo", offer.id), mine_button(context)],
        [main_menu(context.translator)],
    ]
    await show(update, context, Screen(text, rows))


async def reopen(update: Update, context: Context) -> None:
    offer = await own(update, context)
    await context.write(lifecycle.reopen, offer.id, offer.member_id, context.services.clock())
    await _show(update, context, await own(update, context))


async def holds(update: Update, context: Context) -> None:
    offer = await own(update, context)
    confirmed = await context.write(lifecycle.confirm, offer.id, offer.member_id, context.services.clock())
    thanks = context.t("Thank you. We will ask again in a year.") if confirmed else ""
    await _show(update, context, await own(update, context), thanks)


def pressed_message(update: Update) -> int | None:
    message = here(update) if update.callback_query else None
    return message.message_id if message else None


HANDLERS: list[Handler] = [
    Command("contribute", contribute),
    Button("cb", contribute),
    Button("cbm", mine),
    Button("cb1", card),
    Button("cbw", withdraw),
    Button("cbo", reopen),
    Button("cby", holds),
]
