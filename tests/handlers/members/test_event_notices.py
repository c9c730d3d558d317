"""Killed at any moment of bringing reminders, the bot brings each of them, and none again but what was in the air."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.members import event_notices
from sandbox import Person
from storage.database import versions
from storage.database.database import Database
from storage.events import events, responses
from storage.events.responses import Response
from storage.members import members
from tests.handlers.mortal_bot import LATER, NOW, Killed, MortalBot, MortalDatabase

START = NOW + timedelta(hours=1)
GUESTS = 3
TEXTS = {language: {"title": "Кеш", "place": "Абай үйі"} for language in ("kk", "ru", "en")}


async def invited(database: Database) -> None:
    async with database.begin() as tx:
        event = await events.create(
            tx,
            7,
            NOW,
            state="announced",
            starts_at=START,
            zone="Asia/Almaty",
            texts=TEXTS,
            day_reminded=START,
        )
        for number in range(GUESTS):
            member = await members.join(tx, 5000 + number, "kk", NOW)
            await responses.put(tx, Response(event.id, member.id, "yes", answered_at=NOW - timedelta(days=2)))


async def migrated(path: Path) -> bytes:
    database = Database.open(f"sqlite:///{path}")
    await versions.upgrade(database)
    await database.checkpoint()
    await database.close()
    return path.read_bytes()


async def brought(path: Path, dies_at: int | None) -> tuple[list[int], int]:
    """How many copies each guest has in the end, and how many effects the first round had."""
    path.write_bytes(await migrated(path.with_suffix(".empty")))
    database = MortalDatabase.open(f"sqlite:///{path}")
    assert isinstance(database, MortalDatabase)
    bot = MortalBot(database)
    await bot.replica()
    guests = [
        await Person("Қонақ", "kk", person_id=5000 + number).enters(bot.sandbox) for number in range(GUESTS)
    ]
    await invited(database)
    bot.life.begins(dies_at)
    try:
        await event_notices.bring(bot.application.bot, bot.application.bot_data)
    except Killed:
        await bot.replica()
        await event_notices.bring(bot.application.bot, bot.application.bot_data)  # the claim is not free yet
        bot.now += LATER
        await event_notices.bring(bot.application.bot, bot.application.bot_data)
    effects = bot.life.effects
    copies = [len([message for message in await guest.chat() if "⏰" in message["text"]]) for guest in guests]
    await bot.sandbox.stop()
    await database.close()
    return copies, effects


async def test_undisturbed_each_is_told_once(tmp_path: Path) -> None:
    assert (await brought(tmp_path / "events.db", None))[0] == [1] * GUESTS


@pytest.mark.parametrize("dies_at", range(4 + 4 * GUESTS))
async def test_killed_anywhere_nobody_is_left_out(tmp_path: Path, dies_at: int) -> None:
    """Four effects write and claim the reminders, then each has a message (asked, taken) and a row (written, kept)."""
    copies, _ = await brought(tmp_path / "events.db", dies_at)
    in_the_air = (dies_at - 4) // 4 if dies_at >= 4 and (dies_at - 4) % 4 in (1, 2) else None
    assert copies == [2 if number == in_the_air else 1 for number in range(GUESTS)]
