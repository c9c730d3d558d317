"""A typed text as figures, words and signs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.broadcasts.typed_time.words import AT_HOUR, LONGEST_PHRASE, OF_DAY, VOWELS, Word, key, meanings

LONGEST = 200  # characters read
MOST = 60  # tokens read
TOKEN = re.compile(r"[ap]\.\s?m\b\.?|[0-9]+|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|[^\s\w]|\w", re.IGNORECASE)
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2069\ufeff]")
QUOTED = re.compile(r"[«“„\"]\s?(\d{1,2})\s?[»”“\"]")  # a day in official papers: «21» наурыз
DASHES = "-–—−‑"
WEEKS = 5  # a weekday comes no more often in a month
IDLE = ',;.()[]«»"،؛!@'  # signs between the parts of a time that say nothing


@dataclass(frozen=True, slots=True)
class Token:
    """`number`: its value, if it is figures; `close`: nothing stands between it and the token before."""

    text: str
    start: int
    end: int
    close: bool

    @property
    def number(self) -> int | None:
        return int(self.text) if self.text.isdecimal() and len(self.text) <= 4 else None


NONE: Final = Token("", 0, 0, False)


class Tokens:
    """The tokens of a text, and the words that begin at each."""

    def __init__(self, text: str) -> None:
        self.text = QUOTED.sub(r"\1", INVISIBLE.sub("", text.translate(DIGITS))).strip()
        self._list = [
            Token(
                match[0],
                match.start(),
                match.end(),
                match.start() > 0 and not self.text[match.start() - 1].isspace(),
            )
            for match in TOKEN.finditer(self.text)
        ]
        self._words: dict[int, list[tuple[Word, int]]] = {}

    def __len__(self) -> int:
        return len(self._list)

    def __getitem__(self, at: int) -> Token:
        return self._list[at] if 0 <= at < len(self._list) else NONE

    def words(self, at: int, *sorts: str) -> list[tuple[Word, int]]:
        """Words and phrases of these sorts that begin here, with where they end."""
        if at not in self._words:
            self._words[at] = list(self._begin(at))
        return [(word, end) for word, end in self._words[at] if word.sort in sorts]

    def _begin(self, at: int) -> Iterator[tuple[Word, int]]:
        for end in range(at + 1, min(at + LONGEST_PHRASE, len(self)) + 1):
            part = self._list[at:end]
            if not all(token.text[0].isalpha() for token in part):
                return
            typed = key(" ".join(token.text.replace(".", "").replace(" ", "") for token in part))
            for word in meanings(typed):
                yield word, end
                if word.sort == "unit" and self[end].text == "." and self[end].close:
                    yield word, end + 1  # shortened: "ч."

    def after(self, at: int, *sorts: str) -> int:
        """Where the words of these sorts that begin here end; here if there are none."""
        return max([end for _, end in self.words(at, *sorts)], default=at)

    def part(self, at: int) -> str:
        """What stands there, with whatever is written together with it and the unknown words that follow."""
        first, last = at, at
        while first > 0 and self[first].close:
            first -= 1
        while last + 1 < len(self) and (self[last + 1].close or self.unknown(last + 1)):
            last += 1
        return self.text[self[first].start : self[last].end].strip(IDLE + " ")

    def unknown(self, at: int) -> bool:
        """A word that says nothing of a time."""
        if at not in self._words:
            self._words[at] = list(self._begin(at))
        return self[at].text[0].isalpha() and not self._words[at]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in figures or words; `ending` says whether it is an hour or a day. `figures`: how many, 0 if spelt."""

    value: int
    end: int
    ending: str
    figures: int


def numbers(tokens: Tokens, at: int) -> Iterator[Number]:
    """ "9", "9-да", "5th", "тоғызда", "он екі", "twenty five", "пятого"; the second in "second Wednesday" is no day."""
    for number in _numbers(tokens, at):
        if number.ending != "day" or number.value > WEEKS or not tokens.words(number.end, "weekday"):
            yield number


def _numbers(tokens: Tokens, at: int) -> Iterator[Number]:
    token = tokens[at]
    if token.number is not None:
        yield Number(token.number, at + 1, "", len(token.text))
        hyphen = at + 1 + (tokens[at + 1].close and tokens[at + 1].text in DASHES)
        if tokens[hyphen].close and tokens[hyphen].text[:1].isalpha():
            ending = key(tokens[hyphen].text)
            if ending in AT_HOUR or ending in OF_DAY:
                said = "hour" if ending in AT_HOUR and ending not in VOWELS else "day"
                yield Number(token.number, hyphen + 1, said, len(token.text))
        return
    for word, end in tokens.words(at, "number", "ordinal"):
        value = int(word.value)
        yield Number(value, end, _ending(word), 0)
        if value >= 10 and value % 10 == 0 and word.sort == "number":
            for unit, stop in tokens.words(end, "number", "ordinal"):
                if int(unit.value) < 10:
                    yield Number(value + int(unit.value), stop, _ending(unit), 0)


def _ending(word: Word) -> str:
    if word.sort == "ordinal" or word.ending in OF_DAY:
        return "day"
    return "hour" if word.ending in AT_HOUR else ""


def two(token: Token) -> bool:
    """Two figures of minutes, written to what stands before."""
    return len(token.text) == 2 and token.number is not None and token.number < 60
