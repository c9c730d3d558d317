"""`otandas bench …`: the project's own benchmarks, of `benchmarks/`, in processes of their own."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import bot
from bot.errors import StartError

ROOT = Path(bot.__file__).resolve().parent.parent
app = typer.Typer(no_args_is_help=True)


@app.command()
def delivery(
    members: Annotated[int, typer.Option(min=0, help="Members of the broadcast; 0 takes the bar's own.")] = 0,
    rate: Annotated[float, typer.Option(min=0.1, help="Messages per second.")] = 30.0,
    rounds: Annotated[int, typer.Option(min=1, help="Medians of so many rounds.")] = 1,
    part: Annotated[str, typer.Option(help="pace, faults, memory, launch or hour.")] = "pace",
    dialect: Annotated[str, typer.Option(help="sqlite or postgresql, of the part hour.")] = "sqlite",
) -> None:
    """Deliver a broadcast against an enforcing server in another process, and print what it took.

    `--part hour`: digests, reminders of an event and a broadcast, all due at once, by the whole bot; exit 1 unless
    everybody got each of them once, within the budget, and replies came within 150 ms.

    Example: otandas bench delivery --members 3000 --rate 30
    """
    told = {"members": members, "rate": rate, "rounds": rounds, "dialect": dialect}
    _run("delivery", part, *(word for name, value in told.items() for word in (f"--{name}", str(value))))


@app.command()
def faq(
    entries: Annotated[int, typer.Option(min=1, help="Entries of the large library.")] = 2000,
    questions: Annotated[int, typer.Option(min=1, help="Questions asked of each library.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Time the search on one core; exit 1 if a bar is missed (5 ms and 20 ms at p99, 2 s to build).

    Example: otandas bench faq --questions 500
    """
    arguments = ["--entries", str(entries), "--questions", str(questions)]
    _run("faq.speed", *arguments, *(["--json"] if as_json else []))


@app.command()
def updates(
    seconds: Annotated[float, typer.Option(min=1, help="How long the load at half the maximum lasts.")] = 8.0,
    rounds: Annotated[int, typer.Option(min=1, help="Medians of so many rounds.")] = 1,
) -> None:
    """Measure handled updates a second beside a bare PTB echo bot, on SQLite and PostgreSQL, durability on.

    Example: otandas bench updates --rounds 3
    """
    _run("replicas.rates", "--seconds", str(seconds), "--rounds", str(rounds))


@app.command()
def audience(
    members: Annotated[int, typer.Option(min=1000, help="Members in the database.")] = 200_000,
    only: Annotated[
        str, typer.Option(help="sqlite, postgresql or both, with a comma.")
    ] = "sqlite,postgresql",
) -> None:
    """Time the composer's presses among so many members, on both databases; exit 1 if one takes over 0.3 s.

    Example: otandas bench audience --members 5000000
    """
    _run("audience", "--members", str(members), "--only", only)


def _run(module: str, *arguments: str) -> None:
    """Exits as the benchmark did; StartError where the program is installed without its checkout."""
    if not (ROOT / "benchmarks").is_dir():
        raise StartError(f"{ROOT}: no benchmarks here; run this from a checkout of the project")
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    raise typer.Exit(min(subprocess.run(command, cwd=ROOT, check=False).returncode, 1))  # noqa: S603 our own words
