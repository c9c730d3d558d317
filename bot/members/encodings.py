"""The text of a file that does not say how it is encoded: UTF-8, UTF-16, and the code pages of Windows computers.

A code page is recognised by what it makes of the words: in the right one they are of one alphabet, and capitals stand
where capitals belong.
"""

import codecs
import re
from itertools import islice

MARKS = {  # the longer first, for UTF-32's begins with UTF-16's
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Of two that read a text alike the earlier counts: KZ-1048 is cp1251 with the Kazakh letters.
CODE_PAGES = ("kz1048", "cp1251", "cp866", "koi8-r", "mac-cyrillic", "cp1254", "gb18030")
CYRILLIC = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі")
LATIN = frozenset("abcdefghijklmnopqrstuvwxyzçğıöşüâîû")
WORD = re.compile(r"[^\W\d_]+")
STRAY = re.compile(r"[^\w\s\x00-\x7f«»“”„‘’—–…№]")
LINES = 200  # of those that tell something are looked at


def decoded(content: bytes) -> str:
    """The text without its byte order mark. Bytes that are not UTF-8 in a file that else is stay as surrogates."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if wide := _wide(content):
        return content.decode(wide, "replace")
    text = content.decode("utf-8", "surrogateescape")
    strange = sum("\udc80" <= letter <= "\udcff" for letter in text)
    if strange <= sum(not letter.isascii() for letter in text) - strange:
        return text
    return content.decode(_code_page(content), "replace")


def _wide(content: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark: of commas and digits every other byte is zero, or three of four."""
    if content[:4096].count(0) > len(content[:4096]) * 5 / 8:
        return "utf-32-be" if content.startswith(b"\0") else "utf-32-le"
    even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
    if max(even, odd) < len(content[:4096]) / 16:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _code_page(content: bytes) -> str:
    telling = (line for line in content.splitlines() if not line.isascii())
    sample = b"\n".join(islice(telling, LINES))
    return max(CODE_PAGES, key=lambda name: _likeliness(sample.decode(name, "replace")))


def _likeliness(text: str) -> int:
    """Letters in words that look right, less those in words that don't and signs nobody writes."""
    words = (word for word in WORD.findall(text) if not word.isascii())
    return sum(len(word) if _is_natural(word) else -len(word) for word in words) - 2 * len(
        STRAY.findall(text)
    )


def _is_natural(word: str) -> bool:
    if all("\u4e00" <= letter <= "\u9fff" for letter in word):
        return True
    letters = set(word.replace("İ", "i").lower())
    return (letters <= CYRILLIC or letters <= LATIN) and (word.islower() or word.isupper() or word.istitle())
