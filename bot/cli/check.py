"""`otandas check`: everything that would make the bot fail or shame us, one line a fault."""

import asyncio
from collections.abc import Iterator

import aiohttp
import typer

from bot.cli.shared import ConfigOption, configuration, opened, refuse_faults
from bot.config import Config
from bot.directory import topics
from bot.errors import StartError
from bot.faq import check as faq_check
from bot.text import catalog_check
from bot.text.catalogs import LOCALES, Catalogs

PATIENCE = 10  # seconds for Telegram to answer


def check(config: ConfigOption = None) -> None:
    """Check configuration, database, catalogs, FAQ entries and token; exit 1 if anything is wrong.

    Example: otandas check --config config.toml
    """
    loaded = configuration(config)
    refuse_faults([*text_faults(), *asyncio.run(outside_faults(loaded))])
    typer.echo("configuration, database, catalogs, FAQ entries and token are in order")


def text_faults() -> Iterator[str]:
    try:
        Catalogs.load()
        topics.load()
        yield from catalog_check.faults()
    except StartError as error:
        yield str(error)
    yield from (str(fault) for fault in faq_check.check(LOCALES) if not fault.warning)


async def outside_faults(config: Config) -> list[str]:
    return [line for line in (await _database(config), await _token(config)) if line]


async def _database(config: Config) -> str | None:
    try:
        async with opened(config):
            return None
    except StartError as error:
        return f"storage.dsn: {str(error).removeprefix('storage.dsn: ')}"


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
