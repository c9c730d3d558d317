"""`otandas check`: everything that would make the bot fail or shame us, one line a fault."""

import asyncio
from collections.abc import Iterator

import aiohttp
import typer

from bot.cli.options import ConfigOption, asked, configuration
from bot.config import Config
from bot.directory import topics
from bot.errors import StartError
from bot.faq import check as faq_check
from bot.text import catalog_check
from bot.text.catalogs import LOCALES, Catalogs
from storage.database.database import Database

PATIENCE = 10  # seconds for Telegram to answer


def check(config: ConfigOption = None) -> None:
    """Check configuration, database, catalogs, FAQ entries and token; exit 1 if anything is wrong.

    Example: otandas check --config config.toml
    """
    loaded = configuration(config)
    found = [*_words(), *asyncio.run(_outside(loaded))]
    for line in found:
        typer.echo(line)
    if found:
        typer.echo(f"{len(found)} faults", err=True)
        raise typer.Exit(1)
    typer.echo("configuration, database, catalogs, FAQ entries and token are in order")


def _words() -> Iterator[str]:
    try:
        Catalogs.load()
        topics.load()
        yield from catalog_check.faults()
    except StartError as error:
        yield str(error)
    yield from (str(fault) for fault in faq_check.check(LOCALES) if not fault.warning)


async def _outside(config: Config) -> list[str]:
    database = Database.open(config.storage.dsn)
    try:
        complaint = await asked(database)
    finally:
        await database.close()
    found = [complaint and f"storage.dsn: {complaint.removeprefix('storage.dsn: ')}", await _token(config)]
    return [line for line in found if line]


async def _token(config: Config) -> str | None:
    """What Telegram says of the token; the token itself is never printed."""
    if not config.telegram.token:
        return "telegram.token: empty; put the token from BotFather there, or in OTANDAS_TELEGRAM__TOKEN"
    url = f"{config.telegram.base_url}/bot{config.telegram.token}/getMe"
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
            async with session.get(url) as response:
                answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        reason = f"{config.telegram.base_url} does not answer as a Bot API server ({type(error).__name__})"
        return f"telegram.base_url: {reason}"
    if not answer.get("ok"):
        return f"telegram.token: refused: {answer.get('description')}; ask BotFather for the right one"
    return None
