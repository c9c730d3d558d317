"""The arguments of one call. The Bot API takes each of them as JSON value or as text, and so does this."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.errors import bad_request

Json = dict[str, Any]
_YES = {"true", "yes", "1", "t", "y"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call: the bytes, the name and type its sender claims."""

    name: str
    mime: str
    content: bytes


class Params:
    """Typed reading of what a client sent, whichever of the four encodings it used."""

    __slots__ = ("files", "values")

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> None:
        self.values = values
        self.files = files or {}

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None or name in self.files

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else orjson.dumps(value).decode()

    def integer(self, name: str, default: int = 0) -> int:
        """A number that can't be read counts as zero, as in Telegram's own reading of arguments."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            return 0

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value).lower() in _YES

    def data(self, name: str, noun: str) -> Any:
        """A structured argument: parsed already, or JSON text; `noun` is what Telegram calls it."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad_request(f"can't parse {noun} JSON object") from None

    def record(self, name: str, noun: str) -> Json | None:
        value = self.data(name, noun)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {noun}")
        return value

    def records(self, name: str, noun: str) -> list[Any]:
        value = self.data(name, noun)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad_request(f"expected an Array of {noun}")
        return value
