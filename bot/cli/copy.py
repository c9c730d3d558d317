"""`otandas copy --to DSN`: the configured database into another one, SQLite to PostgreSQL or back."""

import asyncio
from typing import Annotated

import typer

from bot.cli.progress import progress
from bot.cli.shared import ConfigOption, configuration, opened, ready_to_fill
from bot.config import Config
from bot.errors import StartError
from storage.database import transfer
from storage.database.database import Database, parsed


def copy(
    to: Annotated[str, typer.Option(help="The database to fill; it must be empty.")],
    config: ConfigOption = None,
) -> None:
    """Copy everything to another database and compare the counts.

    Example: otandas copy --to postgresql://otandas@localhost/otandas
    """
    try:
        parsed(to)
    except ValueError as error:
        raise StartError(f"--to: {error}") from None
    counts = asyncio.run(_copy(configuration(config), to))
    for table, count in counts.items():
        typer.echo(f"{table:24} {count:>12}")
    typer.echo(f"{sum(counts.values())} rows in {len(counts)} tables, counts are the same on both sides")


async def _copy(config: Config, to: str) -> dict[str, int]:
    target = Database.open(to)
    try:
        async with opened(config) as source:
            await ready_to_fill(target, "--to")
            with progress("Rows") as advance:
                return await transfer.copy(source, target, advance)
    except transfer.NotEmptyError as error:
        raise StartError(f"--to: {error}; copy into an empty one, so that nothing is lost") from None
    except transfer.MiscountError as error:
        raise StartError(f"--to: {error}; the copy was taken back") from None
    finally:
        await target.close()
