"""`otandas bench delivery`: the engine beside PTB and a bare loop, against an enforcing server."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import bot
from bot.errors import StartError

ROOT = Path(bot.__file__).resolve().parent.parent


def delivery(
    members: Annotated[int, typer.Option(min=0, help="Members of the broadcast; 0 takes the bar's own.")] = 0,
    rate: Annotated[float, typer.Option(min=0.1, help="Messages per second.")] = 30.0,
    rounds: Annotated[int, typer.Option(min=1, help="Medians of so many rounds.")] = 1,
    part: Annotated[str, typer.Option(help="pace, faults, memory or launch.")] = "pace",
) -> None:
    """Deliver a broadcast against an enforcing server in another process, and print what it took.

    Example: otandas bench delivery --members 3000 --rate 30
    """
    if not (ROOT / "benchmarks" / "delivery").is_dir():
        raise StartError(f"{ROOT}: no benchmarks here; run this from a checkout of the project")
    told = [part, "--members", str(members), "--rate", str(rate), "--rounds", str(rounds)]
    ended = subprocess.run([sys.executable, "-m", "benchmarks.delivery", *told], cwd=ROOT, check=False)  # noqa: S603
    raise typer.Exit(min(ended.returncode, 1))
