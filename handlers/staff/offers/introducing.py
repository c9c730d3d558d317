"""Two are proposed to be introduced: seen side by side, confirmed, asked; what waits, and taken back."""

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.offers import introductions, wording
from bot.offers.matching import match
from bot.text.translator import N_
from handlers.page import Page
from handlers.routing import pressed, row_number
from handlers.screen import Screen, back, button, columns, show
from handlers.staff import access
from handlers.staff.offers import card
from handlers.staff.offers.listing import all_offers
from storage.offers import introductions as rows
from storage.offers.introductions import Introduction
from storage.offers.offers import Offer

ON_PAGE = 10
REFUSED = N_(
    "These two cannot be introduced: one offer is no more open, its member cannot be reached, both are of the same "
    "member, or it was proposed before. Open the offer again: /offers"
)
OVER = N_("This introduction is over already.")


async def ask(update: Update, context: Context) -> None:
    """Both as the other side will read them, once more before anybody is asked."""
    offer, other = await _pair(update, context)
    fits = match(offer, other)
    parts = [
        context.t(
            "Propose that these two be introduced? Both are asked and read what stands here, without a name."
        ),
        f"<b>{offer.id}</b>. {wording.card(context.translator, offer)}",
        f"<b>{other.id}</b>. {wording.card(context.translator, other)}",
        card.why(context, fits) if fits else "",
    ]
    yes = [button("🤝 " + context.label("Ask both"), "ofp1", offer.id, other.id)]
    ways = [back(context.translator, "ofm", offer.id, 0)]
    await show(update, context, Screen("\n\n".join(filter(None, parts)), [yes, ways]))


async def _pair(update: Update, context: Context) -> tuple[Offer, Offer]:
    first, second = pressed(update, 2)
    return await card.opened(context, first), await card.opened(context, second)


async def propose(update: Update, context: Context) -> None:
    """Kept with its deed and the questions to both, then said; pressed again it is the same introduction."""
    offer, other = await _pair(update, context)
    services = context.services
    async with services.database.begin() as tx:
        by, now = access.user_of(update), services.clock()
        proposed = await introductions.propose(tx, offer.id, other.id, by, now)
        if proposed is not None:
            await access.note(tx, update, context, "offer.proposed", _subject(proposed))
        known = await rows.of_offer(tx, offer.id)
    if not any(each.other(offer.id) == other.id and introductions.waits(each) for each in known):
        raise BotError(REFUSED)
    text = context.t("Both are asked. What comes of it stands on the card of each of the two offers.")
    ways = [button(context.label("Open the offer"), "ofc", offer.id), all_offers(context)]
    await show(update, context, Screen(text, [ways]))


def _subject(introduction: Introduction) -> str:
    return f"{introduction.seek_id} + {introduction.give_id}"


async def cancel(update: Update, context: Context) -> None:
    """Whoever was asked hears that it did not come about."""
    services, number = context.services, row_number(pressed(update, 1)[0])
    async with services.database.begin() as tx:
        canceled = await introductions.cancel(tx, number, services.clock())
        if canceled is not None:
            await access.note(tx, update, context, "offer.introduction_canceled", _subject(canceled))
    if canceled is None:
        raise BotError(OVER)
    await _waiting(update, context, "0")


async def waiting(update: Update, context: Context) -> None:
    """Introductions that wait for an answer, the newest first."""
    await _waiting(update, context, pressed(update, 1)[0])


async def _waiting(update: Update, context: Context, wanted: str) -> None:
    async with context.services.database.connect() as tx:
        _, number = await rows.in_states(tx, introductions.WAITING, 1)
        page = Page.of(wanted, number, ON_PAGE)
        listed, _ = await rows.in_states(tx, introductions.WAITING, ON_PAGE, page.start)
    head = context.t("🤝 <b>Introductions that wait for an answer</b>: {number}", number=number)
    lines = [f"<b>{each.seek_id}</b> {card.line(context, each, each.seek_id)}" for each in listed]
    opens = [button(str(number), "ofc", number) for number in dict.fromkeys(each.seek_id for each in listed)]
    ways = [*columns(opens, 5), page.turns("ofi"), [all_offers(context)]]
    await show(update, context, Screen("\n".join([head, "", *lines]), ways))
