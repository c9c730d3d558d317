"""The screens of an offer while it is written: a step each, and the whole of it before it is sent."""

from collections.abc import Callable
from html import escape
from typing import Final

from telegram import InlineKeyboardButton

from bot.context import Context
from bot.offers import consent, fields, kinds, wording
from bot.offers.kinds import NAMES, Side
from bot.text.translator import N_
from handlers.screen import Screen, button, columns, ticked
from storage.offers.offers import Offer

KIND: Final = "kind"
FIELD: Final = "field"
PLACE: Final = "place"
SPOKEN: Final = "spoken"
WORDS: Final = "words"
CONTACT: Final = "contact"
REVIEW: Final = "review"
ORDER = (KIND, FIELD, PLACE, SPOKEN, WORDS, CONTACT, REVIEW)
LABELS = {
    KIND: N_("Kind"),
    FIELD: N_("Field"),
    PLACE: N_("Country or city"),
    SPOKEN: N_("Languages"),
    WORDS: N_("Description"),
    CONTACT: N_("Contact"),
}
WORDS_MOST, CONTACT_MOST = 700, 150  # characters
ASKED = {
    Side.GIVE: N_("Describe in a few sentences what you can do, for whom and when."),
    Side.SEEK: N_("Describe in a few sentences what you need, for whom and when."),
}


def offer_of(context: Context) -> Offer:
    typed = context.typed
    return Offer(
        id=typed.get("offer", 0),
        member_id=0,
        state="open",
        side=typed.get("side", ""),
        kind=typed.get("kind", ""),
        field=typed.get("field", ""),
        country=typed.get("country"),
        city=typed.get("city"),
        languages=typed.get("languages", []),
        text=typed.get("text", ""),
        contact=typed.get("contact"),
    )


def following(step: str) -> str:
    return ORDER[ORDER.index(step) + 1]


def screen(context: Context, step: str) -> Screen:
    return SCREENS[step](context)


def _kind(context: Context) -> Screen:
    asked, present = context.t("What is it?"), context.typed.get("kind")
    listed = [
        button(ticked(context.label(name), kind == present), "cbk", kind) for kind, name in NAMES.items()
    ]
    return Screen(f"{_head(context)}\n\n{asked}", [*columns(listed), _ways(context, KIND)])


def _field(context: Context) -> Screen:
    asked, present = context.t("Which field is it about?"), context.typed.get("field")
    listed = [
        button(ticked(wording.field(context.translator, slug), slug == present), "cbf", slug)
        for slug in fields.known()
    ]
    return Screen(f"{_head(context)}\n\n{asked}", [*columns(listed), _ways(context, FIELD)])


def _place(context: Context) -> Screen:
    asked = context.t("Where? Type a city or a country, or share a location; or choose a button.")
    own = context.country
    listed = [place_button(context, code) for code in dict.fromkeys([own, "KZ"]) if code]
    afar = button("🌐 " + context.label("From afar, wherever it is needed"), "cbp", "afar")
    return Screen(f"{_head(context)}\n\n{asked}", [*columns(listed), [afar], _ways(context, PLACE)])


def place_button(context: Context, code: str, city: str = "") -> InlineKeyboardButton:
    """A country, or with `city` the city that was typed in it."""
    name = wording.place(context.translator, code, city or None)
    return button(name, "cbp", code, *(["city"] if city else []))


def _spoken(context: Context) -> Screen:
    asked = context.t("In which languages can you be spoken to? Choose all of them, then press “Done”.")
    chosen = context.typed.get("languages", [])
    listed = [
        button(ticked(wording.language(context.translator, code), code in chosen), "cbs", code)
        for code in kinds.LANGUAGES
    ]
    done = [button(context.label("Done"), "cbs", "done")] if chosen else []
    return Screen(f"{_head(context)}\n\n{asked}", [*columns(listed), done, _ways(context, SPOKEN)])


def _words(context: Context) -> Screen:
    asked = context.t(ASKED[Side(context.typed["side"])])
    note = context.t(
        "Up to {most} characters. Please leave out names, phone numbers and document numbers: these words may be read "
        "by somebody staff want to introduce you to.",
        most=WORDS_MOST,
    )
    written = context.typed.get("text", "")
    quoted = f"<blockquote>{escape(written, quote=False)}</blockquote>" if written else ""
    keep = [button(context.label("Keep as it is"), "cbg", following(WORDS))] if written else []
    text = "\n\n".join(filter(None, [_head(context), quoted, asked, note]))
    return Screen(text, [keep, _ways(context, WORDS)])


def _contact(context: Context) -> Screen:
    asked = context.t(
        "How may somebody reach you once both of you have agreed to be introduced? Before that nobody sees it, staff "
        "neither. Without anything else they get your name in Telegram. You may type a phone number or an address."
    )
    contact = context.typed.get("contact")
    present = f"<blockquote>{escape(contact, quote=False)}</blockquote>" if contact else ""
    keep = [button(context.label("Keep as it is"), "cbg", REVIEW)] if contact else []
    only = [button(context.label("Only my name in Telegram"), "cbc", "none")]
    text = "\n\n".join(filter(None, [_head(context), present, asked]))
    return Screen(text, [keep, only, _ways(context, CONTACT)])


def _review(context: Context) -> Screen:
    typed, offer = context.typed, offer_of(context)
    agreed = typed.get("consent") == consent.VERSION
    days = context.services.config.retention.offers_days
    parts = [
        context.t("Please check it before it is sent."),
        wording.card(context.translator, offer),
        reached_by(context, offer),
        "" if agreed else context.t(consent.TEXT, days=days),
    ]
    label = context.label("Save") if agreed else context.label("I agree, send")
    changes = [button("✏️ " + context.label(name), "cbg", step) for step, name in LABELS.items()]
    ways = [button(label, "cbsend"), button(context.label("Cancel"), "cbx")]
    return Screen("\n\n".join(filter(None, parts)), [*columns(changes), ways])


def reached_by(context: Context, offer: Offer) -> str:
    """What is passed on when both have agreed."""
    if offer.contact:
        return context.t(
            "After both agree they get your name in Telegram and: {contact}", contact=offer.contact
        )
    return context.t("After both agree they get your name in Telegram.")


def _head(context: Context) -> str:
    typed, translator = context.typed, context.translator
    head = wording.said(translator, typed["side"])
    return f"<b>{escape(head, quote=False)}</b>" + (
        f": {escape(wording.kind(translator, typed['kind']), quote=False)}" if typed.get("kind") else ""
    )


def _ways(context: Context, step: str) -> list[InlineKeyboardButton]:
    """Back to the step before, or to the whole of it when that was seen already."""
    before = REVIEW if context.typed.get("reached") else ORDER[max(ORDER.index(step) - 1, 0)]
    back = [] if before == step else [button(context.label("Back"), "cbg", before)]
    return [*back, button(context.label("Cancel"), "cbx")]


SCREENS: dict[str, Callable[[Context], Screen]] = {
    KIND: _kind,
    FIELD: _field,
    PLACE: _place,
    SPOKEN: _spoken,
    WORDS: _words,
    CONTACT: _contact,
    REVIEW: _review,
}
