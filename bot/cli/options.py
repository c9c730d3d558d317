"""What commands share: the --config option, and opening the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.refusals import reason
from bot.config import Config, load
from bot.errors import StartError
from storage.database import versions
from storage.database.database import Database

DEFAULT = Path("config.toml")

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The configuration file; ./config.toml if there is one.")
]


def configuration(path: Path | None) -> Config:
    """The named file's configuration; without a name ./config.toml, or only the environment if there is none."""
    return load(path or (DEFAULT if DEFAULT.exists() else None))


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Database]:
    """The configured database at this program's version, closed afterwards; StartError otherwise."""
    database = Database.open(config.storage.dsn)
    try:
        complaint = await asked(database)
        if complaint:
            raise StartError(complaint)
        yield database
    finally:
        await database.close()


async def asked(database: Database) -> str | None:
    """Why this database cannot be used, or None."""
    try:
        return await versions.complaint(database)
    except Exception as error:  # drivers raise their own kinds here, all of them meaning "cannot be reached"
        return f"storage.dsn: the database cannot be opened ({reason(error)})"


async def ready_to_fill(target: Database, name: str) -> None:
    """Brings a database that is to be filled to this version; StartError when a newer program made it."""
    if await versions.current(target) is not None and not await versions.is_older(target):
        complaint = await versions.complaint(target)
        if complaint:
            raise StartError(f"{name}: {complaint}")
    await versions.upgrade(target)
