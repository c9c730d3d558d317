"""`otandas check`: everything that would make the bot fail or shame us, one line a fault, with reason and remedy."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime

import typer

from bot import clock
from bot.broadcasts.files import of_another_bot
from bot.cli import machine, telegram_check
from bot.cli.shared import ON_TRIAL, ConfigOption, configuration, opened, refuse_faults
from bot.config import Config
from bot.directory import topics
from bot.errors import StartError
from bot.faq import check as faq_check
from bot.offers import fields
from bot.staff.permissions import Role
from bot.text import catalog_check
from bot.text.catalogs import LOCALES, Catalogs
from storage import bots
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.staff import audit, staff, trial
from storage.staff.audit import Chain


def check(config: ConfigOption = None) -> None:
    """Check configuration, database, catalogs, FAQ entries, token, owners, staff group and machine; exit 1 at a fault.

    Example: otandas check --config config.toml
    """
    loaded = configuration(config)
    now = clock.now()
    if asyncio.run(on_trial(loaded)):
        typer.echo(ON_TRIAL)
    refuse_faults([*text_faults(), *machine.faults(loaded, now), *asyncio.run(outside_faults(loaded, now))])
    typer.echo("configuration, database, catalogs, FAQ entries, token, owners and machine are in order")


def text_faults() -> Iterator[str]:
    try:
        Catalogs.load()
        topics.load()
        fields.load()
        yield from catalog_check.faults()
    except StartError as error:
        yield str(error)
    yield from (str(fault) for fault in faq_check.check(LOCALES) if not fault.warning)


async def on_trial(config: Config) -> bool:
    """No fault, so said apart from them; a database that cannot be read is one, and said there."""
    try:
        async with opened(config) as database, database.connect() as tx:
            return await trial.current(tx) is not None
    except StartError:
        return False


async def outside_faults(config: Config, now: datetime) -> list[str]:
    """Of the database, and of what Telegram says."""
    owners, kept, lines = set(config.staff.owners), list[Broadcast](), list[str]()
    try:
        async with opened(config) as database, database.connect() as tx:
            team = await staff.everyone(tx)
            kept = await broadcasts.unsent(tx)
            since = await bots.all_since(tx)
            chain = await audit.verify(tx)
    except StartError as error:
        lines.append(f"storage.dsn: {str(error).removeprefix('storage.dsn: ')}")
    else:
        owners |= {member.user_id for member in team if member.role == Role.OWNER and not member.removed_at}
        lines += _moved(config, of_another_bot(kept, _bot_id(config), since))
        lines += _broken(chain)
    if not owners:
        lines.append("staff.owners: nobody; write the Telegram number of at least one person there")
    return [*lines, *[line async for line in telegram_check.faults(config, owners, kept, now)]]


def _bot_id(config: Config) -> int:
    return int(config.telegram.token.partition(":")[0] or 0)


def _broken(chain: Chain) -> list[str]:
    if chain.broken_at is None:
        return []
    return [
        f"audit: deed {chain.broken_at} of {chain.length} or one before it was changed or removed in the database; "
        "compare with a backup"
    ]


def _moved(config: Config, strange: Sequence[Broadcast]) -> list[str]:
    if not strange or not config.telegram.token:
        return []
    numbers = ", ".join(str(broadcast.id) for broadcast in strange[:5]) + (" …" if len(strange) > 5 else "")
    return [
        f"telegram.token: the files of broadcasts {numbers} were uploaded to another bot, which this one cannot send; "
        "upload them again in the composer, or go back to that bot's token"
    ]
