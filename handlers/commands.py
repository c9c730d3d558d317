"""What Telegram shows of us: the command menu for each language, chat and role, and the words before "Start"."""

from collections.abc import Iterable, Mapping
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
from bot.services import Services
from bot.staff.permissions import Action, Role, may
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator

log = structlog.get_logger()

# In the order of the menu; staff see theirs above the members'.
MEMBERS = {
    "faq": N_("Questions and answers"),
    "ask": N_("Ask a person"),
    "events": N_("Events"),
    "poll": N_("Surveys"),
    "contribute": N_("Contribute"),
    "places": N_("Embassies and Kazakh centres"),
    "topics": N_("Topics of announcements"),
    "language": N_("Language and letters"),
    "settings": N_("Settings"),
    "mydata": N_("My data"),
    "forget": N_("Delete my data"),
    "help": N_("Help"),
    "cancel": N_("Stop what was begun"),
}
GROUPS = {name: MEMBERS[name] for name in ("faq", "topics", "language", "help")}
STAFF = {
    "inbox": (N_("Members' questions"), Action.ANSWER_QUESTIONS),
    "broadcast": (N_("New broadcast"), Action.WRITE_BROADCASTS),
    "broadcasts": (N_("Broadcasts"), Action.RUN_BROADCASTS),
    "event": (N_("Plan events"), Action.WRITE_EVENTS),
    "poll": (N_("Surveys"), Action.SEE_SURVEYS),
    "entries": (N_("Entries"), Action.WRITE_ENTRIES),
    "offers": (N_("Offers and introductions"), Action.INTRODUCE),
    "stats": (N_("Figures"), Action.SEE_FIGURES),
    "team": (N_("The team"), Action.SEE_TEAM),
    "audit": (N_("Who did what"), Action.SEE_AUDIT),
}
# Those without a language of ours last: their words stand in where others are empty.
CODES = (*LANGUAGES, None)


def of_role(role: Role) -> dict[str, str]:
    """The commands of staff that a role may use, in the order of the menu."""
    return {name: said for name, (said, action) in STAFF.items() if may(role, action)}


def welcome(translator: Translator, role: Role) -> str:
    text = translator.t("Welcome to the team! What waits for you stands under /help. Your commands:")
    return "\n".join([text, *listed(translator, role)])


def listed(translator: Translator, role: Role) -> list[str]:
    return [f"• /{name}: {translator.t(said)}" for name, said in of_role(role).items()]


async def publish_commands(bot: ExtBot[Any], services: Services, staff: Iterable[tuple[int, Role]]) -> None:
    """Sets the menus that differ from what Telegram has; those without a language get the default's."""
    await _publish(bot, services, MEMBERS, BotCommandScopeAllPrivateChats())
    await _publish(bot, services, GROUPS, BotCommandScopeAllGroupChats())
    for person, role in staff:
        await publish_for(bot, services, person, role)


async def publish_for(bot: ExtBot[Any], services: Services, person: int, role: Role) -> None:
    """The menu of one of staff; who never wrote to us has no chat yet, theirs comes with their /start."""
    try:
        await _publish(bot, services, of_role(role) | MEMBERS, BotCommandScopeChat(person))
    except BadRequest as refusal:
        log.info("a staff member has no menu yet", person=person, reason=type(refusal).__name__)


async def _publish(
    bot: ExtBot[Any], services: Services, named: Mapping[str, str], scope: BotCommandScope
) -> None:
    for code in CODES:
        words = services.catalogs.words(code or services.config.locale.default)
        commands = [BotCommand(name, words.t(msgid)) for name, msgid in named.items()]
        if list(await bot.get_my_commands(scope, code)) != commands:
            await bot.set_my_commands(commands, scope, code)


async def withdraw_from(bot: ExtBot[Any], person: int) -> None:
    """The menu of one who left staff is again the one of every member."""
    for code in CODES:
        try:
            await bot.delete_my_commands(BotCommandScopeChat(person), code)
        except TelegramError as refusal:
            log.info("a menu could not be taken back", reason=type(refusal).__name__)


async def renew(update: Update, context: Context) -> None:
    """On staff's /start, beside its own handler: before that Telegram has no chat for their menu."""
    if context.session.role is not None:
        await publish_for(context.bot, context.services, context.session.user_id, context.session.role)


async def publish_descriptions(bot: ExtBot[Any], services: Services) -> None:
    """Fills the description and the short one where they are empty."""
    for code in CODES:
        words = services.catalogs.words(code or services.config.locale.default)
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
