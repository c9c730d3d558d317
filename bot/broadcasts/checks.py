"""What is wrong with a broadcast's texts, named before anything else: the gate between writing and sending.

`faults(content, needed, fallback)` looks at all languages together. What `stops` must be repaired; the rest
staff must have looked at and confirmed. Pure.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import combinations
from typing import Any

from bot.broadcasts.numbers import stated

TEXT, CAPTION = 4096, 1024  # characters after rendering, Bot API sendMessage and sendPhoto
QUESTION, OPTION, OPTIONS = 300, 100, (2, 12)  # sendPoll
PLACEHOLDER = re.compile(
    r"\{[^{}\n]{0,40}\}|%[sd]\b|\[[^\[\]\n]{1,40}\]|<<[^<>\n]{1,40}>>|\bX{2,}\b|\bХ{2,}\b"
)
TAG = re.compile(r"</?(?:b|i|u|s|a|code|pre|strong|em|br|p|tg-spoiler|blockquote)\b[^<>\n]*>", re.IGNORECASE)
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "tg-spoiler",
        "span", "blockquote", "tg-emoji"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` names it, `facts` fill its sentence; `language` is None when it lies between languages.

    Kinds: missing, bare (an album without a text for the buttons), long {length, limit}, markup {place},
    placeholder {place, others}, poll;
    not stopping: tag {place}, left {place}, numbers {number, others}, buttons {others}.
    """

    kind: str
    language: str | None
    stops: bool = True
    facts: dict[str, object] = field(default_factory=dict)


def faults(content: dict[str, Any], needed: tuple[str, ...], fallback: list[str] | None) -> list[Fault]:
    """All of them, what stops first; `needed` are the languages of the audience."""
    parts = {language: part for language, part in content.items() if written(part)}
    found = _missing(parts, needed, fallback)
    for language, part in parts.items():
        found += [*_length(language, part), *_markup(language, part), *_poll(language, part)]
    found += [*_placeholders(parts), *_numbers(parts), *_buttons(parts)]
    return sorted(found, key=lambda fault: not fault.stops)


def written(part: dict[str, Any] | None) -> bool:
    """Whether there is anything to send."""
    return bool(part and ((part.get("text") or "").strip() or part.get("media") or part.get("poll")))


def length(part: dict[str, Any]) -> int:
    """Characters as Telegram counts them: after rendering, without the space around."""
    return len(shown_text(part).strip())


def limit(part: dict[str, Any]) -> int:
    """One medium carries its text as a caption; albums and polls have it as a message of its own."""
    return CAPTION if len(part.get("media") or []) == 1 else TEXT


def shown_text(part: dict[str, Any]) -> str:
    """The text without its markup."""
    text = part.get("text") or ""
    if part.get("parse_mode") != "HTML":
        return text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.shown)


def _missing(parts: dict[str, Any], needed: tuple[str, ...], fallback: list[str] | None) -> list[Fault]:
    covered = any(language in parts for language in fallback or ())
    return [Fault("missing", one) for one in needed if one not in parts and not covered]


def _length(language: str, part: dict[str, Any]) -> list[Fault]:
    if len(part.get("media") or []) > 1 and not length(part):
        return [Fault("bare", language)]
    if length(part) <= limit(part):
        return []
    return [Fault("long", language, facts={"length": length(part), "limit": limit(part)})]


def _markup(language: str, part: dict[str, Any]) -> list[Fault]:
    text = part.get("text") or ""
    if part.get("parse_mode") == "HTML":
        reader = _Reader()
        reader.feed(text)
        reader.close()
        return [Fault("markup", language, facts={"place": one}) for one in reader.faults()[:1]]
    end = len(text.encode("utf-16-le")) // 2
    if any(one["length"] < 1 or one["offset"] < 0 or one["offset"] + one["length"] > end
           for one in part.get("entities") or []):  # fmt: skip
        return [Fault("markup", language, facts={"place": "entities"})]
    tag = TAG.search(text)
    return [Fault("tag", language, stops=False, facts={"place": tag[0]})] if tag else []


def _poll(language: str, part: dict[str, Any]) -> list[Fault]:
    poll = part.get("poll")
    if not poll:
        return []
    fits = OPTIONS[0] <= len(poll["options"]) <= OPTIONS[1] and len(poll["question"]) <= QUESTION
    return (
        [] if fits and all(0 < len(one) <= OPTION for one in poll["options"]) else [Fault("poll", language)]
    )


def _placeholders(parts: dict[str, Any]) -> list[Fault]:
    held = {language: frozenset(PLACEHOLDER.findall(shown_text(part))) for language, part in parts.items()}
    everywhere = frozenset[str]().union(*held.values()) if held else frozenset[str]()
    found = []
    for place in sorted(everywhere):
        here = [language for language, places in held.items() if place in places]
        others = [language for language in held if language not in here]
        if others and place.startswith(("{", "%", "<<")):
            found.append(Fault("placeholder", here[0], facts={"place": place, "others": others}))
        else:
            found.append(Fault("left", here[0], stops=False, facts={"place": place}))
    return found


def _numbers(parts: dict[str, Any]) -> list[Fault]:
    """Each number that some language states and another does not."""
    said = {language: stated(_everything(part)) for language, part in parts.items()}
    unequal = {number for one, other in combinations(said, 2) for number in said[one] ^ said[other]}
    found = []
    for number in sorted(unequal):
        here = [language for language in said if number in said[language]]
        others = [language for language in said if number not in said[language]]
        facts: dict[str, object] = {"number": number, "here": here, "others": others}
        found.append(Fault("numbers", None, stops=False, facts=facts))
    return found


def _buttons(parts: dict[str, Any]) -> list[Fault]:
    counts = {language: sum(map(len, part.get("buttons") or [])) for language, part in parts.items()}
    most = max(counts.values(), default=0)
    fewer = [language for language, number in counts.items() if number < most]
    return [Fault("buttons", None, stops=False, facts={"others": fewer})] if fewer else []


def _everything(part: dict[str, Any]) -> str:
    poll = part.get("poll") or {"question": "", "options": []}
    return "\n".join([shown_text(part), poll["question"], *poll["options"]])


class _Reader(HTMLParser):
    """Reads Telegram HTML: what is shown, and where it breaks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self._open: list[str] = []
        self._bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag not in TAGS:
            self._bad.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self._bad.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.shown.append(data)

    def faults(self) -> list[str]:
        return [*self._bad, *(f"<{tag}>" for tag in self._open)]
