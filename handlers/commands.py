"""What Telegram shows of us: the command menu for each language, chat and role, and the words before "Start"."""

from collections.abc import Iterable
from typing import Any

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Update,
)
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.context import Context
from bot.text.catalogs import Catalogs, Words
from bot.text.languages import LANGUAGES

log = structlog.get_logger()


def member_commands(words: Words) -> list[BotCommand]:
    """In the order of the menu."""
    return [
        BotCommand("faq", words.t("Questions and answers")),
        BotCommand("ask", words.t("Ask a person")),
        BotCommand("topics", words.t("Topics of announcements")),
        BotCommand("language", words.t("Language and letters")),
        BotCommand("settings", words.t("Settings")),
        BotCommand("mydata", words.t("My data")),
        BotCommand("forget", words.t("Delete my data")),
        BotCommand("help", words.t("Help")),
        BotCommand("cancel", words.t("Stop what was begun")),
    ]


def group_commands(words: Words) -> list[BotCommand]:
    return [
        command
        for command in member_commands(words)
        if command.command in ("faq", "topics", "language", "help")
    ]


def staff_commands(words: Words) -> list[BotCommand]:
    """What staff see above the members' commands."""
    return [
        BotCommand("broadcast", words.t("New broadcast")),
        BotCommand("broadcasts", words.t("Broadcasts")),
        BotCommand("entries", words.t("Entries")),
        BotCommand("stats", words.t("Figures")),
        BotCommand("team", words.t("The team")),
        BotCommand("audit", words.t("Who did what")),
    ]


async def publish_commands(
    bot: ExtBot[Any], catalogs: Catalogs, default: str, staff_ids: Iterable[int]
) -> None:
    """Sets the menus that differ from what Telegram has; those without a language get `default`'s."""
    for code in (None, *LANGUAGES):
        words = catalogs.words(code or default)
        await _publish(bot, member_commands(words), BotCommandScopeAllPrivateChats(), code)
        await _publish(bot, group_commands(words), BotCommandScopeAllGroupChats(), code)
    for person in staff_ids:
        await publish_for(bot, catalogs, default, person)


async def publish_for(bot: ExtBot[Any], catalogs: Catalogs, default: str, person: int) -> None:
    """The menu of one of staff; who never wrote to us has no chat yet, theirs comes with their /start."""
    try:
        for code in (None, *LANGUAGES):
            words = catalogs.words(code or default)
            full = [*staff_commands(words), *member_commands(words)]
            await _publish(bot, full, BotCommandScopeChat(person), code)
    except BadRequest as refusal:
        log.info("a staff member has no menu yet", person=person, reason=refusal.message)


async def withdraw_from(bot: ExtBot[Any], person: int) -> None:
    """The menu of one who left staff is again the one of every member."""
    for code in (None, *LANGUAGES):
        try:
            await bot.delete_my_commands(BotCommandScopeChat(person), code)
        except TelegramError as refusal:
            log.info("a menu could not be taken back", reason=type(refusal).__name__)


async def renew(update: Update, context: Context) -> None:
    """On staff's /start, beside its own handler: before that Telegram has no chat for their menu."""
    if context.session.role is not None:
        services = context.services
        default = services.config.locale.default
        await publish_for(context.bot, services.catalogs, default, context.session.user_id)


async def _publish(
    bot: ExtBot[Any], commands: list[BotCommand], scope: BotCommandScope, code: str | None
) -> None:
    if list(await bot.get_my_commands(scope, code)) != commands:
        await bot.set_my_commands(commands, scope, code)


async def publish_descriptions(bot: ExtBot[Any], catalogs: Catalogs, default: str) -> None:
    """Fills the description and the short one where they are empty."""
    for code in (*LANGUAGES, None):  # the one without a language last: it stands in where another is empty
        words = catalogs.words(code or default)
        if not (await bot.get_my_description(code)).description:
            await bot.set_my_description(
                words.t(
                    "Checked answers and news for Kazakhs abroad: moving to Kazakhstan, documents, citizenship, "
                    "study. In Kazakh (Cyrillic, Latin or Arabic letters), Russian and English."
                ),
                code,
            )
        if not (await bot.get_my_short_description(code)).short_description:
            await bot.set_my_short_description(words.t("Checked answers and news for Kazakhs abroad"), code)
