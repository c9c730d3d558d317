"""An offer in words, for one reader: what it is, where, in which languages, and what its member wrote. HTML.

What a member wrote is shown as they wrote it, in their letters; everything else is in the reader's.
"""

from html import escape

from bot.directory import countries
from bot.offers import fields, kinds
from bot.offers.kinds import NAMES, SAID, SIDES, Kind, Side
from bot.offers.lifecycle import State
from bot.text.markup import beginning
from bot.text.translator import N_, Translator
from storage.offers.offers import Offer

SIDE_SIGNS = {Side.GIVE: "🤲", Side.SEEK: "🔎"}
STATE_SIGNS = {State.OPEN: "🟢", State.PAUSED: "⏸", State.WITHDRAWN: "✖️"}
HEADS = {
    State.OPEN: N_("<b>Offer No. {number}</b>, open"),
    State.PAUSED: N_("<b>Offer No. {number}</b>, paused"),
    State.WITHDRAWN: N_("<b>Offer No. {number}</b>, withdrawn"),
}
BEGINNING = 80  # characters of an offer in a list


def said(translator: Translator, side: str) -> str:
    """ "I offer", with its sign, to whoever writes one; plain."""
    return f"{SIDE_SIGNS[Side(side)]} {translator.label(SAID[Side(side)])}"


def side(translator: Translator, value: str) -> str:
    """ "Offer" or "Request", with its sign; plain."""
    return f"{SIDE_SIGNS[Side(value)]} {translator.label(SIDES[Side(value)])}"


def kind(translator: Translator, value: str) -> str:
    return translator.label(NAMES[Kind(value)])


def field(translator: Translator, slug: str) -> str:
    """With its sign; plain. One that the file no longer has is called as it was kept."""
    known = fields.known().get(slug)
    return translator.letters(known.title(translator.language)) if known else slug


def place(translator: Translator, country: str | None, city: str | None) -> str:
    """Plain."""
    if country is None:
        return "🌐 " + translator.label(N_("from afar, wherever it is needed"))
    name = translator.letters(countries.name(country, translator.language))
    return f"{countries.flag(country)} {city}, {name}" if city else f"{countries.flag(country)} {name}"


def language(translator: Translator, code: str) -> str:
    return translator.letters(kinds.language_name(code, translator.language))


def title(translator: Translator, offer: Offer) -> str:
    """ "🔎 Request: Teaching"; plain."""
    return f"{side(translator, offer.side)}: {kind(translator, offer.kind)}"


def card(translator: Translator, offer: Offer) -> str:
    """Everything but who it is and how to reach them."""
    spoken = ", ".join(language(translator, code) for code in offer.languages)
    facts = [
        f"<b>{escape(title(translator, offer), quote=False)}</b>",
        field(translator, offer.field),
        place(translator, offer.country, offer.city),
        f"🗣 {spoken}" if spoken else "",
    ]
    lines = [facts[0], *(escape(fact, quote=False) for fact in facts[1:] if fact)]
    return "\n".join([*lines, f"<blockquote>{escape(offer.text, quote=False)}</blockquote>"])


def head(translator: Translator, offer: Offer) -> str:
    """Its number and how it stands."""
    state = State(offer.state)
    return f"{STATE_SIGNS[state]} {translator.t(HEADS[state], number=offer.id)}"


def line(translator: Translator, offer: Offer) -> str:
    """Two lines in a list."""
    head = f"{STATE_SIGNS[State(offer.state)]} <b>{offer.id}</b>. {escape(title(translator, offer), quote=False)}"
    where = f"{field(translator, offer.field)}, {place(translator, offer.country, offer.city)}"
    return f"{head}\n{escape(where, quote=False)}\n<i>{escape(beginning(offer.text, BEGINNING), quote=False)}</i>"
