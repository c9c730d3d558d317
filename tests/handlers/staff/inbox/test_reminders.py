from datetime import datetime, timedelta

import pytest

from bot.inbox import cards
from sandbox.world.faults import Fault, FaultKind
from storage.database.database import Database
from tests.handlers.running_bot import labels, running
from tests.handlers.staff.inbox.people import answered, asked
from tests.handlers.staff.people import NOW, owner


async def test_staff_are_reminded_once_before_a_promise_breaks(sqlite: Database) -> None:
    moments: list[datetime] = [NOW]
    async with running(sqlite, lambda: moments[-1]) as bot:
        dina = await owner(bot)
        await dina.says("/start")
        await dina.sees("«Отандас»")
        promised = NOW + timedelta(hours=10)
        for text in ("Біріншісі", "Екіншісі", "Жауабы бар"):
            await asked(bot, text, promised_at=promised)
        await answered(bot, 3, NOW)
        await cards.look(bot.application.bot, bot.services)
        assert not [said for said in await dina.chat() if "мерзімі таяп" in said["text"]]
        moments.append(promised - cards.SOON + timedelta(minutes=1))
        for _ in range(2):
            await cards.look(bot.application.bot, bot.services)
        [reminder] = [said for said in await dina.chat() if "мерзімі таяп" in said["text"]]
        assert labels(reminder) == ["1", "2"] and "Біріншісі" in reminder["text"]


@pytest.mark.parametrize("trouble", [FaultKind.FLOOD, FaultKind.SERVER_ERROR, FaultKind.FORBIDDEN])
async def test_a_reminder_that_did_not_arrive_comes_later(sqlite: Database, trouble: FaultKind) -> None:
    moments: list[datetime] = [NOW]
    async with running(sqlite, lambda: moments[-1]) as bot:
        dina = await owner(bot)
        await dina.says("/start")
        await dina.sees("«Отандас»")
        promised = NOW + timedelta(hours=10)
        await asked(bot, "Біріншісі", promised_at=promised)
        moments.append(promised - cards.SOON + timedelta(minutes=1))
        [account] = bot.sandbox.world.accounts.values()
        account.faults.add(Fault(trouble, "sendmessage", times=1))
        for minutes, reminders in ((0, 0), (1, 0), (7, 1), (30, 1)):
            moments.append(promised - cards.SOON + timedelta(minutes=1 + minutes))
            await cards.look(bot.application.bot, bot.services)
            told = [said for said in await dina.chat() if "мерзімі таяп" in said["text"]]
            assert len(told) == reminders, minutes
