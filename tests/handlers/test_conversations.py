"""Every conversation there is, walked with kills: nothing typed is lost, nothing is done twice, nobody is stuck.

They are found among the handlers registered with the application, so that a new one without a walk fails here.
"""

import asyncio
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from telegram.ext import Application

from handlers import register
from handlers.conversation import END, Conversation
from sandbox import Person
from storage.database import versions
from storage.database.database import Database
from storage.members import conversations
from tests.handlers.mortal_bot import MortalBot, MortalDatabase, Step
from tests.handlers.running_bot import OWNER

WALKS_WITH_KILLS = 10  # of each conversation


def says(text: str) -> Step:
    async def step(person: Person) -> None:
        await person.says(text)

    return step


def presses(button: str) -> Step:
    async def step(person: Person) -> None:
        await person.presses(button)

    return step


# What people do to pass through every state of a conversation, whichever replica listens. In English, as an owner.
WALKS: dict[str, tuple[Step, ...]] = {
    "ask": (says("/ask"), says("When do you open?"), says("When do you open today?"), presses("Send")),
    "rating": (says("/start faq_kandas-apply"), presses("👎"), says("What it costs")),
    "country": (
        says("/settings"),
        presses("Country"),
        presses("Another country"),
        says("Poland"),
        presses("Poland"),
    ),
    "time_zone": (
        says("/settings"),
        presses("Time zone"),
        presses("Another city"),
        says("Novosibirsk"),
        presses("Novosibirsk"),
    ),
    "welcome": (
        says("/start"),
        presses("English"),
        presses("Another country"),
        says("Poland"),
        presses("Poland"),
    ),
    "team": (says("/team"), presses("Add a colleague"), says("778"), presses("editor")),
}


@cache
def declared() -> dict[str, Conversation]:
    """As the application has them."""
    application = Application.builder().token("1:x").build()
    register(application)
    handlers = (handler for group in application.handlers.values() for handler in group)
    return {handler.name: handler for handler in handlers if isinstance(handler, Conversation)}


NAMES = tuple(declared())


@dataclass(frozen=True, slots=True)
class Walked:
    """The number of effects of each step, the states passed, the rows at the end."""

    effects: tuple[int, ...]
    states: frozenset[str]
    rows: dict[str, list[str]]


@cache
def migrated() -> bytes:
    """A database at the newest version."""

    async def upgraded(path: Path) -> None:
        database = Database.open(f"sqlite:///{path}")
        await versions.upgrade(database)
        await database.checkpoint()
        await database.close()

    with TemporaryDirectory() as folder:
        path = Path(folder) / "otandas.db"
        asyncio.run(upgraded(path))
        return path.read_bytes()


def walked(name: str, kills: tuple[int | None, ...]) -> Walked:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "otandas.db"
        path.write_bytes(migrated())
        return asyncio.run(walk(name, kills, path))


async def walk(name: str, kills: tuple[int | None, ...], path: Path) -> Walked:
    """Dies in each step at its kill, if that has one: after so many effects, or when all is done."""
    database = MortalDatabase.open(f"sqlite:///{path}")
    bot = MortalBot(database)
    await bot.replica()
    dina = await Person("Dina", "en", person_id=OWNER).enters(bot.sandbox)
    effects, states = [], set()
    for step, kill in zip(WALKS[name], kills, strict=True):
        effects.append(await bot.takes(step, dina, kill))
        async with database.connect() as tx:
            row = await conversations.get(tx, dina.id, dina.id)
        if row and row.name == name:
            states.add(row.state)
    rows = await bot.rows()
    await bot.sandbox.stop()
    await database.close()
    return Walked(tuple(effects), frozenset(states), rows)


@cache
def undisturbed(name: str) -> Walked:
    return walked(name, (None,) * len(WALKS[name]))


def test_every_conversation_has_a_walk() -> None:
    assert set(WALKS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_walk_passes_every_state_and_ends(name: str) -> None:
    assert undisturbed(name).states - {END} == set(declared()[name].states)
    assert all(f"'state': '{END}'" in row for row in undisturbed(name).rows["conversations"])


@pytest.mark.parametrize("name", NAMES)
def test_kills_between_and_within_steps_change_nothing(name: str) -> None:
    """A kill after all effects of a step falls between it and the next."""
    moments = st.tuples(*(st.none() | st.integers(0, effects) for effects in undisturbed(name).effects))

    @settings(max_examples=WALKS_WITH_KILLS, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(moments)
    def killed(kills: tuple[int | None, ...]) -> None:
        assert walked(name, kills).rows == undisturbed(name).rows

    killed()
