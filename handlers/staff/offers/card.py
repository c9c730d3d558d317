"""One offer as staff see it: the whole of it but who it is, what fits it and why, and its introductions."""

import asyncio

from telegram import Update

from bot.context import Context
from bot.offers import introductions, wording
from bot.offers.introductions import State
from bot.offers.kinds import Kind, Side, related
from bot.offers.lifecycle import State as OfferState
from bot.offers.matching import Match, Reason, matches
from bot.text.translator import N_
from handlers.page import Page
from handlers.routing import pressed, row_of
from handlers.screen import Screen, back, button, columns, show
from handlers.staff.offers.listing import all_offers
from storage.members import members
from storage.offers import introductions as introduction_rows
from storage.offers import offers
from storage.offers.introductions import Introduction
from storage.offers.offers import Offer

COMPARED_MOST = 2000  # offers of the other side, those confirmed last
ON_PAGE = 5
GONE = N_("There is no such offer any more. The others: /offers")
REASONS = {
    Reason.KIND: N_("the same kind"),
    Reason.RELATED: N_("a kind that may serve"),
    Reason.FIELD: N_("the same field"),
    Reason.CITY: N_("the same city"),
    Reason.COUNTRY: N_("the same country"),
    Reason.AFAR: N_("works from afar"),
    Reason.LANGUAGE: N_("a common language"),
    Reason.WORDS: N_("common words"),
}
STATES = {
    State.ASKED: N_("both were asked"),
    State.HALF: N_("one said yes"),
    State.MET: N_("introduced"),
    State.DECLINED: N_("declined"),
    State.LAPSED: N_("not answered in time"),
    State.ENDED: N_("ended, an offer changed"),
    State.CANCELED: N_("taken back by staff"),
}
SIGNS = {State.ASKED: "⏳", State.HALF: "⏳", State.MET: "🤝"}


async def opened(context: Context, number: str) -> Offer:
    """The offer of this number; GoneError when it is no longer kept."""
    return await row_of(context, offers.get, number, GONE)


async def fitting(context: Context, offer: Offer) -> list[Match]:
    """Open offers of the other side that fit and may be brought together with it, the best first."""
    async with context.services.database.connect() as tx:
        others = await offers.opposite(tx, offer, related(Kind(offer.kind)), COMPARED_MOST)
        earlier = await introduction_rows.of_offer(tx, offer.id)
    taken = {each.other(offer.id) for each in earlier if not introductions.may_propose(each)}
    free = [other for other in others if other.id not in taken]
    return await asyncio.to_thread(matches, offer, free)  # the words of each are compared


async def card(update: Update, context: Context) -> None:
    offer = await opened(context, pressed(update, 1)[0])
    is_open = OfferState(offer.state) is OfferState.OPEN
    fits = await fitting(context, offer) if is_open else []
    async with context.services.database.connect() as tx:
        proposed = await introduction_rows.of_offer(tx, offer.id)
        member = await members.get(tx, offer.member_id)
    gone = member is None or member.blocked_at is not None
    parts = [
        wording.head(context.translator, offer),
        wording.card(context.translator, offer),
        _confirmed(context, offer),
        context.t("⚠️ Its member has blocked the bot, so nobody can ask them now.") if gone else "",
        "\n".join(line(context, each, offer.id) for each in proposed[:ON_PAGE]),
        count(context, offer, len(fits)) if is_open else "",
    ]
    label = context.label("What fits: {number}", number=len(fits))
    taken_back = [
        button("✖️ " + context.label("Take back: No. {number}", number=each.other(offer.id)), "ofx", each.id)
        for each in proposed
        if introductions.waits(each)
    ]
    rows = [
        [button("🔗 " + label, "ofm", offer.id, 0)] if fits else [],
        *columns(taken_back),
        [all_offers(context)],
    ]
    await show(update, context, Screen("\n\n".join(filter(None, parts)), rows))


def _confirmed(context: Context, offer: Offer) -> str:
    assert offer.confirmed_at is not None
    return context.t(
        "Confirmed by its member on {date}", date=context.translator.words.date(offer.confirmed_at)
    )


def count(context: Context, offer: Offer, number: int) -> str:
    """ "3 offers fit this request"."""
    if Side(offer.side) is Side.SEEK:
        return context.tn("{n} offer fits this request.", "{n} offers fit this request.", number)
    return context.tn("{n} request fits this offer.", "{n} requests fit this offer.", number)


def line(context: Context, introduction: Introduction, offer_id: int) -> str:
    """One introduction of an offer: to which other, and how it stands."""
    state = State(introduction.state)
    assert introduction.proposed_at is not None
    return context.t(
        "{sign} with No. {number}: {state} ({date})",
        sign=SIGNS.get(state, "✖️"),
        number=introduction.other(offer_id),
        state=context.words.t(STATES[state]),
        date=context.words.date(introduction.proposed_at),
    )


async def fits(update: Update, context: Context) -> None:
    """Which offers fit, with the reasons; a button proposes the introduction."""
    number, wanted = pressed(update, 2)
    offer = await opened(context, number)
    every = await fitting(context, offer)
    page = Page.of(wanted, len(every), ON_PAGE)
    listed = page.cut(every)
    head = [wording.line(context.translator, offer), count(context, offer, len(every))]
    lines = [f"{wording.line(context.translator, each.offer)}\n{why(context, each)}" for each in listed]
    propose = [
        button(
            "🤝 " + context.label("Introduce No. {number}", number=each.offer.id),
            "ofp",
            offer.id,
            each.offer.id,
        )
        for each in listed
    ]
    rows = [
        *columns(propose),
        page.turns("ofm", offer.id),
        [back(context.translator, "ofc", offer.id), all_offers(context)],
    ]
    await show(update, context, Screen("\n\n".join([*head, *lines]), rows))


def why(context: Context, fits: Match) -> str:
    return context.t(
        "Why: {reasons}", reasons=", ".join(context.words.t(REASONS[each]) for each in fits.reasons)
    )
