"""Kazakh in the asker's letters: Cyrillic into Latin (2021) and töte jazu for reading, and the way back.

`to_latin` and `to_arabic` take Telegram HTML and leave alone what isn't a Kazakh word: tags, links,
numbers, Latin words, names of laws. Arabic text gets ؟ ، ؛ and isolates (U+2066 … U+2069) round every
left-to-right run, so that numbers and links keep their order inside a right-to-left sentence.
"""

import re
from collections.abc import Callable

from bot.text import arabic, latin

LRI, PDI = "\u2066", "\u2069"
_CYRILLIC_WORD = "[а-яёәғқңөұүһіА-ЯЁӘҒҚҢӨҰҮҺІ]+"
_LAW = (
    r"«[^»<>]+»(?=\s+(?:[Зз]аң|[Кк]одекс|[Кк]онституция|[Бб]ұйры|[Ққ]аулы|[Жж]арлы|[Кк]онвенция|[Кк]елісім))"
)
_NUMBER = r"\d+(?:[\s\u00a0\u202f.,:/–-]?\d+)*(?:[\s\u00a0]?%)?"
_TOKENS = re.compile(
    rf"(?P<law>{_LAW})|(?P<tag><[^>]*>)|(?P<entity>&\w+;)"
    r"|(?P<link>(?:https?://|www\.)[^\s<>]+|[\w.+-]+@[\w.-]+|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s<>]*)?)"
    rf"|(?P<word>{_CYRILLIC_WORD})|(?P<number>(?:№\s?)?\+?{_NUMBER}(?:-[A-Za-z]+)?)"
    # several Latin words stay one run: apart they would change places in a line from right to left
    r"|(?P<latin>[A-Za-z][\w'’.-]*(?:[ \u00a0][A-Za-z][\w'’.-]*)*)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(<code>.*?</code>)", re.DOTALL)
_MARKS = str.maketrans("?,;", "؟،؛")
_ARABIC_WORD = re.compile("[\u0621-\u064a\u066e-\u06d5][\u0621-\u064a\u066e-\u06d5iі]*")


def to_latin(text: str) -> str:
    """Cyrillic Kazakh text (HTML) in the Latin letters of 2021."""
    return _outside_code(text, lambda part: _TOKENS.sub(_latin_token, part))


def _latin_token(token: re.Match[str]) -> str:
    return latin.of_cyrillic(token[0]) if token.lastgroup == "word" else token[0]


def to_arabic(text: str) -> str:
    """Cyrillic Kazakh text (HTML) in töte jazu, with isolates round left-to-right runs."""
    return _outside_code(text, _arabic_part)


def _arabic_part(part: str) -> str:
    out, at = [], 0
    for token in _TOKENS.finditer(part):
        out += [part[at : token.start()].translate(_MARKS), _arabic_token(token)]
        at = token.end()
    return "".join([*out, part[at:].translate(_MARKS)])


def _arabic_token(token: re.Match[str]) -> str:
    if token.lastgroup == "word":
        return arabic.of_cyrillic(token[0])
    if token.lastgroup in ("tag", "entity"):
        return token[0]
    return f"{LRI}{token[0]}{PDI}"


def _outside_code(text: str, convert: Callable[[str], str]) -> str:
    parts = _CODE.split(text)
    return "".join(part if part.startswith("<code>") else convert(part) for part in parts)


def in_letters(text: str, letters: str) -> str:
    """The text in a member's letters: "cyrl", "latn" or "arab"."""
    return {"latn": to_latin, "arab": to_arabic}.get(letters, str)(text)


def from_arabic(text: str) -> str:
    """Kazakh in töte jazu, in Cyrillic lower case; marks and isolates undone."""
    text = re.sub(f"[{LRI}{PDI}\u2067\u2068\u200e\u200f]", "", text).translate(str.maketrans("؟،؛", "?,;"))
    return _ARABIC_WORD.sub(lambda word: arabic.to_cyrillic(word[0], arabic.lexicon()), text)
