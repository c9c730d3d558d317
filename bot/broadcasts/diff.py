"""What changed between two looks at a draft: for the colleague who approves it. Pure.

Texts are compared word by word, everything else as a whole.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bot.broadcasts.content import Content, Text
from bot.text.languages import LANGUAGES
from storage.members.audience import Audience

Run = tuple[str, str]  # ("same" | "gone" | "new", text)
FIELDS = ("audience", "fallback", "schedule", "due_at", "expires_at", "urgent", "policy", "audience_mode",
          "check_in_id")  # fmt: skip
WORD = re.compile(r"(?:(?<!\s)\s++)?\S+")  # with the space before it
AROUND = 4  # unchanged words shown on each side of a change


@dataclass(frozen=True, slots=True)
class Change:
    """`what`: text, formatting, media, buttons, poll (of a language), or a field of the draft."""

    what: str
    language: str | None = None
    runs: tuple[Run, ...] = ()


def between(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Changes from one snapshot to another, in the order a reader looks for them."""
    old, new = Content.of(before["content"]), Content.of(after["content"])
    changes = [
        change for language in LANGUAGES for change in _of_language(language, old[language], new[language])
    ]
    return changes + [Change(name) for name in FIELDS if _meant(name, before) != _meant(name, after)]


def _meant(name: str, draft: dict[str, Any]) -> Any:
    """An audience nobody touched and one with everything taken out again are the same."""
    return Audience.of(draft.get(name) or {}) if name == "audience" else draft.get(name)


def _of_language(language: str, old: Text, new: Text) -> list[Change]:
    changes = []
    if old.shown != new.shown:
        changes.append(Change("text", language, words(old.shown, new.shown)))
    elif old.entities != new.entities:
        changes.append(Change("formatting", language))
    parts = [name for name in ("media", "buttons", "poll") if getattr(old, name) != getattr(new, name)]
    return [*changes, *(Change(name, language) for name in parts)]


def words(before: str, after: str) -> tuple[Run, ...]:
    """Runs of words that stayed, went, or came; long unchanged stretches are cut with an ellipsis."""
    old, new = WORD.findall(before), WORD.findall(after)
    runs: list[Run] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (kind, a, b, c, d) in enumerate(steps):
        if kind == "equal":
            runs.append(("same", _cut(old[a:b], first=number == 0, last=number == len(steps) - 1)))
        else:
            pair = (("gone", old[a:b]), ("new", new[c:d]))
            runs += [(name, "".join(part)) for name, part in pair if part]
    return tuple(runs)


def _cut(same: list[str], *, first: bool, last: bool) -> str:
    head = [] if first else same[:AROUND]
    tail = [] if last else same[-AROUND:]
    if len(same) <= len(head) + len(tail) + 1:
        return "".join(same)
    return "".join([*head, " … ", *tail])
