"""`otandas migrate`: brings the database to this program's version."""

import asyncio

import typer

from bot.cli.shared import ON_TRIAL, ConfigOption, configuration, note, ready_to_fill
from bot.clock import now
from bot.config import Config
from storage.database import versions
from storage.database.database import Database
from storage.staff import trial


def migrate(config: ConfigOption = None) -> None:
    """Bring the database to this version.

    Example: otandas migrate --config config.toml
    """
    asyncio.run(_migrate(configuration(config)))


async def _migrate(config: Config) -> None:
    database = Database.open(config.storage.dsn)
    try:
        before = await versions.current(database)
        if before == versions.newest():
            typer.echo(f"The database is at version {before} already.")
            return
        await ready_to_fill(database, "storage.dsn")
        typer.echo(f"The database is now at version {versions.newest()} (was: {before or 'empty'}).")
        if before is None and config.staff.begin_in_trial:
            async with database.begin() as tx:
                await trial.begin(tx, trial.FIRST, config.staff.owners, now())
                await note(tx, "trial.begun", "", a_day=trial.FIRST)
            typer.echo(ON_TRIAL)
    finally:
        await database.close()
