"""Killed at any moment of asking and introducing, the bot asks both and introduces both, and nobody hears it thrice."""

from pathlib import Path

import pytest

from bot.offers import introductions
from bot.offers.introductions import State
from handlers.members import contribute_notices
from sandbox import Person
from storage.database import versions
from storage.database.database import Database
from storage.offers import introductions as rows
from storage.offers.notices import Kind
from tests.bot.offers.people import GIVES, SEEKS, STAFF, pair
from tests.handlers.mortal_bot import LATER, NOW, Killed, MortalBot, MortalDatabase

ASKED, MET = "ұсынылып отыр", "танысыңыздар"


async def migrated(path: Path) -> bytes:
    database = Database.open(f"sqlite:///{path}")
    await versions.upgrade(database)
    await database.checkpoint()
    await database.close()
    return path.read_bytes()


def test_every_kind_of_notice_has_its_words() -> None:
    assert set(contribute_notices.OF_THE_OFFER) == set(Kind) - {Kind.ASK, Kind.MET}


async def brings(bot: MortalBot) -> None:
    await contribute_notices.bring(bot.application.bot, bot.application.bot_data)


async def copies(person: Person, words: str) -> int:
    return len([message for message in await person.chat() if words in message["text"]])


async def introduced(path: Path, dies_at: int | None) -> tuple[list[int], int]:
    """How often each side was asked and introduced, when the process dies in the answer of the second or in bringing
    what follows; and how many effects there were."""
    path.write_bytes(await migrated(path.with_suffix(".empty")))
    database = MortalDatabase.open(f"sqlite:///{path}")
    assert isinstance(database, MortalDatabase)
    bot = MortalBot(database)
    await bot.replica()
    people = [await Person("Нұр", "kk", person_id=chat).enters(bot.sandbox) for chat in (SEEKS, GIVES)]
    async with database.begin() as tx:
        seek, give = await pair(tx)
        introduction = await introductions.propose(tx, seek.id, give.id, STAFF, NOW)
    assert introduction is not None
    await brings(bot)
    seeks, gives = people

    async def agrees(person: Person) -> None:
        await person.presses("Иә, таныстырыңыз")

    await bot.takes(agrees, seeks)
    effects = await bot.takes(agrees, gives, dies_at)
    bot.life.begins(None if dies_at is None else max(dies_at - effects, 0))
    try:
        await brings(bot)
    except Killed:
        await bot.replica()
        bot.now += LATER
        await brings(bot)
    async with database.connect() as tx:
        kept = await rows.get(tx, introduction.id)
    assert kept is not None and State(kept.state) is State.MET
    told = [await copies(person, words) for words in (ASKED, MET) for person in people]
    await bot.sandbox.stop()
    await database.close()
    return told, effects


async def test_undisturbed_each_is_introduced_once(tmp_path: Path) -> None:
    told, _ = await introduced(tmp_path / "offers.db", None)
    assert told[2:] == [1, 1]


@pytest.mark.parametrize("dies_at", range(0, 22, 2))
async def test_killed_anywhere_both_are_introduced(tmp_path: Path, dies_at: int) -> None:
    told, _ = await introduced(tmp_path / "offers.db", dies_at)
    assert all(1 <= number <= 2 for number in told[2:])  # both may be in the air at once
