"""The digest of the week: on Monday morning, once to each colleague who may see figures, whatever is killed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.staff import weekly
from sandbox import Person
from storage.database import versions
from storage.database.database import Database
from storage.members import members
from storage.staff import staff, weeks
from tests.handlers.mortal_bot import LATER, Killed, MortalBot, MortalDatabase
from tests.handlers.running_bot import OWNER, RunningBot, running
from tests.handlers.staff.test_stats import lived

ALMATY = ZoneInfo("Asia/Almaty")
MONDAY = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # nine in Almaty


@pytest.mark.parametrize(
    ("local", "week"),
    [
        ("2026-11-30 08:59", None), ("2026-11-30 09:00", "2026-W49"), ("2026-12-02 23:59", "2026-W49"),
        ("2026-12-03 00:00", None), ("2026-12-06 12:00", None), ("2027-01-04 10:00", "2027-W01"),
    ],
)  # fmt: skip
def test_it_is_due_from_monday_morning_until_wednesday(local: str, week: str | None) -> None:
    assert weekly.due(datetime.fromisoformat(local).replace(tzinfo=ALMATY)) == week


async def test_each_colleague_gets_it_once_in_their_language(sqlite: Database) -> None:
    now = MONDAY
    async with running(sqlite, lambda: now) as bot:
        await lived(bot)
        dina = await bot.person("Дина", "kk", person_id=OWNER)
        marat = await bot.person("Марат", "ru", person_id=778)
        async with sqlite.begin() as tx:
            await members.join(tx, 778, "ru", now)
            await staff.add(tx, 778, "editor", "Марат", OWNER, now)
            await staff.add(tx, 779, "editor", "Қайрат", OWNER, now)
        for hours in (0, 1, 48, 100):
            now = MONDAY + timedelta(hours=hours)
            await weekly.look(bot.application.bot, bot.services)
        told = await digests(dina)
        assert len(told) == 1
        assert "Мамандарға қойылғаны: 7, жауап берілгені –, ашық тұрғаны < 5" in told[0]
        assert "Хабар тарату: 1, жеткені 14" in told[0]
        assert ["Неделя в цифрах" in text for text in await digests(marat)] == [True]
        now = MONDAY + timedelta(days=7)
        await weekly.look(bot.application.bot, bot.services)
        assert len(await digests(dina)) == 2


async def test_whoever_left_the_team_meanwhile_is_not_told(bot: RunningBot) -> None:
    aman = await bot.person("Аман", "kk", person_id=778)
    async with bot.services.database.begin() as tx:
        await weeks.write(tx, "2026-W40", [778], MONDAY)
    await weekly.look(bot.application.bot, bot.services)
    assert await digests(aman) == []
    async with bot.services.database.connect() as tx:
        assert not await weeks.QUEUE.waits(tx, MONDAY + timedelta(days=1))


async def digests(person: Person) -> list[str]:
    return [message["text"] for message in await person.chat() if message["text"].startswith("🗓")]


async def test_killed_at_any_moment_it_comes_and_no_second_time_but_from_the_air(tmp_path: Path) -> None:
    whole, effects = await brought(tmp_path / "whole.db", None)
    assert whole == 1
    for dies_at in range(effects):
        copies, _ = await brought(tmp_path / f"killed{dies_at}.db", dies_at)
        assert 1 <= copies <= 2


async def brought(path: Path, dies_at: int | None) -> tuple[int, int]:
    """How many copies the owner has in the end, and how many effects the first round had."""
    plain = Database.open(f"sqlite:///{path}")
    await versions.upgrade(plain)
    await plain.close()
    database = MortalDatabase.open(f"sqlite:///{path}")
    assert isinstance(database, MortalDatabase)
    bot = MortalBot(database)
    bot.now = MONDAY
    await bot.replica()
    dina = await Person("Дина", "kk", person_id=OWNER).enters(bot.sandbox)
    bot.life.begins(dies_at)
    try:
        await weekly.look(bot.application.bot, bot.application.bot_data)
    except Killed:
        await bot.replica()
        bot.now += LATER
        await weekly.look(bot.application.bot, bot.application.bot_data)
    effects = bot.life.effects
    copies = len(await digests(dina))
    await bot.sandbox.stop()
    await database.close()
    return copies, effects


async def test_rows_are_written_once_and_let_go(database: Database) -> None:
    async with database.begin() as tx:
        for _ in range(2):
            await weeks.write(tx, "2026-W49", [7, 8], MONDAY)
        assert await weeks.written(tx, "2026-W49")
        assert not await weeks.written(tx, "2026-W50")
        assert len(await weeks.QUEUE.claim(tx, MONDAY, 9)) == 2
        assert await weeks.expire(tx, MONDAY + timedelta(days=1)) == 2
