"""An entry's parts as staff type them and get them back, to be copied, changed and sent again. Pure."""

from dataclasses import dataclass, replace
from typing import Any

from bot.faq.entry import Entry, Source, Text
from bot.text.translator import N_

PARTS = {
    "question": N_("Question"),
    "answer": N_("Answer"),
    "steps": N_("Steps"),
    "documents": N_("Documents"),
    "warnings": N_("Warnings"),
    "phrasings": N_("Other ways of asking"),
}
LISTS = ("steps", "documents", "warnings", "phrasings")


def changed(text: Text, part: str, typed: str) -> Text:
    """The text with one part as typed: lists take a line for each item, "-" empties them."""
    lines = (line.strip().removeprefix("•").strip() for line in typed.splitlines())
    items = tuple(line for line in lines if line and line != "-")
    values: dict[str, Any] = {part: items if part in LISTS else typed.strip()}
    return replace(text, **values)


@dataclass(frozen=True, slots=True)
class Carried:
    """A change brought into another text; `both` are the parts that were changed there too, otherwise."""

    text: Text
    both: tuple[str, ...] = ()


def carried(base: Text, text: Text, present: Text) -> Carried:
    """What was changed from `base` to `text`, done in the present text: its other parts stay as they are now."""
    values, both = dict[str, Any](), list[str]()
    for part in PARTS:
        old, new, now = (getattr(known, part) for known in (base, text, present))
        if new != old:
            values[part] = new
            if now not in (old, new):
                both.append(part)
    return Carried(replace(present, **values), tuple(both))


def as_typed(text: Text, part: str) -> str:
    value: str | tuple[str, ...] = getattr(text, part)
    return value if isinstance(value, str) else "\n".join(value)


def with_sources(entry: Entry, typed: str) -> Entry:
    """Sources as typed, a line each: words and an address."""
    lines = (line.strip() for line in typed.splitlines())
    return replace(entry, sources=tuple(_source(line) for line in lines if line))


def _source(line: str) -> Source:
    url = next((word for word in line.split() if word.startswith(("http://", "https://"))), "")
    title = " ".join(line.replace(url, " ").split()) if url else line
    return Source(title or url.split("/")[2], url)


def sources_as_typed(entry: Entry) -> str:
    return "\n".join(f"{source.title} {source.url}".strip() for source in entry.sources)
