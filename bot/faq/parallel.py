"""Texts that say the same in several languages, and what one of them says otherwise: broadcasts and entries alike.

A text in the box of another language, numbers and dates, links, lengths. None of it is wrong for certain: it is for
staff to look at. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from bot.faq import weights
from bot.faq.entry import Text
from bot.faq.language import told_by
from bot.text.markup import visible
from bot.text.numbers import stated

SITE = re.compile(r"https?://([^\s/?#@:<>\"]+)", re.IGNORECASE)
HREF = re.compile(r'href="([^"]*)"', re.IGNORECASE)
LONG, UNLIKE = 200, 2.5  # characters from which lengths are compared, and how many times as long is too long
BOXES = ("question", "answer", "steps", "documents", "warnings", "phrasings")  # of an entry
# As a line at the command line; screens say it in their readers' languages.
REASONS = {
    "wrong": "reads as if it were in another language ({other})",
    "numbers": "{number} stands in {here}, but not in {others}",
    "links": "{place} is linked in {here}, but not in {others}",
    "lengths": "{here} is more than twice as long as {others}",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says in one language: its words, how long it is, and addresses that are not among its words."""

    words: str
    length: int
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind` is a key of REASONS, `facts` fill its sentence: lists of languages, a number, a site. `language` is None
    when it lies between languages."""

    kind: str
    language: str | None
    facts: dict[str, object] = field(default_factory=dict)


def differences(said: Mapping[str, Said]) -> list[Difference]:
    """By language; those that say nothing are left out of it."""
    said = {language: text for language, text in said.items() if text.words.strip() or text.addresses}
    words = {language: text.words for language, text in said.items()}
    lengths = {language: text.length for language, text in said.items()}
    sites = {language: _sites(text) for language, text in said.items()}
    return [*_wrong(words), *_numbers(words), *_between("links", "place", sites), *_lengths(lengths)]


def of_entry(texts: Mapping[str, Text]) -> list[Difference]:
    """Between the languages of an entry, as read: each box by its language and length, the whole by what it states.
    A language that has no answer yet is left out."""
    texts = {language: text for language, text in texts.items() if text.answer.strip()}
    boxes = [{language: _box(text, name) for language, text in texts.items()} for name in BOXES]
    whole = {language: "\n".join(text.parts) for language, text in texts.items()}
    stating = {language: visible(words) for language, words in whole.items()}
    sites = {
        language: _sites(Said(words, 0, tuple(HREF.findall(words)))) for language, words in whole.items()
    }
    listed = [difference for box in boxes for difference in _wrong(box)]
    listed += [*_numbers(stating), *_between("links", "place", sites)]
    for box in boxes[:-1]:  # how many ways of asking there are is each language's own
        listed += _lengths({language: len(words) for language, words in box.items()})
    return [difference for at, difference in enumerate(listed) if difference not in listed[:at]]


def line(difference: Difference) -> str:
    """For the command line."""
    facts = {
        name: ", ".join(fact) if isinstance(fact, list) else fact for name, fact in difference.facts.items()
    }
    return REASONS[difference.kind].format_map(facts)


def _box(text: Text, name: str) -> str:
    value: str | tuple[str, ...] = getattr(text, name)
    return visible(value if isinstance(value, str) else "\n".join(value))


def _wrong(words: Mapping[str, str]) -> Iterator[Difference]:
    """A text in the box of another language, as it happens when three are pasted one after the other."""
    for language, text in words.items():
        told = told_by(text, weights.load().letters)
        if told not in (None, language):
            yield Difference("wrong", language, {"other": [told]})


def _numbers(words: Mapping[str, str]) -> Iterator[Difference]:
    yield from _between("numbers", "number", {language: stated(text) for language, text in words.items()})


def _between(kind: str, name: str, said: Mapping[str, frozenset[str]]) -> Iterator[Difference]:
    """Each that some language has and another has not."""
    for value in sorted({value for pair in combinations(said.values(), 2) for value in pair[0] ^ pair[1]}):
        here = [language for language in said if value in said[language]]
        others = [language for language in said if value not in said[language]]
        yield Difference(kind, None, {name: value, "here": here, "others": others})


def _sites(text: Said) -> frozenset[str]:
    """The pages of a site differ by language, the site does not."""
    hosts = SITE.findall("\n".join([text.words, *text.addresses]))
    return frozenset(host.lower().removeprefix("www.") for host in hosts)


def _lengths(lengths: Mapping[str, int]) -> Iterator[Difference]:
    """One language says several times as much as another."""
    lengths = {language: length for language, length in lengths.items() if length}
    if lengths and max(lengths.values()) >= LONG:
        longest, shortest = max(lengths, key=lengths.__getitem__), min(lengths, key=lengths.__getitem__)
        if lengths[longest] > UNLIKE * lengths[shortest]:
            yield Difference("lengths", None, {"here": [longest], "others": [shortest]})
