"""Reading HTML piece by piece as TDLib does: words, attribute values, character references."""

import re
from dataclasses import dataclass

from sandbox.errors import bad_request, cannot_parse

SPACES = " \t\r\n\0\v"
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}))|([a-zA-Z]+));?")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


@dataclass(slots=True)
class Source:
    """The text of a call and the place where reading is."""

    text: str
    at: int = 0

    def peek(self) -> str:
        """The next character; nothing at the end."""
        return self.text[self.at : self.at + 1]

    def place(self) -> int:
        """Telegram counts places in bytes of UTF-8."""
        return len(self.text[: self.at].encode("utf-8", "surrogatepass"))

    def skip_spaces(self) -> None:
        while self.peek() and self.peek() in SPACES:
            self.at += 1

    def word(self, ends: str) -> str:
        """Reads up to one of `ends`."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ends:
            self.at += 1
        return self.text[start : self.at]

    def character(self) -> str:
        """A character reference decoded, or the ampersand itself when it is none."""
        match = _CHARACTER.match(self.text, self.at)
        decoded = _decoded(match) if match else None
        if match is None or decoded is None:
            self.at += 1
            return "&"
        self.at = match.end()
        return decoded

    def value(self, tag: str, place: int) -> str:
        """What stands after the name of an attribute: nothing, a token, or a quoted text."""
        value = ""
        self.skip_spaces()
        if self.peek() == "=":
            self.at += 1
            self.skip_spaces()
            if not self.peek():
                raise cannot_parse(f'Unclosed start tag "{tag}" at byte offset {place}')
            value = self._quoted() if self.peek() in "'\"" else self._token()
        if not self.peek():
            raise cannot_parse(f"Unclosed start tag at byte offset {place}")
        return value

    def _token(self) -> str:
        place = self.place()
        match = _TOKEN.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        if self.peek() not in (*SPACES, ">"):
            raise cannot_parse(f"Unexpected end of name token at byte offset {place}")
        return match[0].lower()

    def _quoted(self) -> str:
        quote, value = self.peek(), ""
        self.at += 1
        while self.peek() not in ("", quote):
            value += self.character() if self.peek() == "&" else self.word("&" + quote)
        self.at += 1
        return value


def _decoded(match: re.Match[str]) -> str | None:
    if match[3] is not None:
        return _NAMED.get(match[3])
    code = int(match[1], 16) if match[1] else int(match[2])
    if code == 0 or code >= 0x10FFFF:
        return None
    if 0xD800 <= code <= 0xDFFF:
        raise bad_request(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code)
