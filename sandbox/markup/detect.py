"""What Telegram finds by itself in plain text: commands, addresses, names, tags, phone numbers."""

import re
from collections.abc import Iterator

from sandbox import utf16
from sandbox.markup.entity import Entity

_ANY = re.compile(r"[/@#$]|\w\.\w|\+?\d[\d\s()-]{6}")
_TOP_LEVEL = (
    "com|org|net|info|biz|edu|gov|int|io|me|app|dev|tv|co|eu|de|tr|kz|ru|cn|mn|uz|kg|us|uk|fr|it|es|pl|"
    "ua|by|az|ge|in|jp|kr|ir|ae|ca|ch|at|nl|be|se|no|fi|cz|world|online|site|xyz|dog|bot|рф|қаз"
)
_TAIL = r"[^\s<>\"«»]*[^\s<>\"«».,:;!?'()\]]"
_URL = (
    rf"(?i)(?<![\w@.])(?:https?://{_TAIL}"
    rf"|(?:[\w-]+\.)+(?:{_TOP_LEVEL})(?![\w.-]*\w)(?::\d+)?(?:/{_TAIL}|/)?)"
)
_FINDERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?<![\w.@/+-])[\w.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,10}\b")),
    ("url", re.compile(_URL)),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}\b")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/])")),
    ("hashtag", re.compile(r"(?<![\w#@&])#(?=\w*[^\W\d])\w{1,256}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[\s()-]{0,2}\d){9,14}(?!\w)")),
)


def detect(text: str) -> list[Entity]:
    """Entities in the order of their kinds; where two overlap the earlier kind wins."""
    if _ANY.search(text) is None:
        return []
    taken: list[tuple[int, int]] = []
    return [
        Entity(kind, utf16.length(text[:start]), utf16.length(text[start:end]))
        for kind, start, end in _spans(text)
        if _claim(taken, start, end)
    ]


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _FINDERS:
        for found in pattern.finditer(text):
            yield kind, found.start(), found.end()


def _claim(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    if any(start < other_end and other_start < end for other_start, other_end in taken):
        return False
    taken.append((start, end))
    return True
