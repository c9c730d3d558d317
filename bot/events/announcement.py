"""The broadcasts that tell of an event: what they say in each language, to whom, and until when they are good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.broadcasts.content import HTML, Content, Link, Text
from bot.events import wording
from bot.text.catalogs import Catalogs
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from storage.events.events import Event, as_json
from storage.members.audience import Audience

SOON = timedelta(hours=24)  # what changes so shortly before goes past quiet hours
REASON = N_("The event begins within a day.")
CHANGED = N_("✏️ <b>This event has changed.</b>")
CANCELED = N_("❌ <b>This event was canceled.</b>")
STANDS = N_("Your answer stands. If the change does not suit you, you can change it.")


@dataclass(frozen=True, slots=True)
class Told:
    """Columns of a broadcast's draft, and those of the event that change with its launch."""

    content: dict[str, Any]
    audience: dict[str, Any]
    values: dict[str, Any]
    changes: dict[str, Any] | None = None


def announce(catalogs: Catalogs, event: Event, link: str) -> Told:
    """To those on its topic and in its countries; good until it begins."""
    topics = (event.topic,) if event.topic else ()
    audience = Audience(topics=topics, countries=tuple(event.countries))
    content = _content(catalogs, event, link, (None, None))
    return Told(content, audience.as_json(), {"expires_at": event.starts_at})


def change(catalogs: Catalogs, event: Event, link: str, now: datetime, urgent: str | None) -> Told:
    """To whoever said yes or maybe: the event as it will be. `urgent`: the reason to give when it has to go past
    quiet hours, None where that would spare it a colleague's approval."""
    content = _content(catalogs, event.changed, link, (CHANGED, STANDS))
    return Told(content, _guests(event), _soon(event, now, urgent), event.changes)


def cancel(catalogs: Catalogs, event: Event, now: datetime, urgent: str | None) -> Told:
    """To the same: what is canceled, and when it would have been."""
    texts = {}
    for translator in (Translator.of(catalogs, language) for language in LANGUAGES):
        when = wording.when(translator, event, None)[0]
        said = f"{translator.t(CANCELED)}\n\n{wording.title(translator, event)}\n{wording.WHEN} {when}"
        texts[translator.language] = Text(said, parse_mode=HTML)
    return Told(Content(texts).as_json(), _guests(event), _soon(event, now, urgent))


def message(event: Event) -> Told:
    """To the same, still to be written."""
    return Told({}, _guests(event), {})


def _guests(event: Event) -> dict[str, Any]:
    return Audience(event=event.id).as_json()


def _soon(event: Event, now: datetime, reason: str | None) -> dict[str, Any]:
    """Good until it begins; urgent when it would come too late after quiet hours."""
    starts = [moment for moment in (event.starts_at, event.changed.starts_at) if moment is not None]
    hurry = reason is not None and min(starts) - now <= SOON
    return {"expires_at": max(starts)} | ({"urgent": True, "urgent_reason": reason} if hurry else {})


def _content(
    catalogs: Catalogs, event: Event, link: str, around: tuple[str | None, str | None]
) -> dict[str, Any]:
    texts = {}
    for language in LANGUAGES:
        translator = Translator.of(catalogs, language)
        head, foot = (translator.t(msgid) if msgid else "" for msgid in around)
        card = wording.card(translator, event, None)
        button = Link(translator.label("Answer and details"), link)
        said = "\n\n".join(filter(None, [head, card, foot]))
        texts[language] = Text(said, parse_mode=HTML, buttons=((button,),))
    return Content(texts).as_json()


def staged(event: Event, values: dict[str, Any]) -> dict[str, Any] | None:
    """The changes nobody was told yet, with these; what is again as it was is none."""
    changes = (event.changes or {}) | as_json(values)
    present = as_json({name: getattr(event, name) for name in changes})
    return {name: value for name, value in changes.items() if value != present[name]} or None
