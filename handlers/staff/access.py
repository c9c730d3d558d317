"""The one permission check before everything staff do: who is on the team, and what their role allows.

A command, a button and a typed step of staff are the ordinary handlers of `handlers/routing.py`, made here with
the `Action` they are for. A colleague whose role does not allow it reads why not; whoever is not on the team gets
exactly what an unknown command, an outdated button or a question gets.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import wraps
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.context import Context
from bot.errors import GoneError
from bot.services import Services
from bot.staff import permissions
from bot.staff.permissions import Action, Role
from bot.text.translator import N_, Translator
from handlers.routing import (
    Act,
    Button,
    Command,
    Handler,
    StepHandler,
    Typed,
    answer,
    command,
    leave,
    press,
    public,
)
from handlers.screen import Screen, say
from storage.broadcasts import posts
from storage.members import members
from storage.staff import staff

Callback = Callable[[Update, Context], Coroutine[Any, Any, str | None]]
ROLE_NAMES = {Role.OWNER: N_("owner"), Role.APPROVER: N_("approver"), Role.EDITOR: N_("editor")}


@dataclass(frozen=True, slots=True)
class Door:
    """A way in for staff: a command (`word`) or a button's verb, as `handlers.routing` takes them."""

    word: str
    act: Act
    button: bool = False
    keeps: bool = False
    tells: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the team; `chat_id` of a private chat is the user's id."""

    user_id: int
    role: Role
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What strangers get: for a command, for a button, for typed text."""

    command: Act
    button: Act
    text: Act


_strangers: list[Elsewhere] = []


def strangers_get(elsewhere: Elsewhere) -> None:
    """Said once by `handlers/__init__.py`, since members' handlers are not known here."""
    _strangers[:] = [elsewhere]


def staff_command(name: str, action: Action, callback: Act) -> Handler:
    """`/name` for those whose role allows the action."""
    return Command(name, _permitted(action, callback, lambda strangers: strangers.command))


def staff_button(verb: str, action: Action, callback: Act, *, aside: bool = False) -> Handler:
    """A button of this verb, which may be a pattern. `aside`: what was awaited goes on being awaited."""

    @wraps(callback)
    async def pressed(update: Update, context: Context) -> str | None:
        await _unfollow(update, context)
        return await callback(update, context)

    return Button(verb, _permitted(action, pressed, lambda strangers: strangers.button), aside=aside)


def staff_typed(action: Action, callback: Act) -> Handler:
    """What staff type or send while a conversation awaits it; from one who left the team it is a question."""
    return Typed(_permitted(action, callback, lambda strangers: strangers.text))


def _permitted(action: Action, callback: Act, stranger: Callable[[Elsewhere], Act]) -> Callback:
    """The callback behind the check. A card of staff in a group stays as it is when a stranger presses it."""

    @wraps(callback)
    async def checked(update: Update, context: Context) -> str | None:
        role = await role_of(update, context)
        if role is not None:
            permissions.check(role, action)
            return await callback(update, context)
        if update.callback_query and public(update):
            await answer(update, context, context.label("This button is for the team."))
            return None
        return await stranger(_strangers[0])(update, context)

    return checked


def hung(doors: list[Door], elsewhere: Elsewhere) -> list[Handler]:
    """The doors as handlers, each behind the gate."""
    return [_hung(door, elsewhere) for door in doors]


def stepped(steps: dict[str, StepHandler], elsewhere: Elsewhere) -> dict[str, StepHandler]:
    """Steps behind the gate: one who left the team meanwhile speaks as a member."""

    def guarded(act: StepHandler) -> StepHandler:
        async def step(update: Update, context: Context, data: dict[str, Any]) -> None:
            if await role_of(update, context) is None:
                await elsewhere.text(update, context)
                return
            try:
                await act(update, context, data)
            except GoneError as refusal:
                await leave(update, context)
                await say(update, context, Screen(context.t(refusal.msgid, **refusal.places)))

        return step

    return {name: guarded(act) for name, act in steps.items()}


def _hung(door: Door, elsewhere: Elsewhere) -> Handler:
    other = elsewhere.button if door.button else elsewhere.command

    async def act(update: Update, context: Context) -> str | None:
        if await role_of(update, context) is None:
            if door.button and public(update):  # staff's card in a group must stay as it is
                return context.label("This button is for the team.")
            return await other(update, context)
        await _unfollow(update, context)
        return await door.act(update, context)

    if door.button:
        return press(door.word, act, keeps=door.keeps, tells=door.tells)
    return command(door.word, act)


async def _unfollow(update: Update, context: Context) -> None:
    """A pressed card that followed a broadcast is about to show something else."""
    query, message = update.callback_query, update.effective_message
    if query is not None and message is not None:
        async with context.services.database.begin() as tx:
            await posts.leave(tx, message.chat_id, message.message_id)


async def role_of(update: Update, context: Context) -> Role | None:
    """The role of whoever speaks, None for strangers."""
    user = update.effective_user
    return await role(context.services, user.id) if user else None


async def role(services: Services, user_id: int) -> Role | None:
    if user_id in services.config.staff.owners:
        return Role.OWNER
    async with services.database.connect() as tx:
        colleague = await staff.of_user(tx, user_id)
    return Role(colleague.role) if colleague else None


async def may(update: Update, context: Context, action: Action) -> bool:
    return permissions.may(await role_of(update, context), action)


async def check(update: Update, context: Context, action: Action) -> None:
    """BotError unless the role of whoever speaks allows it."""
    permissions.check(await role_of(update, context), action)


async def team(services: Services) -> list[Person]:
    """Everyone on the team, owners of the configuration first."""
    async with services.database.connect() as tx:
        rows = await staff.everyone(tx)
        known = {row.user_id: row.name for row in await staff.everyone(tx, removed=True)}
    owners = services.config.staff.owners
    named = [Person(user_id, Role.OWNER, known.get(user_id)) for user_id in owners]
    added = (Person(row.user_id, Role(row.role), row.name) for row in rows if row.user_id not in owners)
    return [*named, *added]


async def approvers(services: Services, action: Action, *writers: int | None) -> list[Person]:
    """Who may approve what these colleagues wrote."""
    return [
        person
        for person in await team(services)
        if permissions.may_approve(person.role, person.user_id, action, writers)
    ]


async def translator_in(services: Services, chat_id: int) -> Translator:
    """The language staff read in this chat: the member's, or the house's."""
    async with services.database.connect() as tx:
        member = await members.by_chat(tx, chat_id)
    if member is None:
        return Translator.of(services.catalogs, services.config.locale.default)
    return Translator.of(services.catalogs, member.language, member.script)


def user_of(update: Update) -> int:
    """Who speaks; behind the gate there is always somebody."""
    assert update.effective_user is not None
    return update.effective_user.id


async def note(tx: AsyncConnection, update: Update, context: Context, action: str, subject: object,
               **detail: Any) -> None:  # fmt: skip
    """A line in the log, with the name whoever did it has today."""
    user = update.effective_user
    named = {"name": user.full_name} if user else {}
    await staff.log(tx, user_of(update), action, subject, context.services.clock(), **(named | detail))
