"""`otandas migrate`: brings the database to this program's version."""

import asyncio

import typer

from bot.cli.shared import ConfigOption, configuration, ready_to_fill
from storage.database import versions
from storage.database.database import Database


def migrate(config: ConfigOption = None) -> None:
    """Bring the database to this version.

    Example: otandas migrate --config config.toml
    """
    asyncio.run(_migrate(configuration(config).storage.dsn))


async def _migrate(dsn: str) -> None:
    database = Database.open(dsn)
    try:
        before = await versions.current(database)
        if before == versions.newest():
            typer.echo(f"The database is at version {before} already.")
            return
        await ready_to_fill(database, "storage.dsn")
        typer.echo(f"The database is now at version {versions.newest()} (was: {before or 'empty'}).")
    finally:
        await database.close()
