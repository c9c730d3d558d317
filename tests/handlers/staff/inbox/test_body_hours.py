"""A body's own hours: set at /team, promised to members, reminded of where its questions lie."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.faq.decision import Verdict
from bot.inbox import bodies, cards
from storage.database.database import Database
from storage.inbox import questions
from storage.staff import audit, body_hours, body_operators
from storage.staff.body_hours import Hours
from tests.handlers.running_bot import RunningBot, labels, running
from tests.handlers.staff.inbox.people import asked, card, question
from tests.handlers.staff.inbox.test_bodies import PASSPORT, near, operator
from tests.handlers.staff.people import NOW, owner

ALMATY = ZoneInfo("Asia/Almaty")
SLOW = Hours(["tue", "thu"], "10:00", "13:00", ["2026-11-26"], 1)  # NOW is a Tuesday


@pytest.fixture
async def bot(sqlite: Database) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: NOW) as bot:
        yield bot


async def slow(bot: RunningBot, body: str) -> None:
    async with bot.services.database.begin() as tx:
        await body_hours.put(tx, body, SLOW)


async def test_a_member_is_promised_by_the_hours_of_the_body_the_question_is_for(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = near(bot, monkeypatch, Verdict.ANSWER)
    await slow(bot, body)
    aigerim = await bot.person("Айгерім", person_id=5001)
    await aigerim.says("/ask")
    await aigerim.sees("Сұрағыңызды")
    await aigerim.says(PASSPORT)
    await aigerim.sees("атыңызды көрмейді")
    await aigerim.presses("Жіберу")
    told = (await aigerim.sees("№ 1 сұрағыңыз қабылданды"))["text"]
    assert "10:00–13:00" in told and "1 желтоқсан" in told  # Thursday is a holiday
    kept = await question(bot, 1)
    assert kept.body == body and kept.promised_at == datetime(2026, 12, 1, 13, tzinfo=ALMATY)


async def test_passed_on_to_a_body_its_hours_count_and_the_member_hears_of_a_later_answer(
    bot: RunningBot,
) -> None:
    dina = await owner(bot)
    await dina.says("/start")
    await dina.sees("")
    asel = await operator(bot, "mia")
    await slow(bot, "mia")
    aigerim = await bot.person("Айгерім", person_id=5001)
    await aigerim.says("/start")
    await aigerim.sees("")
    number = await asked(bot, PASSPORT, promised_at=datetime(2026, 11, 26, 18, tzinfo=ALMATY))
    await card(bot, dina, number)
    await dina.presses("Басқаға беру")
    await dina.sees("сұрақты")
    name = bot.services.faq.library.bodies["mia"].names["kk"]
    await dina.presses(f"🏛 {name[:40]}")
    await asel.sees(PASSPORT)
    told = (await aigerim.sees("осы мәселені жақсы білетін"))["text"]
    assert "1 желтоқсан" in told and "13:00" in told
    assert (await question(bot, number)).promised_at == datetime(2026, 12, 1, 13, tzinfo=ALMATY)


async def test_whoever_answers_for_a_body_is_reminded_and_nobody_else(sqlite: Database) -> None:
    moments = [NOW]
    async with running(sqlite, lambda: moments[-1]) as bot:
        dina = await owner(bot)
        await dina.says("/start")
        await dina.sees("")
        asel = await operator(bot, "mia")
        await asked(bot, "Біріншісі", promised_at=NOW + timedelta(hours=10), body="mia")
        await asked(bot, "Екіншісі", promised_at=NOW + timedelta(hours=10))
        moments.append(NOW + timedelta(hours=8))
        await cards.look(bot.application.bot, bot.services)
        for person, text in ((asel, "Біріншісі"), (dina, "Екіншісі")):
            [reminder] = [said for said in await person.chat() if "мерзімі таяп" in said["text"]]
            assert text in reminder["text"] and len(labels(reminder)) == 1


async def test_of_many_promises_none_is_left_out(sqlite: Database) -> None:
    moments = [NOW]
    async with running(sqlite, lambda: moments[-1]) as bot:
        dina = await owner(bot)
        await dina.says("/start")
        await dina.sees("")
        async with bot.services.database.begin() as tx:
            for number in range(cards.DIGEST_MOST + 5):
                await questions.ask(
                    tx, 5000 + number, "?", "kk", None, NOW, promised=NOW + timedelta(hours=1)
                )
        await cards.remind(bot.application.bot, bot.services)
        told = [said for said in await dina.chat() if "мерзімі таяп" in said["text"]]
        assert sum(len(labels(said)) for said in told) == cards.DIGEST_MOST + 5


async def test_owners_set_the_hours_of_a_body_beside_its_operators(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    body = next(iter(bot.services.faq.library.bodies))
    await dina.says("/team")
    await dina.presses("🏛 Who answers for which body")
    first = (await dina.sees("Whoever answers for a body"))["buttons"][0][0]["text"]
    await dina.presses(first)
    await dina.presses("🕒 Office hours")
    await dina.sees("As the whole house answers:")
    await dina.presses("✓ Friday")
    await dina.sees("Days: Monday, Tuesday, Wednesday, and Thursday")
    await dina.presses("5")
    await dina.sees("within: 5 working days")
    await dina.presses("🕘 Hours")
    await dina.sees("for example: 09:00–18:00")
    await dina.says("мерекеде")
    await dina.sees("This was not understood.")
    await dina.says("10:00-16:30")
    await dina.sees("Hours: 10:00–16:30")
    await dina.presses("🎌 Holidays")
    await dina.sees("on which nobody answers")
    await dina.says("16.12.2026, 01.01.2020, 21.03.2027-22.03.2027")
    await dina.sees("Nobody answers on: 16 December 2026, 21 March 2027, and 22 March 2027")
    async with bot.services.database.connect() as tx:
        kept = await body_hours.get(tx, body)
        deeds = [row.action for row in (await audit.deeds(tx))[0]]
    days = ["2026-12-16", "2027-03-21", "2027-03-22"]
    assert kept == Hours(["mon", "tue", "wed", "thu"], "10:00", "16:30", days, 5)
    assert deeds.count("team.hours") == 4
    await dina.presses("🎌 Holidays")
    await dina.presses("No holidays")
    await dina.sees("Nobody answers on: –")
    await dina.presses("↩️ As the whole house")
    await dina.sees("As the whole house answers:")
    async with bot.services.database.connect() as tx:
        assert await body_hours.get(tx, body) is None


async def test_persons_are_named_for_offers_and_then_nobody_else_sees_them(bot: RunningBot) -> None:
    dina, asel = await owner(bot, "en"), await operator(bot, "mia")
    await asel.says("/offers")
    await asel.sees("Әзірге өтінім жоқ")
    await dina.says("/team")
    await dina.presses("🏛 Who answers for which body")
    await dina.presses("Offers and introductions")
    await dina.sees("While nobody is: owners, approvers and operators read offers")
    await dina.presses("Әсел")
    await bot.settled()
    assert await bodies.operators(bot.services) == {"mia": [asel.id], bodies.OFFERS: [asel.id]}
    await dina.says("/offers")
    await dina.sees("whom the owners named for them")
    await asel.says("/offers")
    await bot.settled()
    assert len([said for said in await asel.chat() if "өтінім жоқ" in said["text"]]) == 2
    async with bot.services.database.begin() as tx:
        await body_operators.drop(tx, asel.id)  # she leaves the team
    await dina.says("/offers")
    await dina.sees("There is no offer yet")
