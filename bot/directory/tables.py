"""The tables of names in `data/`: a line a row, columns by tabs, a line that begins with # is for its readers."""

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """The columns of each row of this table."""
    for line in (files("bot.directory") / "data" / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
