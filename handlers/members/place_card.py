"""A place in words: its name, the card with what the sources say of it, and the button that leads to what is near."""

import re
from collections.abc import Iterable
from html import escape

from telegram import InlineKeyboardButton

from bot.directory import countries
from bot.directory.gazetteer import Location, Point
from bot.directory.nearness import CITY
from bot.directory.place import Confidence, Kind, Place
from bot.directory.sources import Source
from bot.text.translator import N_, Translator
from handlers.screen import button

SIGN = "📍"
MARK = "*"
POINT = re.compile(r"(-?\d{1,2}\.\d\d),(-?\d{1,3}\.\d\d)", re.ASCII)
SIGNS = {
    Kind.EMBASSY: "🏛",
    Kind.CONSULATE_GENERAL: "🏛",
    Kind.CONSULATE: "🏛",
    Kind.FRONT_OFFICE: "🗂",
    Kind.HONORARY_CONSULATE: "🏛",
    Kind.ABAI_HOUSE: "🏠",
    Kind.CULTURAL_CENTRE: "🎭",
    Kind.POLLING_STATION: "🗳",
}
KINDS = {
    Kind.EMBASSY: N_("Embassy"),
    Kind.CONSULATE_GENERAL: N_("Consulate General"),
    Kind.CONSULATE: N_("Consulate"),
    Kind.FRONT_OFFICE: N_("Front office"),
    Kind.HONORARY_CONSULATE: N_("Honorary consulate"),
    Kind.ABAI_HOUSE: N_("Abai House"),
    Kind.CULTURAL_CENTRE: N_("Kazakh cultural centre"),
    Kind.POLLING_STATION: N_("Polling station"),
}


def name(translator: Translator, place: Place) -> str:
    """What it is called, as plain text: its own name, or what it is with its city."""
    own = place.name.get(translator.language) or translator.words.t(KINDS[place.kind])
    return translator.letters(", ".join(filter(None, [own, place.city.get(translator.language)])))


def title(translator: Translator, place: Place) -> str:
    """The same as HTML."""
    return escape(name(translator, place), quote=False)


def country(translator: Translator, code: str) -> str:
    return f"{countries.flag(code)} {translator.letters(countries.name(code, translator.language))}"


def card(translator: Translator, place: Place, sources: Iterable[Source]) -> str:
    """Only what the sources say; what they do not say is said to be missing."""
    parts = [
        f"{SIGNS[place.kind]} <b>{title(translator, place)}</b>\n{country(translator, place.country)}",
        _said(translator, place.note),
        "\n".join(_facts(translator, place)),
        _doubt(translator, place),
        _footer(translator, place, sources),
    ]
    return "\n\n".join(filter(None, parts))


def _facts(translator: Translator, place: Place) -> list[str]:
    """A line each: competence, address, telephone, e-mail, hours; then what is missing."""
    mark = {key: MARK if key in place.unconfirmed else "" for key in ("address", "phone", "email", "hours")}
    served = ", ".join(countries.name(code, translator.language) for code in place.serves)
    facts = [
        translator.t("Also serves: {countries}", countries=served) if served else "",
        _address(translator, place) + mark["address"] if place.address else "",
        translator.t("Telephone: {phone}", phone=place.phone) + mark["phone"] if place.phone else "",
        translator.t("E-mail: {email}", email=place.email) + mark["email"] if place.email else "",
        _said(translator, place.hours) + mark["hours"] if place.hours else "",
    ]
    return [*filter(None, facts), *_missing(translator, place)]


def _address(translator: Translator, place: Place) -> str:
    """In the letters it is written in there; a tap copies it."""
    return translator.t("Address:") + f" <code>{escape(place.address, quote=False)}</code>"


def _missing(translator: Translator, place: Place) -> list[str]:
    if place.address and place.phone:
        return []
    if place.address:
        text = translator.t("The sources give no telephone number.")
    elif place.phone:
        text = translator.t("The sources give no address.")
    else:
        text = translator.t("The sources give neither an address nor a telephone number.")
    return [text + " " + translator.t("They may be on its page.") if place.url else text]


def _said(translator: Translator, texts: object) -> str:
    """A sentence of the place's own, as HTML."""
    text = texts.get(translator.language, "") if isinstance(texts, dict) else ""
    return translator.letters(escape(text, quote=False))


def _doubt(translator: Translator, place: Place) -> str:
    """What the reader should know before they set out."""
    marked = translator.t("{mark} Not confirmed by a second source yet.", mark=MARK)
    old = translator.t("One source or an old one: ask before you go.")
    ask = translator.t("Hours and addresses change: ask before you go.")
    said = old if place.confidence is Confidence.MEDIUM else ask
    return f"{marked}\n{said}" if set(place.unconfirmed) - {"point"} else said


def _footer(translator: Translator, place: Place, sources: Iterable[Source]) -> str:
    checked = translator.t("Checked on: {date}", date=translator.words.date(place.checked_on))
    owner = (
        translator.t("Confirmed by the place itself")
        if place.confidence is Confidence.CONFIRMED
        else translator.t("From public sources; the place itself has not confirmed it yet")
    )
    return f"<i>{owner} · {checked} · {links(sources)}</i>"


def links(sources: Iterable[Source]) -> str:
    """The sources as links, each with its own date."""
    named = (f"{source.title}, {source.date}" if source.date else source.title for source in sources)
    urls = (source.url for source in sources)
    return " · ".join(
        f'<a href="{escape(url)}">{escape(text, quote=False)}</a>'
        for url, text in zip(urls, named, strict=True)
    )


def near_button(translator: Translator, where: Location) -> InlineKeyboardButton:
    """What is near this city."""
    return button(
        f"{SIGN} " + translator.label("Embassies and centres near here"),
        "pl",
        where.country,
        coded(where.point),
    )


def apart(translator: Translator, kilometres: float | None) -> str:
    """How far it is, after its line; nothing within a city."""
    if kilometres is None or kilometres <= CITY:
        return ""
    return " · " + translator.t("≈ {kilometres} km", kilometres=_rounded(kilometres))


def _rounded(kilometres: float) -> int:
    """Between cities no more is known than tens of kilometres."""
    return int(round(kilometres, -1)) if kilometres >= 100 else round(kilometres)


def coded(point: Point | None) -> str:
    """A city's point in a button, to a kilometre."""
    return f"{point[0]:.2f},{point[1]:.2f}" if point else ""


def point_of(text: str) -> Point | None:
    match = POINT.fullmatch(text)
    if match is None:
        return None
    north, east = float(match[1]), float(match[2])
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None
