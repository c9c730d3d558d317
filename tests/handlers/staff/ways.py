"""Every way in for staff, found among the handlers registered with the application, and who tries them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.staff.permissions import Role
from handlers.conversation import Conversation
from handlers.routing import Button, Handler
from handlers.staff.access import Permitted
from sandbox import Person
from storage.database.schema import metadata
from storage.members import members
from storage.staff import staff
from tests.handlers.running_bot import RunningBot
from tests.handlers.staff.people import NOW, colleague, owner

STRANGERS = ("stranger", "left")


@dataclass(frozen=True, slots=True)
class Way:
    """A handler of staff, and the state of a conversation in which it listens; None where any will do."""

    handler: Handler
    opened: tuple[str, str] | None = None

    @property
    def permitted(self) -> Permitted:
        callback = self.handler.callback
        assert isinstance(callback, Permitted)
        return callback


def registered(bot: RunningBot) -> Iterator[Way]:
    for group in bot.application.handlers.values():
        for handler in group:
            if isinstance(handler, Conversation):
                for state, listening in handler.states.items():
                    yield from (Way(inner, (handler.name, state)) for inner in listening)
                yield from (Way(inner) for inner in (*handler.entry_points, *handler.fallbacks))
            else:
                yield Way(handler)


def ways(bot: RunningBot) -> list[Way]:
    return [way for way in registered(bot) if isinstance(way.handler.callback, Permitted)]


async def somebody(bot: RunningBot, role: str) -> Person:
    if role == Role.OWNER:
        person = await owner(bot, "en")
    elif role == "stranger":
        person = await bot.person("Nurlan", "en", person_id=779)
    else:
        person = await colleague(bot, "Marat", 778, "owner" if role == "left" else role, "en")
    await person.says("/start")
    await person.sees("")
    async with bot.services.database.begin() as tx:
        await members.update(tx, person.id, start_step=None)
    if role == "left":
        async with bot.services.database.begin() as tx:
            await staff.remove(tx, person.id, NOW)
    return person


async def rows(bot: RunningBot) -> dict[str, list[Any]]:
    """Every table but what people searched for and what they were shown: a stranger's typed text is a question."""
    tables = [table for table in metadata.sorted_tables if table.name not in ("searches", "screens")]
    async with bot.services.database.connect() as tx:
        return {table.name: sorted(map(repr, await tx.execute(sa.select(table)))) for table in tables}


def data(button: Button) -> str:
    """As this button's verb may come: a number for a pattern's digits, the first of its words."""
    sample = re.sub(r"\\d\+|\[0-9\]\+", "1", button.verb).replace("[^:]*", "x")
    sample = re.sub(r"\(\?:(\w+)[^)]*\)", r"\1", sample)
    return sample.removesuffix("$") if sample.endswith("$") else sample + ":1"
