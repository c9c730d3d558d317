"""In which language and letters a question is written, and what it says when the keyboard was wrong.

Letters decide the script; letter groups (a small model trained on the entries, data/search.npz) decide
between Kazakh, Russian and English, whatever the letters. Turkish comes out as Kazakh in Latin letters,
its nearest of the three.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from bot.text.languages import LANGUAGES
from bot.text.skeleton import plain, skeleton, skeletons

KAZAKH_ONLY = frozenset("әғқңөұүһі")
LATIN_KAZAKH = frozenset("ığşçöüäñūǵáńóúý")
_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TOP_ROW = dict(zip("234589", "әіңғүұ", strict=True)) | {"0": "қ", "-": "ө", "=": "һ"}
_TO_CYRILLIC = str.maketrans(_KEYS + '{}:"<>~', _RUSSIAN + "хъжэбюё")
_TO_KAZAKH = str.maketrans({**dict(zip(_KEYS + '{}:"<>~', _RUSSIAN + "хъжэбюё", strict=True)), **_TOP_ROW})
_TO_LATIN = str.maketrans(_RUSSIAN + "".join(_TOP_ROW.values()), _KEYS + "".join(_TOP_ROW))
_ARABIC, _CYRILLIC, _LETTERS = map(re.compile, ("[\u0600-\u06ff]", "[\u0400-\u04ff]", r"[^\W\d_]"))
UNKNOWN_GROUP = -11.0  # log probability of a letter group never seen
DOUBT = 15.0  # by how much a language has to be likelier before it outweighs the asker's own
LATIN_DOUBT = 30.0  # the same for a text in Latin letters of somebody who reads English
LONG_DOUBT = 40.0  # the same for an announcement
# Words of an announcement: too few to tell, those read, letters of one too long to be any.
FEW_WORDS, FIRST_WORDS, LONG_WORD = 5, 150, 30
LETTER = 8.0  # what a word with a letter only Kazakh has tells for Kazakh,
ENDING = 40.0  # and one with an ending only Kazakh has
# Plural and "my, your" as Kazakh adds them, to Russian stems too and without its own letters: документтер, визаларды.
_PLURAL = r"(?:[кпстфхцчшщбгд]т|[лмнз]д|[аеёиоуыэюяйр]л)[аеә]р"
_POSSESSIVE = r"(?:[ыиі]|[ыиі]м|[ыиі][нң]|[ыиі]м[ыиі]з|[ыиі][нң][ыиі]з)?"
_CASE = r"(?:[нд][ыиі][нң]|[дн][ыиі]|[гғк][аеә]|не|на|[дн]д?[аеә]н?|мен)?"
_KAZAKH_WORD = re.compile(
    r"[а-яёәғқңөұүһі]{3,40}"
    rf"(?:{_PLURAL}{_POSSESSIVE}{_CASE}|[ыиі]м(?:[ыиі]з)?д[ыиі]|[ыиі]м[ыиі]з|[ыиі][нң][ыиі]з)"
)
_WORDS = re.compile(r"\w+")
SHARED = Path(__file__).parent / "data" / "shared_words.txt"
WRONG_KEYBOARD = 1.2  # how much likelier, per letter group, the other keyboard has to make the text
LIKELY = (
    -8.2
)  # log probability of a letter group from which on no other keyboard can make it so much likelier


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood: `keys` are its skeletons, `text` its letters after keyboard repair.

    `told` is how much likelier than every other its language is, by the words that only some languages have.
    """

    text: str
    language: str
    script: str
    keys: tuple[str, ...]
    told: float = 0.0

    def speaks(self, own: str | None) -> bool:
        """Whether the text tells its language, to somebody whose own language is `own`."""
        doubt = LATIN_DOUBT if own == "en" and self.script == "latn" else DOUBT
        return self.script == "arab" or self.told > doubt


class LetterModel:
    """Log probabilities of letter groups in each language."""

    def __init__(self, groups: list[str], logs: np.ndarray) -> None:
        self._rows = {group: tuple(row) for group, row in zip(groups, logs.tolist(), strict=True)}
        self._unknown = (UNKNOWN_GROUP,) * len(LANGUAGES)
        self.word = lru_cache(maxsize=65536)(self._word)

    def _word(self, key: str) -> tuple[float, float, float]:
        kk = ru = en = 0.0
        for group in groups_of(key):
            row = self._rows.get(group, self._unknown)
            kk, ru, en = kk + row[0], ru + row[1], en + row[2]
        return kk, ru, en

    def scores(self, keys: tuple[str, ...]) -> dict[str, float]:
        """Log likelihood of the skeletons in each language."""
        sums = [sum(column) for column in zip(*map(self.word, keys), strict=True)] or [0.0, 0.0, 0.0]
        return dict(zip(LANGUAGES, sums, strict=True))


