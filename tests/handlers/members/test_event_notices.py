"""Killed at any moment of bringing reminders, the bot brings each of them, and none again but what was in the air."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers import notices
from handlers.members import event_notices
from sandbox import Person
from storage.database import versions
from storage.database.database import Database
from storage.events import events, responses
from storage.events.responses import Response
from storage.members import members
from tests.handlers.mortal_bot import LATER, NOW, Killed, MortalBot, MortalDatabase
from tests.handlers.running_bot import running

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


class Busy:
    """A Telegram whose turn for us comes when it is told, after a large broadcast."""

    def __init__(self) -> None:
        self.turn, self.asked = asyncio.Event(), 0

    async def send_message(self, *_: Any, **__: Any) -> None:
        self.asked += 1
        await self.turn.wait()


async def test_a_reminder_that_waits_behind_a_broadcast_is_not_taken_up_by_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "RENEW", 0.02)
    database = Database.open(f"sqlite:///{tmp_path}/events.db")
    await versions.upgrade(database)
    await invited(database)
    now = NOW
    async with running(database, lambda: now) as bot:
        first, second = Busy(), Busy()
        waiting = asyncio.create_task(event_notices.bring(first, bot.services))  # type: ignore[arg-type]
        while not first.asked:
            await asyncio.sleep(0.01)
        now += LATER
        await asyncio.sleep(0.2)
        await event_notices.bring(second, bot.services)  # type: ignore[arg-type]
        assert second.asked == 0
        first.turn.set()
        await waiting
        assert first.asked == GUESTS
    await database.close()


async def test_undisturbed_each_is_told_once(tmp_path: Path) -> None:
    assert (await brought(tmp_path / "events.db", None))[0] == [1] * GUESTS


@pytest.mark.parametrize("dies_at", range(4 + 4 * GUESTS))
async def test_killed_anywhere_nobody_is_left_out(tmp_path: Path, dies_at: int) -> None:
    """Four effects write and claim the reminders, then each has a message (asked, taken) and a row (written, kept),
    side by side: twice come those that were in the air, whose message was taken and whose row was not."""
    copies, _ = await brought(tmp_path / "events.db", dies_at)
    assert min(copies) == 1 and max(copies) <= 2
    if dies_at < 4 or dies_at == 3 + 4 * GUESTS:
        assert copies == [1] * GUESTS
