"""The command line called in this process: `otandas(capsys, "migrate")` gives exit code, output and errors."""

import sys
from dataclasses import dataclass

import pytest

from bot.cli.main import main


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


def otandas(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    """Runs a command as a person would type it."""
    before, sys.argv = sys.argv, ["otandas", *arguments]
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.argv = before
    out, err = capsys.readouterr()
    return Said(code, out, err)


def refused(said: Said, *words: str) -> bool:
    """Exit 1 and one line on stderr with these words."""
    return said.code == 1 and said.err.count("\n") == 1 and all(word in said.err for word in words)
