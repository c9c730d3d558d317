"""Telegram measures entities in UTF-16 code units; Python strings count code points."""


def length(text: str) -> int:
    """Code units of the text: one each, two beyond the Basic Multilingual Plane."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, units: int) -> str:
    """The part that an entity with this offset and length covers; halves of a pair are dropped."""
    if text.isascii():
        return text[offset : offset + units]
    raw = text.encode("utf-16-le", "surrogatepass")[2 * offset : 2 * (offset + units)]
    return raw.decode("utf-16-le", "ignore")


def positions(text: str) -> dict[int, int]:
    """For each code unit offset that begins a character (and the end), its index in the string."""
    found, units = {0: 0}, 0
    for index, char in enumerate(text, 1):
        units += 2 if char > "\uffff" else 1
        found[units] = index
    return found
