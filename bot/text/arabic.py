"""Kazakh Cyrillic and töte jazu (Arabic letters of A. Baitursynuly), word by word.

One letter stands for a back and a front vowel; the дәйекше (ء, U+0621 as the web writes it) before a word
makes it front, and is left out where ە, ك or گ already say so, or ق, ع say the contrary. Loans mix both
kinds of vowels, so the way back needs the lexicon.
"""

import re

from bot.text.lexicon import Lexicon

HAMZA = "ء"
_OUT = {
    **dict(zip("аәбвгғдежзийкқлмнңоөпрстуұүфхһчшыіэ", "اابۆگعدەجزييكقلمنڭووپرستۋۇۇفحھچشىىە", strict=True)),
    **{"ё": "يو", "ц": "تس", "щ": "شش", "ю": "يۋ", "я": "يا", "ъ": "", "ь": ""},
}
_CONSONANTS = dict(zip("بۆگعدجزكقلمنڭپرستفحھچش", "бвгғджзкқлмнңпрстфхһчш", strict=True)) | {
    "ۋ": "у",
    "ە": "е",
}
_PAIRS = {"ا": "аә", "و": "оө", "ۇ": "ұү", "ى": "ыі"}
_FRONT_SIGNS = re.compile("[ەكگ]")
_BACK_SIGNS = re.compile("[قع]")
_INVARIANT = re.compile("[مبپ]ەن$")
_SINGLE = str.maketrans(
    {
        "ٴ": HAMZA,
        "ک": "ك",
        "ی": "ى",
        "ه": "ە",
        "ط": "ت",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ؤ": "و",
        "ئ": "ى",
        "i": "ى",
        "і": "ى",
        "غ": "ع",
        "خ": "ح",
        "ں": "ڭ",
        "ـ": None,
    }
)
_COMPOSED = (("ٵ", "ءا"), ("ٶ", "ءو"), ("ٷ", "ءۇ"), ("ٸ", "ءى"))
_VOWELS = "аәеоөұүыіуэюя"


def of_cyrillic(word: str) -> str:
    """Töte jazu for one word; capitals are lost."""
    word = word.lower().replace("ия", "я").replace("ию", "ю")
    front = re.search("[әөүі]", word) and not re.search("[еэкгқғ]", word)
    return (HAMZA if front else "") + "".join(_OUT.get(letter, letter) for letter in word)


def normal(word: str) -> str:
    """Other encodings of the same letters (high hamza, composed vowels, Persian and Uyghur forms) made one."""
    for composed, pair in _COMPOSED:
        word = word.replace(composed, pair)
    word = word.translate(_SINGLE)
    return HAMZA + word.replace(HAMZA, "") if HAMZA in word else word


def to_cyrillic(word: str, lexicon: Lexicon) -> str:
    """The Cyrillic of one word: looked up whole, then by stem, then by the rules. Lower case."""
    key = normal(word)
    known = lexicon.word(key)
    if known is not None:
        return known
    stem, length = lexicon.stem(key.lstrip(HAMZA))
    if not stem:
        return _by_rules(key)
    rest = key.lstrip(HAMZA)[length:]
    soft = bool(_FRONT_SIGNS.search(rest)) or (not _BACK_SIGNS.search(rest) and _ends_soft(stem))
    return stem + _spelt(rest, soft, stem)


def _ends_soft(stem: str) -> bool:
    vowels = [letter for letter in stem if letter in "аәеоөұүыіэюяи"]
    return stem.endswith("ь") or (bool(vowels) and vowels[-1] in "әеөүіэи")


def _by_rules(key: str) -> str:
    """1 the part up to the last ق or ع is back; 2 -мен/-бен/-пен says nothing; 3 ء ە ك گ make the rest front."""
    soft = key.startswith(HAMZA)
    key = key.lstrip(HAMZA)
    tail = _INVARIANT.search(key)
    body = key[: tail.start()] if tail else key
    signs = [found.end() for found in _BACK_SIGNS.finditer(body)]
    if not signs:
        return _finish(body, soft or bool(_FRONT_SIGNS.search(body)), key)
    turn = _past_vowel(body, signs[-1])
    head = _spelt(body[:turn], soft and not signs, "")
    rest = body[turn:]
    done = head + _spelt(rest, bool(_FRONT_SIGNS.search(rest)), head)
    return done + _spelt(key[len(body) :], True, done)


def _past_vowel(body: str, at: int) -> int:
    while at < len(body) and body[at] not in _PAIRS and body[at] != "ە":
        at += 1
    return at + 1 if at < len(body) and body[at] in _PAIRS else at


def _finish(body: str, soft: bool, key: str) -> str:
    done = _spelt(body, soft, "")
    return done + _spelt(key[len(body) :], True, done)


def _spelt(letters: str, soft: bool, before: str) -> str:
    done, at = before, 0
    while at < len(letters):
        letter = letters[at]
        pair = letters[at : at + 2]
        if pair in ("يا", "يۋ"):
            done += ("" if done[-1:] in tuple(_VOWELS) else "и") + {"يا": "я", "يۋ": "ю"}[pair]
            at += 2
            continue
        if letters.startswith("تسي", at) and at + 3 < len(letters):
            done, at = done + "ц", at + 2
            continue
        if letter == "ي":
            done += "й" if done[-1:] in tuple(_VOWELS) else "и"
        else:
            done += _PAIRS[letter][soft] if letter in _PAIRS else _CONSONANTS.get(letter, letter)
        at += 1
    return done[len(before) :]
