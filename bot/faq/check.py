"""Faults of the entries, each one line "file: key: reason". Run by `otandas faq check`, `otandas check`."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to repair, or only to look at (`warning`)."""

    file: str
    key: str
    reason: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        return f"{self.file}: {self.key}: {kind}{self.reason}"


def check(path: Path) -> list[Fault]:
    """Every fault in the locales folder `path`."""
    return []
