"""Offers and introductions as numbers; groups of a few people never by themselves."""

from datetime import timedelta
from html import escape

from telegram import Update

from bot.context import Context
from bot.offers import wording
from bot.offers.introductions import State
from bot.offers.kinds import Side
from bot.stats.figures import DAYS, FEW, shown
from bot.text.translator import N_
from handlers.screen import Screen, button, keyboard, show
from storage.offers import introductions, offers
from storage.offers.offers import Filter

MOST = 8  # lines of one kind
TITLES = {"kind": N_("<b>Kinds</b>"), "field": N_("<b>Fields</b>"), "country": N_("<b>Countries</b>")}


async def figures(update: Update, context: Context) -> None:
    """What is open by side, kind, field and country, and what came of introductions."""
    since = context.services.clock() - timedelta(days=DAYS)
    async with context.services.database.connect() as tx:
        sides = dict(await offers.grouped(tx, "side", Filter()))
        counted = {name: await offers.grouped(tx, name, Filter()) for name in TITLES}
        came = await introductions.counts(tx, since)
    t = context.t
    given, sought = sides.get(Side.GIVE, 0), sides.get(Side.SEEK, 0)
    proposed, met = sum(came.values()), came.get(State.MET, 0)
    lines = [
        t("🤝 <b>Open offers: {number}</b>", number=_few(context, given + sought)),
        *_sides(context, given, sought),
        t(
            "Introductions in {days} days: proposed {proposed}, came about {met}",
            days=DAYS,
            proposed=_few(context, proposed),
            met=_few(context, met),
        ),
    ]
    for name, title in TITLES.items():
        kept, rest = shown([(_named(context, name, value), many) for value, many in counted[name]], MOST)
        listed = [f"• {escape(label, quote=False)}: {_few(context, many)}" for label, many in kept]
        lines += ["", t(title), *listed]
        if rest:
            lines.append(
                t("• others, among them groups under {few}: {number}", few=FEW, number=_few(context, rest))
            )
    back = button(context.label("Back"), "st", "who")
    await show(update, context, Screen("\n".join(lines), keyboard([[back]])))


def _sides(context: Context, given: int, sought: int) -> list[str]:
    """Left out where one of the two could be worked out although it is of a few."""
    if any(0 < number < FEW for number in (given, sought)):
        return []
    number = context.words.number
    return [context.t("Given: {give}, sought: {seek}", give=number(given), seek=number(sought))]


def _few(context: Context, number: int) -> str:
    """A number, unless it is of so few people that it may tell who."""
    if 0 < number < FEW:
        return context.words.t("under {few}", few=FEW)
    return context.words.number(number)


def _named(context: Context, name: str, value: str | None) -> str:
    if name == "kind":
        return wording.kind(context.translator, value or "")
    if name == "field":
        return wording.field(context.translator, value or "")
    return wording.place(context.translator, value, None)
