"""Danger is recognised before anything is searched: violence, suicide, captivity, arrest, the body, a missing person,
disaster. Rules over folded words, so that spelling, letters and language make no difference.

    danger_of("Күйеуім мені ұрып жатыр")  # Danger.VIOLENCE

1 idioms and everyday matters are taken out («умираю от скуки», "lost passport", «өрт сөндіруші»); 2 a mere cry for
help is danger when nothing else is asked; 3 the alarm says how much the text sounds like danger (bot/faq/alarm.py): it
has to sound so more where no phrase says it than where one does, and more still where an entry answers it. A phrase
is sure, unless the matter is long past, or likely, unless it is about law, study or an allowance; the phrases, in
data/danger.toml, also say what danger it is. A missed call for help costs more than a card too many: in doubt it is
danger. A text of several sentences that is none as a whole is heard sentence by sentence, too: what is asked about
papers around it must not drown it. What sounds somewhat like danger, or a phrase knows though all of it sounds calm,
is a doubt: it is answered as ever, with a way to the emergency numbers above the answer.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from bot.faq import alarm
from bot.faq.alarm import Said
from bot.faq.courtesy import unwrapped
from bot.faq.phrases import WORD, Phrases, Vocabulary, present_in
from bot.text.skeleton import plain, skeleton

FILE = Path(__file__).parent / "data" / "danger.toml"
MEANINGS = FILE.with_name("danger_meanings.toml")
# Log odds from which a text is danger: with a phrase that says so, and without.
KNOWN, UNKNOWN = -1.5, 0.0
# The same for a doubt.
KNOWN_DOUBT, DOUBT = -5.0, -2.5
# Without a phrase fewer words than these are no doubt, and nothing sure: a noun, what stands on a button.
FEW, FEW_SURE = 3, 5
# The same for a sentence among others: one that a phrase knows, one that none knows, and for a doubt.
AMONG_OTHERS, UNKNOWN_AMONG, DOUBT_AMONG = 2.0, 6.0, 3.0
SENTENCE, WORDS = re.compile(r"[.!?؟…\n]+"), 3  # what ends a sentence, and how many words it has at least
# From this chance that an entry answers a text it has to sound so much more like danger.
OURS, CALMER = 0.8, 2.0
# Characters that are heard at once; of a longer text each part of so many, half over the one before.
HEARD = 2000
NOTHING: frozenset[int] = frozenset()


class Danger(StrEnum):
    """What a person is in danger of; the first that fits counts."""

    SUICIDE = "suicide"
    """Does not want to live, or fears for somebody who does not."""
    CAPTIVITY = "captivity"
    """Held, sold, forced to work; a passport taken away."""
    ARREST = "arrest"
    """Arrested, in prison, held at a border, about to be expelled."""
    VIOLENCE = "violence"
    """Beaten, raped, threatened, followed, married by force, robbed."""
    MEDICAL = "medical"
    """A body that needs an ambulance."""
    MISSING = "missing"
    """A child or relative has disappeared."""
    DISASTER = "disaster"
    """Earthquake, fire, flood, war."""
    HELP = "help"
    """A cry for help, or nowhere to go; more is not said."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What somebody may be in danger of; where it is not `sure`, they are asked rather than told."""

    danger: Danger
    sure: bool


