"""The few shapes that every room of the sandbox passes around."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call: the bytes, the name and type its sender claims."""

    name: str
    mime: str
    content: bytes
