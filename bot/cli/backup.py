"""`otandas backup FILE` and `otandas restore FILE`: a consistent copy while the bot runs, and the way back.

A backup is always a SQLite file, whatever the database: one file to keep, to inspect, and to restore on either.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer

from bot.cli.progress import progress
from bot.cli.shared import ConfigOption, configuration, note, opened, ready_to_fill
from bot.config import Config
from bot.errors import StartError
from storage.database import transfer, versions
from storage.database.database import Database
from storage.database.errors import AwayError
from storage.members import erasure, forget_requests, forgotten
from storage.members.forget_requests import ForgetRequest
from storage.members.forgotten import Marks


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write; must not exist.")], config: ConfigOption = None
) -> None:
    """Write a consistent copy of the database while the bot runs.

    Example: otandas backup otandas-2026-11-24.db
    """
    if file.exists():
        raise StartError(f"{file}: exists already; name a new file")
    if not file.absolute().parent.is_dir():
        raise StartError(f"{file}: there is no folder {file.parent}; make it first, or name another file")
    count = asyncio.run(_backup(configuration(config), file))
    typer.echo(f"{count} rows written to {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    forgotten_by: Annotated[
        list[Path] | None,
        typer.Option(
            "--forgotten-by",
            help="A later backup: whoever asked to be forgotten by then is forgotten again.",
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Fill the configured database, which must be empty, from a backup.

    Example: otandas restore otandas-2026-11-24.db --forgotten-by otandas-2026-11-28.db
    """
    for path in (file, *(forgotten_by or [])):
        if not path.exists():
            raise StartError(f"{path}: no such file")
    count, forgotten_again = asyncio.run(_restore(configuration(config), file, forgotten_by or []))
    typer.echo(f"{count} rows restored from {file}")
    if forgotten_by:
        typer.echo(f"forgotten again: {forgotten_again}")


async def _backup(config: Config, file: Path) -> int:
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".otandas-backup-") as folder:
        unfinished = Path(folder) / "copy.db"
        target = Database.open(f"sqlite:///{unfinished}")
        try:
            await versions.upgrade(target)
            async with opened(config) as source:
                with progress("Rows") as advance:
                    counts = await transfer.copy(source, target, advance)
                async with source.begin() as tx:
                    await note(tx, "database.backed_up", sum(counts.values()))
            await target.checkpoint()
        finally:
            await target.close()
        unfinished.chmod(0o600)  # it holds members' data
        unfinished.rename(file)
    return sum(counts.values())


async def _restore(config: Config, file: Path, forgotten_by: list[Path]) -> tuple[int, int]:
    """Rows restored, and how many were forgotten again."""
    marks, asked = list[Marks](), list[ForgetRequest]()
    for later in forgotten_by:
        async with _copy_of(later) as database, database.connect() as tx:
            marks.append(await forgotten.everyone(tx))
            asked += await forget_requests.everyone(tx)
    target = Database.open(config.storage.dsn)
    try:
        async with _copy_of(file) as source:
            await ready_to_fill(target, "storage.dsn")
            with progress("Rows") as advance:
                rows = sum((await transfer.copy(source, target, advance)).values())
        async with target.begin() as tx:
            await note(tx, "database.restored", rows)
            again = await erasure.erase_again(tx, marks)
            if forgotten_by:
                await forget_requests.follow(tx, asked)
            return rows, again
    except transfer.NotEmptyError as error:
        raise StartError(f"{error}; restore into an empty one, so that nothing is lost") from None
    finally:
        await target.close()


@asynccontextmanager
async def _copy_of(file: Path) -> AsyncIterator[Database]:
    """A backup at this version, opened as a copy of ours."""
    with tempfile.TemporaryDirectory(prefix="otandas-restore-") as folder:
        source = Database.open(f"sqlite:///{shutil.copy(file, folder)}")
        try:
            await _fit(source, file)
            yield source
        finally:
            await source.close()


async def _fit(source: Database, file: Path) -> None:
    """Brings an older backup (our copy of it) to this version; StartError for what is no backup of ours."""
    try:
        if await versions.is_older(source):
            await versions.upgrade(source)
        complaint = await versions.complaint(source)
    except (sa.exc.DBAPIError, AwayError):
        raise StartError(f"{file}: not a backup; name a file written by otandas backup") from None
    if complaint:
        raise StartError(f"{file}: {complaint}")
