"""An event for the reader's own calendar: a file (RFC 5545) and a link.

The time stands in the event's zone with that zone's rules, so that a calendar shows it right wherever its owner is.
A later file with the same UID and a higher SEQUENCE changes the entry. Without an end the entry has none: RFC 5545
3.6.1 allows it, and nobody should read an end that staff never set.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import icalendar

from bot.text.translator import Translator
from storage.events.events import Event, State

PRODUCT = "-//Otandas//Events//EN"
GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
YEAR = timedelta(days=366)


def file(translator: Translator, event: Event, link: str, host: str) -> bytes:
    """The .ics file in the reader's words; `link` leads back to the event, `host` makes its UID the bot's own."""
    assert event.starts_at is not None and event.updated_at is not None
    calendar, entry = icalendar.Calendar(), icalendar.Event()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    canceled = event.state == State.CANCELED
    calendar.add("method", "CANCEL" if canceled else "PUBLISH")
    entry.add("uid", f"event-{event.id}@{host}")
    entry.add("sequence", event.version)
    entry.add("dtstamp", event.updated_at.astimezone(UTC))
    entry.add("dtstart", _local(event, event.starts_at))
    if event.ends_at is not None:
        entry.add("dtend", _local(event, event.ends_at))
    entry.add("summary", _plain(translator, event, "title"))
    entry.add("description", _described(translator, event, link))
    if place := where(translator, event):
        entry.add("location", place)
    if event.latitude is not None and event.longitude is not None:
        entry.add("geo", (event.latitude, event.longitude))
    entry.add("url", event.link or link)
    entry.add("status", "CANCELLED" if canceled else "CONFIRMED")
    calendar.add_component(entry)
    first = event.starts_at.date()
    calendar.add_missing_timezones(first_date=first - YEAR, last_date=first + YEAR)
    return bytes(calendar.to_ical())


def google(translator: Translator, event: Event, link: str) -> str:
    """The address of Google Calendar's form with the event in it."""
    assert event.starts_at is not None
    span = [moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for moment in _ends(event)]
    fields = {
        "action": "TEMPLATE",
        "text": _plain(translator, event, "title"),
        "dates": "/".join(span),
        "ctz": event.zone or "UTC",
        "details": event.link or link,
        "location": where(translator, event),
    }
    return f"{GOOGLE}?{urlencode({name: value for name, value in fields.items() if value})}"


def outlook(translator: Translator, event: Event, link: str) -> str:
    """The same of Outlook."""
    start, end = (moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for moment in _ends(event))
    fields = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": _plain(translator, event, "title"),
        "startdt": start,
        "enddt": end,
        "body": event.link or link,
        "location": where(translator, event),
    }
    return f"{OUTLOOK}?{urlencode({name: value for name, value in fields.items() if value}, quote_via=quote)}"


def where(translator: Translator, event: Event) -> str:
    """The place in the reader's words, or the link of one that is held online."""
    return _plain(translator, event, "place") or event.link or ""


def _ends(event: Event) -> tuple[datetime, datetime]:
    assert event.starts_at is not None
    return event.starts_at, event.ends_at or event.starts_at


def _local(event: Event, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(event.zone or "UTC"))


def _plain(translator: Translator, event: Event, part: str) -> str:
    return translator.letters(event.text(translator.language, part))


def _described(translator: Translator, event: Event, link: str) -> str:
    parts = [_plain(translator, event, "description"), event.link or "", link]
    return "\n\n".join(part for part in dict.fromkeys(parts) if part)
