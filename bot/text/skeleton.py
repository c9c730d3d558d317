"""One key for one word, however it is spelt: the skeleton both entries and questions are compared in.

Cyrillic with and without the Kazakh letters, five Latin spellings, töte jazu, look-alike letters and
doubled letters meet in one small alphabet (a b v g d e z i k l m n o p r s t u f h j, š for sh, č for ch).
The table follows the note on Kazakh scripts; Russian and English words pass through the same table, so
that loans common to all three languages (visa, passport, consul) meet as well.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LETTERS = {
    "a": "аәäáâàãăəǝاأإآٵ",
    "b": "бب",
    "v": "вۆ",
    "g": "гғѓґğǵģگعغ",
    "d": "دдذ",
    "e": "еёэєéèêëēەهةې",
    "j": "жќجژ",
    "z": "зزظ",
    "i": "иійыїıíìîïīyىيیئٸ",
    "k": "кқqكقک",
    "l": "лل",
    "m": "мم",
    "n": "нңñńŋņنڭں",
    "o": "оөöóòôõōوٶ",
    "p": "пپ",
    "r": "рر",
    "s": "сßسصث",
    "t": "тتط",
    "u": "уұүüúùûūwýۇٷؤۋۈۉ",
    "f": "фف",
    "h": "хһћحخھ",
    "ts": "ц",
    "č": "чçćچ",
    "š": "шщşśš\u0634",
    "": "ъь",
    "iu": "ю",
    "ia": "я",
}
_SKELETON = str.maketrans({letter: key for key, letters in _LETTERS.items() for letter in letters})
_LOOKALIKE = str.maketrans("aceopxyikmtbhə", "асеорхуікмтвнә")
_LOOKALIKE_BACK = str.maketrans("асеорхуікмтвн", "aceopxyikmtbh")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_APOSTROPHES = re.compile("(?<=\\w)[ʼ'’‘`´ʹ′](?=\\w|\\b)")
_SILENT = re.compile(
    "[\u0300-\u0306\u0308-\u036f\u0307ءٴـ\u064b-\u065f\u0670\u200b-\u200f\u2060-\u2069\ufeff\u00ad]"
)
_UNUSUAL = re.compile(
    "[\u0300-\u036f\u0621-\u0674\u06f0-\u06f9\u00ad\u200b-\u200f\u2060-\u2069\ufeff\u02bc'’‘`´\u02b9′]"
)
_TAG = re.compile(r"<[^>]+>|&\w+;")
_WORD = re.compile(r"[^\W_]+")
LONGEST = 40  # letters of a word that count: no word is longer, and every key is kept for a while
_MEETING = re.compile(r"[a-zə][а-яёәғқңөұүһі]|[а-яёәғқңөұүһі][a-zə]")
_ANY_WORD = re.compile(r"\w+")
_DIGRAPHS = [
    (re.compile(pattern), into)
    for pattern, into in (
        ("shch|štš|šč|sch(?=[aeiou])", "š"),
        ("sh", "š"),
        ("tš(?=[aeiou])|tch|ch", "č"),
        ("zh|dzh|dj", "j"),
        ("kh", "h"),
        ("gh", "g"),
        ("(?<!kita)ph", "f"),  # kitaphana, a library, is no photograph
        ("ck", "k"),
        ("ng", "n"),
        ("x", "ks"),
        ("c(?=[ei])", "s"),
        ("c", "k"),
        ("ae", "a"),
        ("oe", "o"),
        ("ue", "u"),
    )
]
_AFTER_CONSONANT_E = re.compile("(?<=[бвгджзклмнпрстфхцчшщ])э")
_TS = re.compile("ts(?=[aeiou])")  # ц is written ts, c or s
_DOUBLED = re.compile(r"(\D)\1+")


def plain(text: str) -> str:
    """NFC, lower case, without tags, invisible signs and combining marks; look-alike letters repaired."""
    text = _cleaned(text)
    return _ANY_WORD.sub(lambda word: _repaired(word[0]), text) if _MEETING.search(text) else text


def _cleaned(text: str) -> str:
    """`plain` but for the look-alike letters, which `skeleton` repairs word by word and remembers."""
    if "<" in text or "&" in text:
        text = _TAG.sub(" ", text)
    text = unicodedata.normalize("NFC", text).replace("İ", "i").lower()
    if _UNUSUAL.search(text):  # seldom; the substitutions are dear in long texts
        text = _APOSTROPHES.sub("", _SILENT.sub("", text)).translate(_DIGITS)
    return text


def _repaired(letters: str) -> str:
    """A word of mixed alphabets in the alphabet most of its letters are of."""
    if not _MEETING.search(letters):
        return letters
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    latin = sum((letter.isascii() and letter.isalpha()) or letter == "ə" for letter in letters)
    if cyrillic and latin:
        return letters.translate(_LOOKALIKE if cyrillic >= latin else _LOOKALIKE_BACK)
    return letters


def skeletons(text: str) -> list[str]:
    """The keys of a text's words, in order."""
    return list(filter(None, map(skeleton, _words(text))))


def of_texts(texts: Iterable[str]) -> list[list[str]]:
    """`skeletons` of many texts, each word folded once."""
    keys = _Keys()
    return [list(filter(None, map(keys.__getitem__, _words(text)))) for text in texts]


class _Keys(dict[str, str]):
    """The key of each word asked for."""

    def __missing__(self, word: str) -> str:
        key = self[word] = skeleton(word)
        return key


def _words(text: str) -> list[str]:
    """The words, without what is too long in them."""
    words: list[str] = _WORD.findall(_cleaned(text))
    if len(max(words, key=len, default="")) > LONGEST:
        words = [word[:LONGEST] for word in words]
    return words


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The key of one word that went through `plain`."""
    if word.isascii():
        return _latin(word)
    word = _repaired(word)
    first = word[0]
    if "\u0400" <= first <= "\u04ff":
        word = _AFTER_CONSONANT_E.sub("а", word).replace("нг", "н")
        return _undoubled(word.translate(_SKELETON))
    if "\u0600" <= first <= "\u06ff":
        return _undoubled(word.translate(_SKELETON))
    return _latin(word)


def _undoubled(key: str) -> str:
    """One letter for two, except where a short word would lose itself (ИИН and in, ТОО and to)."""
    single = _DOUBLED.sub(r"\1", _TS.sub("s", key))
    return single if len(single) > 2 else key


def _latin(word: str) -> str:
    key = word.translate(_SKELETON)
    for pattern, into in _DIGRAPHS:
        key = pattern.sub(into, key)
    return _undoubled(key)
