"""The staff group becomes a supergroup, cannot be written to, and can be again."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.inbox import cards
from bot.inbox.chats import staff_chats
from sandbox import Person
from sandbox.client import InProcess
from storage.database.database import Database
from storage.inbox import questions, staff_group
from tests.handlers.running_bot import OWNER, RunningBot, running
from tests.handlers.staff.people import NOW, owner

GROUP = -900
SUPERGROUP = -1000000000900


@pytest.fixture
def moments() -> list[datetime]:
    """What the clock says: the last of them."""
    return [NOW]


@pytest.fixture
async def bot(sqlite: Database, moments: list[datetime]) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: moments[-1], inbox_chat=GROUP) as bot:
        yield bot


async def fault(bot: RunningBot, **order: Any) -> None:
    await InProcess(bot.sandbox.world).request("POST", "faults", order)


async def asks(bot: RunningBot, text: str) -> int:
    async with bot.services.database.begin() as tx:
        number = await questions.ask(tx, 5001, text, "kk", None, bot.services.clock())
    await cards.look(bot.application.bot, bot.services)
    return number


async def in_group(bot: RunningBot) -> Person:
    dina = await owner(bot)
    await dina.says("/start")
    await dina.sees("«Отандас»")
    await bot.group(GROUP, [dina.id])
    await dina.sees("хабарландыру", chat_id=GROUP)  # the bot's first words there
    return dina


async def test_a_group_that_became_a_supergroup_is_followed_and_its_open_questions_are_laid_there(
    bot: RunningBot,
) -> None:
    dina = await in_group(bot)
    await asks(bot, "Ескі топтағы")
    await dina.sees("Ескі топтағы", chat_id=GROUP)
    await fault(bot, kind="migrate", method="sendMessage", chat_id=GROUP, times=1)
    await asks(bot, "Жаңа топтағы")
    await bot.settled()
    await cards.look(bot.application.bot, bot.services)
    assert await staff_chats(bot.services) == [SUPERGROUP]
    await dina.sees("Жаңа топтағы", chat_id=SUPERGROUP)
    await dina.sees("Ескі топтағы", chat_id=SUPERGROUP)
    await dina.sees("супертопқа айналды")
    told = [said for said in await dina.chat() if "супертопқа" in said["text"]]
    assert len(told) == 1 and str(SUPERGROUP) in told[0]["text"]


async def test_while_the_group_cannot_be_written_to_questions_come_to_the_owners(
    bot: RunningBot, moments: list[datetime]
) -> None:
    dina = await in_group(bot)
    await fault(bot, kind="403", chat_id=GROUP)
    await asks(bot, "Бірінші")
    await dina.sees("Қызметкерлер тобына жазу мүмкін емес")
    await dina.sees("Бірінші")
    await asks(bot, "Екінші")
    await dina.sees("Екінші")
    assert len([said for said in await dina.chat() if "мүмкін емес" in said["text"]]) == 1
    await InProcess(bot.sandbox.world).request("DELETE", "faults")
    moments.append(NOW + staff_group.RETRY + timedelta(minutes=1))
    await asks(bot, "Үшінші")
    await dina.sees("қайта жазуға болады")
    await dina.sees("Үшінші", chat_id=GROUP)
    assert await staff_chats(bot.services) == [GROUP]


async def test_a_wrong_number_in_the_configuration_loses_no_question(bot: RunningBot) -> None:
    dina = await owner(bot)
    await dina.says("/start")
    await dina.sees("«Отандас»")
    await asks(bot, "Сұрақ")
    await dina.sees("staff.inbox_chat дұрыс па?")
    await dina.sees("Сұрақ")
    assert await staff_chats(bot.services) == [OWNER]
