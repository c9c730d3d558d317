"""What commands share: the --config option, an open database, the signal to stop, and how a refusal is worded."""

import asyncio
import getpass
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.from_file import NOBODY
from bot.clock import now
from bot.config import Config
from bot.config_file import load
from bot.directory import topics
from bot.directory.topics import Topic
from bot.errors import StartError
from storage.database import versions
from storage.database.database import Database
from storage.database.errors import AwayError
from storage.staff import audit

DEFAULT = Path("config.toml")
ON_TRIAL = (
    "trial mode is on: broadcasts reach only the team and the guests of the trial; "
    "an owner goes live in the chat, under /team"
)

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
        complaint = await _complaint(database)
        if complaint:
            raise StartError(complaint)
        yield database
    finally:
        await database.close()


async def topics_of(config: Config) -> dict[str, Topic]:
    """The topics there are, with what owners added and changed."""
    async with opened(config) as database, database.connect() as tx:
        return topics.offered(await topics.every(tx))


async def _complaint(database: Database) -> str | None:
    try:
        return await versions.complaint(database)
    except Exception as error:  # drivers raise their own kinds here, all of them meaning "cannot be reached"
        told = f"storage.dsn: the database cannot be opened ({reason(error)})"
        return f"{told}; check the address, and whether the database is there"


async def ready_to_fill(target: Database, name: str) -> None:
    """Brings a database that is to be filled to this version; StartError when a newer program made it."""
    if await versions.current(target) is not None and not await versions.is_older(target):
        complaint = await versions.complaint(target)
        if complaint:
            raise StartError(f"{name}: {complaint}")
    await versions.upgrade(target)


async def note(tx: AsyncConnection, /, deed: str, subject: object, **detail: object) -> None:
    """A line in staff's log on what was done at the command line, in the transaction that does it."""
    await audit.log(tx, NOBODY, deed, subject, now(), name=shell_user(), **detail)


def shell_user() -> str:
    """In staff's log: whoever has the shell; in a container perhaps a number only."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = f"user {os.getuid()}"
    return f"{user} (otandas)"


def stop_signal() -> asyncio.Event:
    """Set at the first SIGTERM or SIGINT from now on; asked for before the command says that it is ready."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


def refuse_faults(faults: list[str]) -> None:
    """Prints each; exit code 1 if there is any."""
    for line in faults:
        typer.echo(line)
    if faults:
        typer.echo("1 fault" if len(faults) == 1 else f"{len(faults)} faults", err=True)
        raise typer.Exit(1)


def refusal(error: Exception) -> str | None:
    """One clear line about an error that a person can do something about; None for a fault of ours."""
    if isinstance(error, StartError):
        return str(error)
    if isinstance(error, AwayError):
        return f"no database connection ({reason(error)})"
    if isinstance(error, sa.exc.SQLAlchemyError):
        return f"the database says no ({reason(error)})"
    return reason(error) if isinstance(error, OSError) else None


def reason(error: BaseException) -> str:
    """The first line of what the driver itself says, under what was wrapped around it."""
    while error.__cause__ is not None:
        error = error.__cause__
    root = getattr(error, "orig", None) or error
    if isinstance(root, OSError) and root.filename:
        return f"{root.filename}: {root.strerror}"
    if isinstance(root, OSError) and root.errno:  # asyncio words it with the arguments of its call
        return os.strerror(root.errno) if root.errno > 0 else str(root.strerror)
    lines = str(root).splitlines()
    return lines[0] if lines else type(root).__name__