class Recogniser:
    """The phrases of a file, ready to be looked for."""

    def __init__(self, table: dict[str, Any], meanings: dict[str, str]) -> None:
        lists = {**table["words"], **meanings}
        self._vocabulary = vocabulary = Vocabulary(lists)
        harmless = table["harmless"]
        self._idioms = Phrases(vocabulary, harmless["idioms"])
        self._past = Phrases(vocabulary, harmless["past"])
        self._calm = Phrases(vocabulary, harmless["calm"])
        self._sure = {danger: Phrases(vocabulary, table[danger]["sure"]) for danger in Danger}
        self._likely = {danger: Phrases(vocabulary, table[danger].get("likely", ())) for danger in Danger}
        self._lists = {vocabulary.number(f"{{{name}}}"): name for name in lists}
        self._cry = vocabulary.number("{help}")
        self._crying = vocabulary.number("/".join(table["help"]["alone"].split()))

    def alert_in(self, text: str, ours: float) -> Alert | None:
        """`ours` is the chance that an entry answers it."""
        whole = self._vocabulary.read(text)
        if not any(whole):
            return None
        gone = self._idiomatic(whole)
        words = [NOTHING if at in gone else word for at, word in enumerate(whole)]
        if danger := self._cried(words):
            return Alert(danger, sure=True)
        danger = self._said(words, whole)
        heard = self._heard(text, whole, gone)
        if danger is None and len(heard) < FEW:
            return None
        odds = alarm.load().loudest(heard) - (CALMER if ours > OURS else 0.0)
        sure, doubt = (KNOWN, KNOWN_DOUBT) if danger else (UNKNOWN, DOUBT)
        said = danger is not None or len(heard) >= FEW_SURE
        return Alert(danger or Danger.HELP, sure=said and odds > sure) if odds > doubt else None

    def alert_among(self, sentences: list[str]) -> Alert | None:
        """What a sentence says by itself."""
        return _first_sure(map(self._alert_beside, sentences))

    def _alert_beside(self, sentence: str) -> Alert | None:
        whole = self._vocabulary.read(sentence)
        gone = self._idiomatic(whole)
        danger = self._by_phrases(whole, gone)
        odds = alarm.load().loudest(self._heard(sentence, whole, gone))
        sure = odds > (AMONG_OTHERS if danger else UNKNOWN_AMONG)
        return Alert(danger or Danger.HELP, sure) if sure or odds > DOUBT_AMONG else None

    def by_phrases(self, text: str) -> Danger | None:
        """What the phrases alone say."""
        whole = self._vocabulary.read(text)
        return self._by_phrases(whole, self._idiomatic(whole))

    def said(self, text: str) -> list[Said]:
        """The words that are left without idioms, as the alarm hears them."""
        whole = self._vocabulary.read(text)
        return self._heard(text, whole, self._idiomatic(whole))

    def _by_phrases(self, whole: list[frozenset[int]], gone: set[int]) -> Danger | None:
        words = [NOTHING if at in gone else word for at, word in enumerate(whole)]
        return self._said(words, whole) or self._cried(words)

    def _heard(self, text: str, whole: list[frozenset[int]], gone: set[int]) -> list[Said]:
        keys = [skeleton(word) for word in WORD.findall(plain(text))]
        return [
            Said(key, tuple(self._lists[number] for number in sorted(word & self._lists.keys())))
            for at, (key, word) in enumerate(zip(keys, whole, strict=True))
            if key and at not in gone
        ]

    def _idiomatic(self, words: list[frozenset[int]]) -> set[int]:
        """The places of words that are part of an idiom."""
        return {place for start, end in self._idioms.spans(words) for place in range(start, end)}

    def _said(self, words: list[frozenset[int]], whole: list[frozenset[int]]) -> Danger | None:
        sure = _first(self._sure, words)
        if sure:
            return None if self._past.stand_in(whole) else sure
        likely = _first(self._likely, words)
        calm = likely and (self._past.stand_in(whole) or self._calm.stand_in(whole))
        return None if calm else likely

    def _cried(self, words: list[frozenset[int]]) -> Danger | None:
        cried = any(self._cry in word for word in words)
        return Danger.HELP if cried and all(self._crying in word for word in words) else None


def _first(phrases: dict[Danger, Phrases], words: list[frozenset[int]]) -> Danger | None:
    present = present_in(words)
    return next((danger for danger, kind in phrases.items() if any(kind.spans(words, present))), None)


@cache
def recogniser() -> Recogniser:
    """That of data/danger.toml."""
    table, meanings = (tomllib.loads(file.read_text(encoding="utf-8")) for file in (FILE, MEANINGS))
    return Recogniser(table, meanings)


def danger_of(text: str, ours: float = 0.0) -> Danger | None:
    """What whoever wrote this is surely in danger of, None if of nothing we know."""
    alert = alert_in(text, ours)
    return alert.danger if alert and alert.sure else None


def alert_in(text: str, ours: float = 0.0) -> Alert | None:
    """The danger or the doubt that a text leaves: courtesy around it makes it no less.

    `ours` is the chance that an entry answers it.
    """
    return _first_sure(_alert_in_part(part, ours) for part in _parts(text))


def _first_sure(alerts: Iterable[Alert | None]) -> Alert | None:
    """The first that is sure, else the first doubt."""
    doubt = None
    for alert in alerts:
        if alert and alert.sure:
            return alert
        doubt = doubt or alert
    return doubt


def _parts(text: str) -> Iterator[str]:
    for start in range(0, max(1, len(text) - HEARD // 2), HEARD // 2):
        yield text[start : start + HEARD]


def _alert_in_part(text: str, ours: float) -> Alert | None:
    return _first_sure(_alerts(text, ours))


def _alerts(text: str, ours: float) -> Iterator[Alert | None]:
    """What the whole of it says, then what is left without courtesy, then its sentences."""
    yield recogniser().alert_in(text, ours)
    if (rest := unwrapped(text).text) != text:
        yield recogniser().alert_in(rest, ours)
    sentences = [sentence for sentence in SENTENCE.split(text) if len(sentence.split()) >= WORDS]
    if len(sentences) > 1:
        yield recogniser().alert_among(sentences)
