"""`otandas bench faq`: how long a question takes and how long the index, at today's size and at 2,000 entries."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import bot
from bot.errors import StartError

ROOT = Path(bot.__file__).resolve().parent.parent


def faq(
    entries: Annotated[int, typer.Option(help="Entries of the large library.")] = 2000,
    questions: Annotated[int, typer.Option(help="Questions asked of each library.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Time the search on one core; exit 1 if a bar is missed (5 ms and 20 ms at p99, 2 s to build).

    Example: otandas bench faq --questions 500
    """
    if not (ROOT / "benchmarks" / "faq").is_dir():
        raise StartError(f"{ROOT}: no benchmarks here; run this from a checkout of the project")
    told = ["--entries", str(entries), "--questions", str(questions), *(["--json"] if as_json else [])]
    ended = subprocess.run([sys.executable, "-m", "benchmarks.faq.speed", *told], cwd=ROOT, check=False)  # noqa: S603
    raise typer.Exit(min(ended.returncode, 1))
