"""`otandas members import|export`: members as CSV. Bad rows are named by line, good ones kept."""

import asyncio
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated, TextIO

import typer

from bot import clock
from bot.cli.progress import progress
from bot.cli.shared import ConfigOption, configuration, opened
from bot.config import Config
from bot.directory.topics import load
from bot.errors import StartError
from bot.members import import_file
from storage.database.errors import AwayError
from storage.members import bulk_import
from storage.members.bulk_import import MemberRow

app = typer.Typer(no_args_is_help=True)
CHUNK = 1_000


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(help="A CSV file.")], config: ConfigOption = None) -> None:
    """Add members from a CSV file; importing it twice changes nothing.

    Columns: chat_id,language,country,timezone,topics (topics separated by ;).
    Example: otandas members import members.csv
    """
    loaded = configuration(config)
    with (
        _naming(file, "read"),
        file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as handle,
    ):
        bad = asyncio.run(_import(loaded, handle, file))
    if bad:
        raise typer.Exit(1)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write.")], config: ConfigOption = None
) -> None:
    """Write all members to a CSV file with the columns of import.

    Example: otandas members export members.csv
    """
    with _naming(file, "written"):
        written = asyncio.run(_export(configuration(config), file))
    typer.echo(f"{written} members written to {file}")


@contextmanager
def _naming(file: Path, done: str) -> Iterator[None]:
    """The file is named when it, and not the database, refuses."""
    try:
        yield
    except AwayError:
        raise
    except OSError as error:
        raise StartError(f"{file}: cannot be {done}: {error.strerror or error}") from None


async def _import(config: Config, handle: TextIO, file: Path) -> int:
    """Prints the counts at the end; gives the number of bad records."""
    records = import_file.read(handle, file, load(), config.locale.default)
    total = bad = added = changed = 0
    async with opened(config) as database:
        with progress("Members") as advance:
            while chunk := list(islice(records, CHUNK)):
                faults = [record for record in chunk if isinstance(record, import_file.Fault)]
                for fault in faults:
                    typer.echo(f"{file}: line {fault.line}: {fault.reason}", err=True)
                rows = [asdict(record) for record in chunk if isinstance(record, MemberRow)]
                async with database.begin() as tx:
                    new, other = await bulk_import.put(tx, rows, clock.now())
                total, bad = total + len(chunk), bad + len(faults)
                added, changed = added + new, changed + other
                advance(len(chunk))
    same = total - bad - added - changed
    typer.echo(f"{total} rows: {added} added, {changed} changed, {same} as they were, {bad} bad")
    return bad


async def _export(config: Config, file: Path) -> int:
    written = 0
    async with opened(config) as database, database.connect() as tx:
        with file.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, import_file.COLUMNS)
            writer.writeheader()
            async for row in bulk_import.all_rows(tx):
                writer.writerow(asdict(row) | {"topics": ";".join(row.topics)})
                written += 1
    return written
