"""The one permission check before everything staff do: who is on the team, and what their role allows.

A command, a button and typed text of staff are the ordinary handlers of `handlers/routing.py`, made here with the
`Action` they are for. A colleague whose role does not allow it reads why not. To whoever is not on the team it is as
if the handler were not there: the update goes on to what an unknown command, an outdated button or a question gets.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Update
from telegram.error import TelegramError
from telegram.ext import ExtBot, filters

from bot.context import Context, session
from bot.inbox import bodies
from bot.services import Services
from bot.staff import permissions
from bot.staff.permissions import Action, Role
from bot.text.translator import N_, Translator
from handlers.routing import (
    LONGEST,
    PRIVATE,
    TYPED,
    Button,
    Callback,
    Command,
    Edited,
    Handler,
    Typed,
    answer,
)
from handlers.screen import Screen, columns, ticked
from storage.broadcasts import posts
from storage.members import members
from storage.staff import audit, staff

log = structlog.get_logger()

ROLE_NAMES = {
    Role.OWNER: N_("owner"),
    Role.APPROVER: N_("approver"),
    Role.EDITOR: N_("editor"),
    Role.OPERATOR: N_("operator"),
    Role.ANALYST: N_("analyst"),
}


class Team(filters.UpdateFilter):
    """Passes what the team types, whatever the role."""

    def filter(self, update: Update) -> bool:
        return session().role is not None


TEAM = Team()
OF_OFFERS = (Action.INTRODUCE, Action.EXPORT_OFFERS)


async def introducers(services: Services) -> list[int]:
    """Who is named for offers; nobody: they are for whoever's role allows it."""
    return (await bodies.operators(services)).get(bodies.OFFERS, [])


@dataclass(frozen=True, slots=True)
class Permitted:
    """A callback behind the check."""

    action: Action
    callback: Callback

    async def __call__(self, update: Update, context: Context) -> Any:
        role = context.session.role
        if role is None:  # a button in a group, the only one that matches for strangers
            await answer(update, context, context.label("This button is for the team."))
            return None
        permissions.check(role, self.action)
        if self.action in OF_OFFERS:
            permissions.check_named(context.session.user_id, await introducers(context.services))
        message = update.effective_message
        if (
            update.callback_query and message
        ):  # a card that followed a broadcast is about to show something else
            await context.write(posts.leave, message.chat_id, message.message_id)
        return await self.callback(update, context)


def staff_command(name: str, action: Action, callback: Callback) -> Handler:
    """`/name` for those whose role allows the action."""
    return Command(name, Permitted(action, callback), PRIVATE & TEAM)


def staff_typed(action: Action, callback: Callback, *, longest: int = LONGEST) -> Handler:
    """What staff type or send while a conversation awaits it; from one who left the team it is a question."""
    return Typed(Permitted(action, callback), TYPED & TEAM, longest=longest)


def staff_edited(action: Action, callback: Callback) -> Handler:
    """What staff edit of what they sent, while a conversation is open."""
    return Edited(Permitted(action, callback), TEAM)


class StaffButton(Button):
    """In a group it is there for strangers too, who are told so: the team's card has to stay as it is."""

    def check_update(self, update: object) -> object:
        return super().check_update(update) if session().public or session().role else None

    def check(self, update: Update) -> None:
        """`Permitted` asks who presses; whoever is second in a group reads who was first."""


def staff_button(verb: str, action: Action, callback: Callback, *, aside: bool = False) -> Handler:
    """A button of this verb, which may be a pattern. `aside`: what was awaited goes on being awaited."""
    return StaffButton(verb, Permitted(action, callback), aside=aside)


def may(context: Context, action: Action) -> bool:
    return permissions.may(context.session.role, action)


def check_approval(update: Update, context: Context, action: Action, *writers: int | None) -> None:
    """BotError unless whoever presses may approve what these wrote."""
    permissions.check_approval(context.session.role, user_of(update), action, writers)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the team; `chat_id` of a private chat is the user's id."""

    user_id: int
    role: Role
    name: str | None = None
    proposed_by: int | None = None  # the owner who wants to make them one


async def team(services: Services) -> list[Person]:
    """Everyone on the team, owners of the configuration first."""
    rows = await services.database.read(staff.everyone)
    owners, known = services.config.staff.owners, {row.user_id: row.name for row in rows}
    named = [
        Person(user_id, Role.OWNER, services.owner_names.get(user_id) or known.get(user_id))
        for user_id in owners
    ]
    added = [row for row in rows if row.removed_at is None and row.user_id not in owners]
    return [*named, *(Person(row.user_id, Role(row.role), row.name, row.proposed_by) for row in added)]


