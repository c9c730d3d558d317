"""What an event still lacks before it is announced or told as changed, and what its languages say otherwise. Pure."""

from datetime import datetime
from enum import StrEnum

from bot.faq import parallel
from bot.faq.parallel import Difference, Said
from bot.text.languages import LANGUAGES
from storage.events.events import Event

PARTS = ("title", "description", "place")


class Lack(StrEnum):
    """`handlers/staff/events/card.py` words each."""

    TITLE = "title"
    """No title in a language."""
    PLACE = "place"
    """Neither a place in every language nor a link."""
    START = "start"
    """No time."""
    PAST = "past"
    """Its time is over."""
    END = "end"
    """It ends before it begins."""


def lacks(event: Event, now: datetime) -> list[tuple[Lack, str]]:
    """Each with the language it is about, empty where it is about none."""
    listed = [(Lack.TITLE, language) for language in LANGUAGES if not event.text(language, "title")]
    if not event.link:
        listed += [(Lack.PLACE, language) for language in LANGUAGES if not event.text(language, "place")]
    if event.starts_at is None:
        return [*listed, (Lack.START, "")]
    if event.starts_at <= now:
        listed.append((Lack.PAST, ""))
    if event.ends_at is not None and event.ends_at <= event.starts_at:
        listed.append((Lack.END, ""))
    return listed


def doubts(event: Event) -> list[Difference]:
    """What a colleague should look at; each once."""
    listed: list[Difference] = []
    for name in PARTS:
        texts = {language: event.text(language, name) for language in LANGUAGES}
        listed += parallel.differences({code: Said(said, len(said)) for code, said in texts.items()})
    return [doubt for at, doubt in enumerate(listed) if doubt not in listed[:at]]
