"""What a question says without what it is wrapped in: greetings, thanks, blessings, names, "I have a question".

`unwrapped` takes them out. 1 The text is cut into clauses; 2 by the table data/courtesy.toml introductions go, then
phrases, then what only fills a clause, then a signature; 3 what no table knows but sounds like wrapping goes, too
(bot/faq/wrapping.py), if something is left; 4 what is left is the question. A text of nothing else keeps nothing, and
`Unwrapped.kind` says whether it greets or thanks.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from bot.faq import wrapping
from bot.faq.clauses import Clause, clauses_of, words_of
from bot.text.skeleton import skeletons

FILE = Path(__file__).parent / "data" / "courtesy.toml"
ADDRESS = 6  # words of a clause that speaks to somebody ("Dear team of Otandas")
SIGNATURE = 6  # words that may follow "regards"
NAMES = 3  # words of a bare signature
_SIGNED = re.compile(r"[^?؟]*")  # the end of what is no question


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """`text` is what is left, empty where nothing was asked; `kind` then is greeting or thanks."""

    text: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class _Words:
    """Skeletons, and beginnings of skeletons (written with a star)."""

    whole: frozenset[str]
    stems: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Words":
        words = text.split()
        stems = tuple(key for word in words if word.endswith("*") for key in skeletons(word))
        return cls(
            frozenset(key for word in words if not word.endswith("*") for key in skeletons(word)), stems
        )

    def __contains__(self, key: str) -> bool:
        return key in self.whole or key.startswith(self.stems)


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: str
    signs: _Words
    beside: _Words
    edge: int | None

    def holds(self, key: str) -> bool:
        """Whether a word belongs to the phrase."""
        return key in self.signs or key in self.beside


@dataclass(frozen=True, slots=True)
class _Table:
    phrases: Sequence[_Phrase]
    opening: _Words
    closing: _Words
    before: _Words
    introduction: re.Pattern[str]
    introduced: re.Pattern[str]
    kept: tuple[str, ...]
    joints: _Words


@cache
def _table() -> _Table:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    introduction = data["introduction"]
    return _Table(
        phrases=[_phrase(row) for row in data["phrase"]],
        opening=_Words.of(data["opening"]["words"]),
        closing=_Words.of(data["closing"]["words"]),
        before=_Words.of(data["closing"]["before"]),
        introduction=_pattern(introduction["phrases"]),
        introduced=_pattern(introduction["alone"]),
        kept=tuple(skeletons(introduction["kept"])),
        joints=_Words.of(data["joints"]["words"]),
    )


def _phrase(row: Mapping[str, Any]) -> _Phrase:
    return _Phrase(row["kind"], _Words.of(row["signs"]), _Words.of(row["with"]), row.get("edge"))


def _pattern(lines: str) -> re.Pattern[str]:
    """One expression for all phrases, over the skeletons of a clause as `_written` writes them."""
    phrases = sorted(filter(None, map(str.strip, lines.splitlines())), key=len, reverse=True)
    return re.compile("|".join("".join(map(_word_pattern, phrase.split())) for phrase in phrases))


def _word_pattern(word: str) -> str:
    optional = word.startswith("?")
    forms = "|".join(map(_form_pattern, word.lstrip("?").split("|")))
    return f"(?: (?:{forms}))" + ("?" if optional else "") if word != "+" else r"(?: \S+\^| \S+(?=$))?"


def _form_pattern(form: str) -> str:
    if form == "_":
        return r"\S+"
    if form == "#":
        return r"\d+\S*"
    if form == "^":
        return r"\S+\^"
    ending = form.startswith("*")
    return (r"\S*" if ending else "") + re.escape("".join(skeletons(form.lstrip("*")))) + r"\^?(?= |$)"


@lru_cache(maxsize=256)  # danger, wishes and the search each ask for it
def unwrapped(text: str) -> Unwrapped:
    """The question in a text, and what the text is if there is none."""
    clauses = list(clauses_of(text))
    kinds = take_known(clauses)
    _take_learnt(clauses)
    if not any(clause.gone for clause in clauses):
        return Unwrapped(text, None)
    if any(clause.left for clause in clauses):
        return Unwrapped(_without(clauses), None)
    return Unwrapped("", "thanks" if "thanks" in kinds else "greeting")


def take_known(clauses: list[Clause]) -> set[str]:
    """Takes out what the table knows; returns the kinds of its phrases."""
    table = _table()
    _take_signature(clauses, table)
    for clause in clauses:
        _take_introductions(clause, table)
    kinds = {kind for clause in clauses for kind in _take_phrases(clause, table)}
    _take_addresses(clauses, table)
    _take_names(clauses)
    return kinds


def _take_learnt(clauses: Sequence[Clause]) -> None:
    """Takes out what sounds like wrapping, if something is left then; places that tell entries apart stay."""
    kept, sounds = _table().kept, iter(wrapping.load().wrapping(words_of(clauses)))
    taken = [{at for at in range(len(clause.keys)) if next(sounds)} for clause in clauses]
    if any(set(clause.left) - places for clause, places in zip(clauses, taken, strict=True)):
        for clause, places in zip(clauses, taken, strict=True):
            clause.take(at for at in places if not clause.keys[at].startswith(kept))


def _without(clauses: Iterable[Clause]) -> str:
    """The words that are left, with the marks between their clauses."""
    parts = []
    for clause in clauses:
        if clause.left:
            parts += [" ".join(clause.words[at] for at in clause.left), clause.breaks]
    return "".join(parts).strip()


def _take_introductions(clause: Clause, table: _Table) -> None:
    if any(key.startswith(table.kept) for key in clause.keys):
        return
    written = _written(clause)
    for match in table.introduction.finditer(written):
        _take_match(clause, written, match)
    if clause.left and table.introduced.fullmatch(_written(clause)):
        clause.take(clause.left)


def _written(clause: Clause) -> str:
    """The skeletons that are left, each after a space; ^ marks a capital letter."""
    return "".join(f" {clause.keys[at]}{'^' * clause.words[at][0].isupper()}" for at in clause.left)


def _take_match(clause: Clause, written: str, match: re.Match[str]) -> None:
    first = written[: match.start()].count(" ")
    clause.take(range(first, first + match[0].count(" ")))


def _take_phrases(clause: Clause, table: _Table) -> list[str]:
    """Takes phrases out; returns their kinds."""
    kinds = []
    for at, key in enumerate(clause.keys):
        phrase = _signed(key)
        if phrase is not None and at not in clause.gone:
            clause.take(_run(clause.keys, at, phrase))
            kinds.append(phrase.kind)
    for step in (1, -1):
        if clause.left and (phrase := _filler(clause, step)):
            kinds.append(phrase.kind)
    if clause.gone and all(clause.keys[at] in table.joints for at in clause.left):
        clause.take(clause.left)
    return kinds


@lru_cache(maxsize=16384)
def _signed(key: str) -> _Phrase | None:
    """The phrase a word is a sign of."""
    phrases = (phrase for phrase in _table().phrases if phrase.edge is None)
    return next((phrase for phrase in phrases if key in phrase.signs), None)


def _run(keys: Sequence[str], at: int, phrase: _Phrase) -> range:
    """The sign's place with the phrase's words before and after it."""
    first = last = at
    while first and phrase.holds(keys[first - 1]):
        first -= 1
    while last + 1 < len(keys) and phrase.holds(keys[last + 1]):
        last += 1
    return range(first, last + 1)


def _filler(clause: Clause, step: int) -> _Phrase | None:
    """Takes out a phrase that fills the clause, or enough of its beginning (end, if `step` is -1)."""
    places = clause.left[::step]
    keys = [clause.keys[place] for place in places]
    for phrase in _fillers(keys[0]):
        run = list(takewhile(phrase.holds, keys))
        enough = phrase.edge or len(keys)
        if (len(run) == len(keys) or len(run) >= enough) and any(key in phrase.signs for key in run):
            clause.take(places[: len(run)])
            return phrase
    return None


@lru_cache(maxsize=16384)
def _fillers(key: str) -> tuple[_Phrase, ...]:
    """The phrases that may fill a clause which begins or ends with a word."""
    return tuple(phrase for phrase in _table().phrases if phrase.edge is not None and phrase.holds(key))


def _take_addresses(clauses: list[Clause], table: _Table) -> None:
    """Clauses spoken to somebody, if something else is said."""
    for clause in clauses:
        left = clause.left
        if len(clauses) > 1 and left and clause.keys[left[0]] in table.opening and len(left) <= ADDRESS:
            clause.take(left)


def _take_signature(clauses: list[Clause], table: _Table) -> None:
    """Everything from "regards" on, if short."""
    for number, clause in enumerate(clauses):
        at = next((at for at, key in enumerate(clause.keys) if key in table.closing), None)
        if at is None:
            continue
        after = sum(len(other.keys) for other in clauses[number + 1 :]) + len(clause.keys) - at - 1
        if after <= SIGNATURE:
            while at and clause.keys[at - 1] in table.before:
                at -= 1
            clause.take(range(at, len(clause.keys)))
            for other in clauses[number + 1 :]:
                other.take(other.left)
            return


def _take_names(clauses: list[Clause]) -> None:
    """A last line of one to three names: words with a capital letter, or any words where letters have none."""
    last = clauses[-1] if clauses else None
    before = next((number for number in range(len(clauses) - 2, -1, -1) if clauses[number].left), None)
    if last is None or before is None or not last.left or not _SIGNED.fullmatch(last.breaks):
        return
    breaks = "".join(clause.breaks for clause in clauses[before:-1])
    words = [last.words[at] for at in last.left]
    if "\n" in breaks and len(words) <= NAMES and all(map(_name, words)):
        asked = not _SIGNED.fullmatch(clauses[before].breaks)
        if words[0][0].isupper() or asked or len(words) < NAMES:
            last.take(last.left)


def _name(word: str) -> bool:
    """Whether a word may be a name."""
    return (word[0].isupper() and not word.isupper()) or not (word[0].islower() or word[0].isupper())
