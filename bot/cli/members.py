"""`otandas members import|export`: members from a file, and to one. Bad records are named by line, good ones kept."""

import asyncio
import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot import clock
from bot.cli.progress import progress
from bot.cli.shared import ConfigOption, configuration, note, opened, topics_of
from bot.config import Config
from bot.errors import StartError
from bot.members import export_file, import_file, importing, table
from bot.members.importing import Contents, Outcome
from bot.members.merge import Result
from bot.members.values import WELL_SAVED, quoted
from storage.database.errors import AwayError
from storage.members import bulk_import

app = typer.Typer(no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A table: .csv in any dialect, or .xlsx.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    config: ConfigOption = None,
) -> None:
    """Add members from a file; importing it twice changes nothing.

    Columns: chat_id,language,country,timezone,topics (topics separated by ; or ,), city; only chat_id must be there.
    Example: otandas members import members.csv
    """
    loaded = configuration(config)
    topics = asyncio.run(topics_of(loaded))
    with _naming(file, "read"), progress("Bytes", table.READ * file.stat().st_size) as advance:
        members = table.opened(file, topics, advance)
    with progress("Records", members.size) as advance:
        contents = importing.gathered(import_file.read(members, topics), advance)
    for title in members.unread:
        told = "holds members too and was not read; save it as a file of its own"
        typer.echo(f"{file}: sheet {quoted(title)} {told}", err=True)
    for cell, meant in members.mangled.items():
        typer.echo(f"{file}: {table.mangled_column(cell, meant)}", err=True)
    if members.hidden:
        told = f"hidden rows were left out: {len(members.hidden)}, the first is line {members.hidden[0]}"
        typer.echo(f"{file}: {told}; to import them too, show all and save again", err=True)
    _complain(file, contents)
    outcome = asyncio.run(_import(loaded, contents, dry_run=dry_run))
    for line in _report(contents, outcome):
        typer.echo(line)
    if any(fault.address for fault in contents.faults):
        typer.echo(table.invitation(topics), err=True)
    if dry_run:
        typer.echo("this was a dry run: nothing was written")
    if contents.faults:
        raise typer.Exit(1)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    config: ConfigOption = None,
) -> None:
    """Write all members to a CSV file that import reads, with their stops, pauses, letters and consent.

    Example: otandas members export members.csv
    """
    loaded = configuration(config)
    if file.exists() and not force:
        raise StartError(f"{file}: cannot be written: it exists already; name a new file, or say --force")
    with _naming(file, "written"):
        written = asyncio.run(_export(loaded, file))
        file.chmod(0o600)  # it holds members' data
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


def _complain(file: Path, contents: Contents) -> None:
    """A line for each record that is not taken, or not as it stands."""
    for fault in contents.faults:
        typer.echo(f"{file}: line {fault.line}: {fault.reason}", err=True)
    for line, before in contents.repeated:
        told = f"the same chat_id as in line {before}, with other values; the last one counts"
        typer.echo(f"{file}: line {line}: {told}", err=True)
    for line, reason in contents.without:
        typer.echo(f"{file}: line {line}: {reason}; taken without the city", err=True)
    if contents.lost:
        more = f" and {len(contents.lost) - 1} more" if len(contents.lost) > 1 else ""
        told = f"letters were lost (? in their place) when the file was saved; {WELL_SAVED}"
        typer.echo(f"{file}: line {contents.lost[0]}{more}: {told}", err=True)


async def _import(config: Config, contents: Contents, *, dry_run: bool) -> Outcome:
    rows = list(contents.rows.values())
    async with opened(config) as database:
        if not dry_run:
            await database.write(note, "members.imported", len(rows))
        with progress("Members", len(rows)) as advance:
            default, now = config.locale.default, clock.now()
            return await importing.import_rows(database, rows, default, now, advance, dry_run=dry_run)


def _report(contents: Contents, outcome: Outcome) -> Iterator[str]:
    added, changed = outcome.results[Result.ADDED], outcome.results[Result.CHANGED]
    bad = len(contents.faults)
    same = contents.total - added - changed - bad
    yield f"{contents.total} rows: {added} added, {changed} changed, {same} as they were, {bad} bad"
    stopped = sum(row.stopped or row.blocked_at is not None for row in contents.rows.values())
    if stopped:
        yield f"{stopped} get nothing: the file says that they stopped, were blocked or left"
    for guard, number in sorted(outcome.guarded.items()):
        yield f"{number} left alone: {guard}"


async def _export(config: Config, file: Path) -> int:
    """Beside its place first, so that it is whole or not there; readable by its owner only."""
    async with opened(config) as database, database.snapshot() as tx:
        with (
            tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".otandas-export-") as folder,
            progress("Members", await bulk_import.count(tx)) as advance,
        ):
            unfinished = Path(folder) / "members.csv"
            unfinished.touch(mode=0o600)
            written = 0
            with unfinished.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, export_file.HEAD)
                writer.writeheader()
                async for member, frequencies in bulk_import.all_rows(tx):
                    writer.writerow(export_file.record(member, frequencies))
                    written += 1
                    advance(1)
            async with database.begin() as writing:
                await note(writing, "members.exported", written)
            unfinished.replace(file)
    return written
