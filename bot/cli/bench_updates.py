"""`otandas bench updates`: handled updates a second beside a bare PTB echo bot, on SQLite and PostgreSQL."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import bot
from bot.errors import StartError

ROOT = Path(bot.__file__).resolve().parent.parent


def updates(
    seconds: Annotated[float, typer.Option(help="How long each load lasts.")] = 8.0,
    rounds: Annotated[int, typer.Option(help="Medians of so many rounds.")] = 1,
) -> None:
    """Measure handled updates a second against the sandbox in another process, durability on.

    Example: otandas bench updates --seconds 8
    """
    if not (ROOT / "benchmarks" / "replicas").is_dir():
        raise StartError(f"{ROOT}: no benchmarks here; run this from a checkout of the project")
    told = ["--seconds", str(seconds), "--rounds", str(rounds)]
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks.replicas.rates", *told], cwd=ROOT, check=False
    )
    raise typer.Exit(min(ended.returncode, 1))
