"""An entry's text as staff type it: its parts, what is wrong with them, and their stored form. Pure."""

from dataclasses import asdict, replace
from typing import Any

from bot.faq.entry import Text
from bot.faq.figures import names_in
from bot.faq.library import Library
from bot.faq.markup import fault, visible
from bot.text.translator import N_

PARTS = {
    "question": N_("Question"), "answer": N_("Answer"), "steps": N_("Steps"), "documents": N_("Documents"),
    "warnings": N_("Warnings"), "phrasings": N_("Other ways of asking"),
}  # fmt: skip
LISTS = ("steps", "documents", "warnings", "phrasings")
LONGEST = 600  # characters of the answer as it is read
PHRASINGS = 4  # at least


def changed(text: Text, part: str, typed: str) -> Text:
    """The text with one part as typed: lists take a line for each item, "-" empties them."""
    lines = [one.strip().removeprefix("•").strip() for one in typed.splitlines()]
    items = tuple(one for one in lines if one and one != "-")
    values: dict[str, Any] = {part: items if part in LISTS else typed.strip()}
    return replace(text, **values)


def as_typed(text: Text, part: str) -> str:
    """A part as it may be copied, changed and sent back."""
    found = getattr(text, part)
    return found if isinstance(found, str) else "\n".join(found)


def wrong(text: Text, library: Library) -> tuple[str, dict[str, object]] | None:
    """The first fault as a sentence's id and places, None when it can be published."""
    if not text.question or not text.answer:
        return N_("A question and an answer are needed."), {}
    if len(visible(text.answer)) > LONGEST:
        return N_("The answer has {length} characters, {limit} at most; put the rest into steps."), {
            "length": len(visible(text.answer)), "limit": LONGEST}  # fmt: skip
    if len(text.phrasings) < PHRASINGS:
        return N_("At least {number} other ways of asking are needed."), {"number": PHRASINGS}
    for one in (text.question, *text.parts):
        if reason := fault(one):
            return N_("The formatting is broken: {reason}"), {"reason": reason}
        unknown = [name for name in names_in(one) if name not in library.figures]
        if unknown:
            return N_("There is no figure of this name: {name}"), {"name": unknown[0]}
    return None


def stored(text: Text) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(text).items()}


def read(row: dict[str, Any]) -> Text:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Text(**values)
