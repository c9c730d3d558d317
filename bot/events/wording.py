"""An event in words, for one reader: when it is there and by their own clock, where, how many seats are left. HTML."""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from bot.broadcasts.quiet_hours import known_zone
from bot.directory import zones
from bot.text.catalogs import Words
from bot.text.translator import Translator
from storage.events.events import Event
from storage.events.responses import Counts, Response

UTC = "UTC"
WHEN, WHERE, LINK, SEATS = "🕒", "📍", "🔗", "🎟"  # the same sign for the same thing


def title(translator: Translator, event: Event) -> str:
    return _text(translator, event, "title")


def plain_title(event: Event, language: str) -> str:
    """As it is written in this language, whatever the reader's."""
    return escape(event.text(language, "title"), quote=False)


def _text(translator: Translator, event: Event, part: str) -> str:
    """As staff wrote it in the reader's language, in their letters."""
    return translator.letters(escape(event.text(translator.language, part), quote=False))


def card(
    translator: Translator,
    event: Event,
    zone: str | None,
    counts: Counts | None = None,
    *,
    tappable: bool = False,
) -> str:
    """Everything about it; `zone` is the reader's, `counts` leaves out what is not known yet."""
    head = [f"<b>{title(translator, event)}</b>", *facts(translator, event, zone, tappable=tappable)]
    if counts is not None and event.seats is not None:
        head.append(f"{SEATS} {seats_left(translator, event.seats, counts)}")
    return "\n\n".join(filter(None, ["\n".join(head), _text(translator, event, "description")]))


def facts(translator: Translator, event: Event, zone: str | None, *, tappable: bool = False) -> list[str]:
    """When and where, a line each; `tappable`: Telegram shows the beginning by the reader's own phone on a tap."""
    first, *others = when(translator, event, zone)
    if tappable and event.starts_at is not None:
        first = f'<tg-time unix="{int(event.starts_at.timestamp())}">{first}</tg-time>'
    lines = [f"{WHEN} {line}" for line in (first, *others)]
    if place := _text(translator, event, "place"):
        lines.append(f"{WHERE} {place}")
    if event.link:
        lines.append(f"{LINK} {escape(event.link, quote=False)}")
    return lines


def when(translator: Translator, event: Event, zone: str | None) -> list[str]:
    """By the clocks of its place, then, where those differ, by the reader's."""
    if event.starts_at is None:
        return [translator.t("The time is not set yet")]
    there = event.zone or UTC
    lines = [translator.letters(_span(translator.words, event.starts_at, event.ends_at, there))]
    here = known_zone(zone)
    if zone and here and event.starts_at.astimezone(here).utcoffset() != _offset(event.starts_at, there):
        own = _span(translator.words, event.starts_at, None, zone)
        lines.append(translator.t("Your time: {when}", when=own))
    return lines


def _offset(moment: datetime, zone: str) -> object:
    return moment.astimezone(ZoneInfo(zone)).utcoffset()


def _span(words: Words, start: datetime, end: datetime | None, zone: str) -> str:
    """From when to when, plain and in Cyrillic: whoever says it turns it into the reader's letters, once."""
    first = start.astimezone(ZoneInfo(zone))
    last = end.astimezone(ZoneInfo(zone)) if end is not None else None
    if last is None:
        return _moment(words, first, f"{first:%H:%M}", zone)
    if last.date() == first.date():
        return _moment(words, first, f"{first:%H:%M}–{last:%H:%M}", zone)
    return f"{_moment(words, first, f'{first:%H:%M}', zone)} – {_moment(words, last, f'{last:%H:%M}', zone)}"


def _moment(words: Words, local: datetime, hours: str, zone: str) -> str:
    city = zone if zone == UTC else zones.city(zone, words.language)
    return words.t(
        "{date}, {hours} ({city} time)", date=words.weekday_date(local.date()), hours=hours, city=city
    )


def seats_left(translator: Translator, seats: int, counts: Counts) -> str:
    left = max(seats - counts.taken, 0)
    if left:
        return translator.tn("{n} seat left of {all}", "{n} seats left of {all}", left, all=seats)
    return translator.t("All seats are taken. Whoever says yes now waits in line.")


def standing(translator: Translator, response: Response | None, place: int | None = None) -> str:
    """How the reader answered; `place` is theirs in line."""
    if response is None:
        return ""
    if response.attended_at is not None:
        return translator.t("✔️ You are checked in.")
    if response.waiting:
        return translator.t(
            "⏳ You wait in line, place {place}. You will hear when a seat is free.", place=place
        )
    if response.answer == "yes" and response.guests:
        return translator.tn(
            "✅ You are coming, with {n} guest.", "✅ You are coming, with {n} guests.", response.guests
        )
    said = {"yes": translator.t("✅ You are coming."), "maybe": translator.t("🤔 You said: maybe.")}
    return said.get(response.answer, translator.t("✖️ You said that you are not coming."))
