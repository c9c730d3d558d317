"""The table of contents: every handler, in the order in which an update is offered to them.

1. `session.greet` finds out who speaks, in which language, and what they were about to type.
2. A reply to a card in staff's chats goes to the member who asked.
3. Staff's rooms, behind their gate; strangers get what an unknown command or an old button gets.
4. Members' rooms.
5. Typed text: to the step that awaits it, else it is a question.
6. What nobody knew: an unknown command, a button of an older version.
7. After /start, staff get their own command menu.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

from telegram.ext import Application, MessageHandler, filters

from bot import inbox as inbox_room
from handlers import errors, session
from handlers.commands import publish_commands
from handlers.members import (
    answer,
    ask,
    choices,
    country,
    faq,
    help,
    inline,
    language,
    menu,
    my_data,
    presence,
    rating,
    settings,
    start,
    topics,
    unknown,
    unsubscribe,
    welcome,
    zone,
)
from handlers.members.telling import told
from handlers.profile import publish_descriptions
from handlers.routing import GROUP, PRIVATE, Handler, StepHandler, press
from handlers.staff import access, audit, failed_updates, inbox, stats, team
from handlers.staff import menu as staff_menu
from handlers.staff.access import Elsewhere
from handlers.staff.broadcast import rooms as composer
from handlers.staff.entries import rooms as entries
from handlers.staff.entries.publishing import published
from handlers.staff.notices import tell_staff, update_held
from handlers.staff.sent import rooms as sent
from handlers.staff.sent.following import followed

__all__ = ["at_work", "introduce", "register", "tell_staff", "update_held"]

App = Application[Any, Any, Any, Any, Any, Any]

STAFF: tuple[ModuleType, ...] = (composer, sent, entries, stats, failed_updates, team, audit)
STRANGERS = Elsewhere(command=menu.unknown_command, button=menu.stale, text=answer.question)
access.strangers_get(STRANGERS)
MEMBERS: tuple[ModuleType, ...] = (
    start,
    welcome,
    menu,
    faq,
    choices,
    unknown,
    rating,
    ask,
    topics,
    language,
    settings,
    country,
    zone,
    my_data,
    help,
    unsubscribe,
    inline,
    presence,
)


def steps() -> dict[str, StepHandler]:
    """What typed text may be awaited for, by the step's name."""
    ours = {name: step for room in STAFF for name, step in room.STEPS.items()}
    theirs = {name: step for room in MEMBERS for name, step in getattr(room, "STEPS", {}).items()}
    return access.stepped(ours, STRANGERS) | theirs


def handlers() -> list[Handler]:
    """All of the main group, in order."""
    doors = [door for room in STAFF for door in room.DOORS]
    rooms = [one for room in MEMBERS for one in room.HANDLERS]
    return [*access.hung(doors, STRANGERS), *rooms, session.typed(steps(), answer.question), *strangers()]


def strangers() -> list[Handler]:
    """For what nobody knew. In groups only what names us is for us."""
    ours = GROUP & filters.Regex(r"^/\w+@")
    unknown = MessageHandler(filters.COMMAND & (PRIVATE | ours), menu.unknown_command)
    return [unknown, press("[^:]*", menu.stale)]


def register(application: App) -> None:
    """Hangs all handlers into the application."""
    application.add_handler(session.greeting(), group=-2)
    application.add_handler(inbox.replies(), group=-1)
    application.add_handlers(handlers(), group=0)
    application.add_handler(staff_menu.renewal(), group=1)
    application.add_error_handler(errors.apologise)


@asynccontextmanager
async def at_work(application: App) -> AsyncIterator[None]:
    """What goes on by itself until the block ends: staff's live cards, questions on their way to staff, edits."""
    services = application.bot_data
    watched = inbox_room.watched(application.bot, services)
    async with followed(application), watched, published(services), told(application):
        yield


async def introduce(application: App) -> None:
    """Tells Telegram who we are and our command menus."""
    services = application.bot_data
    catalogs, default = services.catalogs, services.config.locale.default
    staff = [one.user_id for one in await access.team(services)]
    await publish_commands(application.bot, catalogs, default, staff)
    await publish_descriptions(application.bot, catalogs, default)