def groups_of(key: str) -> list[str]:
    """The letter groups of a skeleton, and the word itself: `size_of` of them."""
    framed = f"#{key}#"
    return ["w" + key, *(framed[at : at + n] for n in (2, 3, 4) for at in range(len(framed) - n + 1))]


def size_of(key: str) -> int:
    """How many letter groups a skeleton has."""
    return 3 * len(key) + 1


def script_of(text: str) -> str:
    """The script most letters are of: cyrl, latn or arab; "latn" for a text without letters."""
    arabic, cyrillic = len(_ARABIC.findall(text)), len(_CYRILLIC.findall(text))
    latin = len(_LETTERS.findall(text)) - arabic - cyrillic
    best = max(arabic, cyrillic, latin)
    return "arab" if arabic == best and arabic else "cyrl" if cyrillic == best and cyrillic else "latn"


def read(text: str, model: LetterModel) -> Reading:
    """The language, script and skeletons of a question, its keyboard repaired if that was wrong."""
    script = script_of(text)
    keys = tuple(skeletons(text))
    scores = model.scores(keys)
    if script != "arab" and _LETTERS.search(text):
        repaired = _repaired(text, script, keys, max(scores.values()), model)
        if repaired is not None:
            return repaired
    return _reading(text, script, keys, model)


def told_by(text: str, model: LetterModel) -> str | None:
    """The language of something longer than a few words, by the first of them; None where they leave it open."""
    keys = tuple(key for key in skeletons(text) if len(key) <= LONG_WORD)[:FIRST_WORDS]
    if len(set(keys)) < FEW_WORDS:
        return None
    reading = _reading(text, script_of(text), keys, model)
    return reading.language if reading.told > LONG_DOUBT or reading.script == "arab" else None


@cache
def shared() -> frozenset[str]:
    """The skeletons of words that don't tell a language."""
    lines = SHARED.read_text(encoding="utf-8").splitlines()
    return frozenset(key for line in lines if not line.startswith("#") for key in skeletons(line))


def _reading(text: str, script: str, keys: tuple[str, ...], model: LetterModel) -> Reading:
    among = {"arab": ("kk",), "cyrl": ("kk", "ru"), "latn": ("kk", "en")}[script]
    own = tuple(key for key in keys if key not in shared())
    telling = _likelihood(text, own, model)
    likely = telling if own else _likelihood(text, keys, model)
    best = max(among, key=likely.__getitem__)
    others = [telling[language] for language in among if language != best]
    return Reading(text, best, script, keys, telling[best] - max(others) if own and others else 0.0)


def _likelihood(text: str, keys: tuple[str, ...], model: LetterModel) -> dict[str, float]:
    """How likely words are in each language; letters and endings that only Kazakh has speak for it."""
    scores = model.scores(keys)
    told = 0.0
    for word in _WORDS.findall(plain(text)):
        told += LETTER * (not KAZAKH_ONLY.isdisjoint(word)) + LETTER * (not LATIN_KAZAKH.isdisjoint(word))
        if _KAZAKH_WORD.fullmatch(word) and skeleton(word) not in shared():
            told += ENDING
    return {**scores, "kk": scores["kk"] + told}


def _repaired(
    text: str, script: str, keys: tuple[str, ...], score: float, model: LetterModel
) -> Reading | None:
    """The same keys pressed with the other keyboard on, if that makes much likelier words."""
    tables = (_TO_CYRILLIC, _TO_KAZAKH) if script == "latn" else (_TO_LATIN,)
    length = sum(map(size_of, keys))
    if not length or score / length > LIKELY:  # no length: single signs, as in "</b>"
        return None
    best, chosen = score / length + WRONG_KEYBOARD, None
    for table in tables:
        other = text.lower().translate(table)
        pressed = tuple(skeletons(other))
        if not pressed:
            continue
        scores = model.scores(pressed)
        likely = max(scores.values()) / sum(map(size_of, pressed))
        if likely > best:
            best, chosen = likely, _reading(other, script_of(other), pressed, model)
    return chosen