async def named_team(bot: ExtBot[Any], services: Services) -> list[Person]:
    """The team to be shown: an owner of the configuration whose name is not known yet is asked about."""

    async def with_name(person: Person) -> Person:
        return person if person.name else replace(person, name=await called(bot, person.user_id))

    return await asyncio.gather(*map(with_name, await team(services)))


def wished_readers(readers: Sequence[int], wish: str, people: Iterable[Person]) -> list[int] | None:
    """After a button's wish, + or - before somebody's id; None where it is none of these people's."""
    sign, chosen = wish[:1], wish[1:]
    if sign not in ("+", "-") or chosen not in {str(person.user_id) for person in people}:
        return None
    left = [reader for reader in readers if str(reader) != chosen]
    return [*left, int(chosen)] if sign == "+" else left


def reader_ticks(
    readers: Sequence[int], people: Iterable[Person], made: Callable[[str, str], InlineKeyboardButton]
) -> list[list[InlineKeyboardButton]]:
    """A button for each who may be named, readers ticked; `made` from its label and its wish."""
    listed = []
    for person in people:
        reads = person.user_id in readers
        label = ticked(person.name or str(person.user_id), reads)
        listed.append(made(label, f"{'-' if reads else '+'}{person.user_id}"))
    return columns(listed)


async def called(bot: ExtBot[Any], user_id: int) -> str | None:
    """Their name as Telegram has it today; None where it tells nothing."""
    try:
        return (await bot.get_chat(user_id)).full_name
    except TelegramError as error:
        log.info("a name is not known", reason=type(error).__name__)
        return None


async def learn_owner_names(bot: ExtBot[Any], services: Services) -> None:
    """What Telegram calls the owners of the configuration; whoever has not written yet is known when they do."""
    for owner in services.config.staff.owners:
        if name := await called(bot, owner):
            services.owner_names[owner] = name


async def follows(services: Services, chat_id: int, action: Action) -> bool:
    """Whether cards in this chat go on being renewed: a group of staff, or a colleague whose role still allows it."""
    roles = {person.user_id: person.role for person in await team(services)} if chat_id > 0 else {}
    return chat_id < 0 or permissions.may(roles.get(chat_id), action)


async def approvers(services: Services, action: Action, *writers: int | None) -> list[Person]:
    return [
        person
        for person in await team(services)
        if permissions.may_approve(person.role, person.user_id, action, writers)
    ]


def sent_for_approval(context: Context, told: int) -> str:
    """`told`: how many colleagues got its card."""
    return context.tn(
        "Sent to {n} colleague for approval. You will hear when they decide.",
        "Sent to {n} colleagues for approval. You will hear when they decide.",
        told,
    )


Worded = Callable[[Translator], Screen | None]  # for one reader; None: nothing to say


async def tell(bot: ExtBot[Any], services: Services, chat_id: int, worded: Worded) -> bool:
    """Says something to a colleague in their language, or to a group of staff; False when they cannot be reached, or
    have left the team."""
    if chat_id > 0 and not any(person.user_id == chat_id for person in await team(services)):
        return False
    screen = worded(await translator_in(services, chat_id))
    if screen is None:
        return False
    try:
        await bot.send_message(chat_id, screen.text, reply_markup=screen.buttons)
    except TelegramError as error:
        log.info("a colleague could not be told", reason=type(error).__name__)
        return False
    return True


async def translator_in(services: Services, chat_id: int) -> Translator:
    """The language staff read in this chat: the member's, or the configured one."""
    member = await services.database.read(members.by_chat, chat_id)
    if member is None:
        return Translator.of(services.catalogs, services.config.locale.default)
    return Translator.of(services.catalogs, member.language, member.script)


def user_of(update: Update) -> int:
    """Who types or presses; behind the check there is always somebody."""
    assert update.effective_user is not None
    return update.effective_user.id


def name_of(update: Update) -> str:
    """Their name as it is today."""
    return update.effective_user.full_name if update.effective_user else ""


async def note(
    tx: AsyncConnection, /, update: Update, context: Context, action: str, subject: object, **detail: Any
) -> None:
    """A line in the log, with the name whoever did it has today."""
    now = context.services.clock()
    await audit.log(tx, user_of(update), action, subject, now, **({"name": name_of(update)} | detail))
