"""Two of staff and a few members, for tests of what staff press and read."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sandbox import Person
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.members import members
from storage.staff import staff
from tests.handlers.running_bot import OWNER, RunningBot

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # Tuesday, 11:00 in Almaty


async def members_of(
    bot: RunningBot, languages: Iterable[str], topics: tuple[str, ...] = ("law",), first: int = 2001
) -> None:
    """A member for each language given, from Germany, subscribed to the topics."""
    async with bot.services.database.begin() as tx:
        for number, language in enumerate(languages):
            made = await members.join(tx, first + number, language, NOW)
            await members.update(tx, first + number, country="DE")
            await members.subscribe(tx, made.id, topics)


async def owner(bot: RunningBot, language: str = "kk") -> Person:
    """Dina, who is named in the configuration."""
    return await bot.person("Дина", language, person_id=OWNER)


async def colleague(bot: RunningBot, name: str, person_id: int, role: str, language: str = "ru") -> Person:
    """Somebody on the team who has written to the bot."""
    person = await bot.person(name, language, person_id=person_id)
    async with bot.services.database.begin() as tx:
        await staff.add(tx, person_id, role, name, OWNER, NOW)
    await person.says("/start")
    await bot.settled()
    return person


async def latest(bot: RunningBot) -> Broadcast:
    async with bot.services.database.connect() as tx:
        known = await broadcasts.in_states(tx, broadcasts.STATES)
    return max(known, key=lambda broadcast: broadcast.id)


async def written(
    dina: Person, texts: dict[str, str], names: dict[str, str] | None = None, **more: Any
) -> None:
    """Types the three texts, beginning at the draft's card."""
    called = names or {"kk": "Қазақша", "ru": "Орысша", "en": "Ағылшынша"}
    for language, text in texts.items():
        await dina.presses(called[language])
        await dina.says(text, **more)
        await dina.sees("✓")
        await dina.presses("Артқа")
