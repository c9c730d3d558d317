"""`otandas run`: the bot, until it is told to stop."""

import asyncio
import contextlib

import structlog
import typer

from bot import app, logs
from bot.cli.shared import ConfigOption, configuration, opened, refusal, stop_signal
from bot.config import Config
from bot.errors import StartError
from bot.garbage import freeze
from storage.database.sqlite import TakenError, alone

log = structlog.get_logger()


def run(config: ConfigOption = None) -> None:
    """Run the bot.

    Example: otandas run --config config.toml
    """
    loaded = configuration(config)
    if not loaded.telegram.token:
        raise StartError(
            "telegram.token is empty; put the token from BotFather there, or in OTANDAS_TELEGRAM__TOKEN"
        )
    logs.setup()
    try:
        with alone(loaded.storage.dsn):
            asyncio.run(_run(loaded))
    except TakenError as error:
        raise StartError(
            f"{error}: another otandas runs on this file; stop it, or use PostgreSQL for several (docs/scaling.md)"
        ) from None
    except Exception as error:
        if refusal(error) is None:  # a fault of ours, whose words may quote a member
            log.critical("the bot ended by a fault of its own", exc_info=error)
            raise typer.Exit(1) from None
        raise


async def _run(config: Config) -> None:
    """Works until told to stop; a start that still waits for Telegram is broken off."""
    stop, ready = stop_signal(), asyncio.Event()
    work, told = asyncio.create_task(_work(config, stop, ready)), asyncio.create_task(stop.wait())
    await asyncio.wait([work, told], return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not ready.is_set():
        work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def _work(config: Config, stop: asyncio.Event, ready: asyncio.Event) -> None:
    async with opened(config) as database, app.running(config, database):
        ready.set()
        freeze()
        typer.echo("Otandas is running. Stop it with Ctrl+C.", err=True)
        await stop.wait()
