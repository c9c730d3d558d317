"""The one gate before everything staff do: who is on the team, and what their role allows.

Owners stand in the configuration or were made so by another owner. Roles:
  editor    writes, previews, schedules and sends; a large broadcast of theirs waits for a colleague
  approver  the same, and approves what colleagues wrote
  owner     the same, and changes the team
Whoever is not on the team gets exactly what an unknown command or an outdated button gets.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.context import Context
from bot.errors import BotError, GoneError
from bot.services import Services
from bot.text.translator import N_, Translator
from handlers.routing import Act, Handler, StepHandler, command, leave, press, public
from handlers.screen import Screen, say
from storage.broadcasts import posts
from storage.members import members
from storage.staff import staff

ROLE_NAMES = {"owner": N_("owner"), "approver": N_("approver"), "editor": N_("editor")}


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
    role: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What strangers get: for a command, for a button, for typed text."""

    command: Act
    button: Act
    text: Act


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


async def role_of(update: Update, context: Context) -> str | None:
    """The role of whoever speaks, None for strangers."""
    user = update.effective_user
    return await role(context.services, user.id) if user else None


async def role(services: Services, user_id: int) -> str | None:
    if user_id in services.config.staff.owners:
        return "owner"
    async with services.database.connect() as tx:
        found = await staff.of_user(tx, user_id)
    return found.role if found else None


async def check_owner(update: Update, context: Context) -> None:
    """BotError unless an owner speaks."""
    if await role_of(update, context) != "owner":
        raise BotError(N_("Only owners change the team. Please ask one of them."))


async def team(services: Services) -> list[Person]:
    """Everyone on the team, owners of the configuration first."""
    async with services.database.connect() as tx:
        rows = await staff.everyone(tx)
        known = {row.user_id: row.name for row in await staff.everyone(tx, removed=True)}
    owners = services.config.staff.owners
    named = [Person(user_id, "owner", known.get(user_id)) for user_id in owners]
    return [*named, *(Person(row.user_id, row.role, row.name) for row in rows if row.user_id not in owners)]


async def approvers(services: Services, *others_than: int | None) -> list[Person]:
    """Who may approve what these colleagues wrote."""
    return [one for one in await team(services)
            if one.role in ("owner", "approver") and one.user_id not in others_than]  # fmt: skip


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
