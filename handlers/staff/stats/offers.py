"""Offers and introductions in figures; groups of a few members never by themselves."""

from bot.context import Context
from bot.offers import figures, wording
from bot.offers.figures import Offers
from bot.stats.figures import DAYS
from bot.text.translator import N_, Translator
from handlers.staff.stats.members import since
from handlers.staff.stats.words import listed, number
from storage.offers import introductions, offers

TITLES = {"kind": N_("Kinds"), "field": N_("Fields"), "country": N_("Countries")}
Groups = list[tuple[str, int]]


async def text(context: Context) -> str:
    """What is open by side, kind, field and country, and what came of introductions."""
    now = context.services.clock()
    async with context.services.database.connect() as tx:
        standing = await offers.standing(tx, now)
        proposed = await introductions.counts(tx, (since(context), now))
    counted, t, translator = figures.counted(standing, proposed), context.t, context.translator
    lines = [
        t("🤝 <b>Open offers: {number}</b>", number=number(translator, counted.open)),
        *_sides(context, counted),
        t(
            "Introductions in {days} days: proposed {proposed}, came about {met}",
            days=DAYS,
            proposed=number(translator, counted.proposed),
            met=number(translator, counted.met),
        ),
    ]
    for name, title in TITLES.items():
        rest = counted.by[name].rest
        lines += listed(translator, f"<b>{t(title)}</b>", named(translator, counted, name), rest)
    return "\n".join(lines)


def _sides(context: Context, counted: Offers) -> list[str]:
    """Left out where one of the two could be worked out although it is of a few."""
    if counted.given is None or counted.sought is None:
        return []
    of = context.words.number
    return [context.t("Given: {give}, sought: {seek}", give=of(counted.given), seek=of(counted.sought))]


def named(translator: Translator, counted: Offers, name: str) -> Groups:
    """The groups of a kind by what they are called, in the reader's letters."""
    return [(_said(translator, name, value), many) for value, many in counted.by[name].groups]


def _said(translator: Translator, name: str, value: str | None) -> str:
    if name == "country":
        return wording.place(translator, value, None)
    return (wording.kind if name == "kind" else wording.field)(translator, value or "")
