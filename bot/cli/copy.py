"""`otandas copy --to DSN`: the configured database into another one, SQLite to PostgreSQL or back."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url

from bot.cli.progress import progress
from bot.cli.shared import ConfigOption, configuration, note, opened, ready_to_fill
from bot.config import Config
from bot.errors import StartError
from storage.database import transfer
from storage.database.database import Database, parsed


def copy(
    to: Annotated[
        str | None,
        typer.Option(
            envvar="OTANDAS_COPY_TO", show_envvar=True, help="The database to fill; it must be empty."
        ),
    ] = None,
    to_file: Annotated[Path | None, typer.Option(help="A file whose first line is --to.")] = None,
    config: ConfigOption = None,
) -> None:
    """Copy everything to another database and compare the counts.

    A password is better in a file or OTANDAS_COPY_TO; given on the command line it is taken out of the process list.
    Example: otandas copy --to-file /run/secrets/new-database
    """
    address = _address(to, to_file)
    try:
        parsed(address)
    except ValueError as error:
        raise StartError(f"--to: {error}") from None
    if to is not None and make_url(to).password and any(to in word for word in sys.argv):
        _begin_again(to)
    counts = asyncio.run(_copy(configuration(config), address))
    for table, count in counts.items():
        typer.echo(f"{table:24} {count:>12}")
    typer.echo(f"{sum(counts.values())} rows in {len(counts)} tables, counts are the same on both sides")


def _begin_again(to: str) -> None:
    """The same command with the address in the environment, which only its user can read."""
    environment = {**os.environ, "OTANDAS_COPY_TO": to}
    command = [sys.executable, "-m", "bot", *without_address(sys.argv[1:])]
    os.execve(sys.executable, command, environment)  # noqa: S606 - this program again


def without_address(words: list[str]) -> list[str]:
    """A command line without its --to."""
    kept, words = list[str](), list(words)
    while words:
        word = words.pop(0)
        if word == "--to":
            words = words[1:]
        elif not word.startswith("--to="):
            kept.append(word)
    return kept


def _address(to: str | None, file: Path | None) -> str:
    if (to is None) == (file is None):
        raise typer.BadParameter("say where to copy to by one of --to, OTANDAS_COPY_TO and --to-file")
    if file is None:
        return to or ""
    try:
        return file.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, UnicodeDecodeError, IndexError):
        raise StartError(
            f"--to-file: {file} cannot be read, or is empty; check its name and rights"
        ) from None


async def _copy(config: Config, to: str) -> dict[str, int]:
    target = Database.open(to)
    try:
        async with opened(config) as source:
            await ready_to_fill(target, "--to")
            with progress("Rows") as advance:
                counts = await transfer.copy(source, target, advance)
            async with source.begin() as tx:
                await note(tx, "database.copied", sum(counts.values()))
            return counts
    except transfer.NotEmptyError as error:
        raise StartError(f"--to: {error}; copy into an empty one, so that nothing is lost") from None
    except transfer.MiscountError as error:
        raise StartError(f"--to: {error}; the copy was taken back") from None
    finally:
        await target.close()
