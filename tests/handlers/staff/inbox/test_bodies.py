"""Questions reach whoever answers for their body, and are passed on."""

from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import AsyncMock

import pytest

from bot.faq.decision import Decision, Hit, Verdict
from bot.inbox import bodies, cards
from sandbox import Person
from storage.database.database import Database
from storage.inbox import questions
from storage.staff import body_operators, staff
from tests.handlers.running_bot import RunningBot, running
from tests.handlers.staff.inbox.people import asked, card, question
from tests.handlers.staff.people import NOW, colleague, owner

GROUP = -100700
PASSPORT = "Төлқұжат мерзімін шетелде қалай ұзартамын?"


@pytest.fixture
async def bot(sqlite: Database) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: NOW) as bot:
        yield bot


def near(bot: RunningBot, monkeypatch: pytest.MonkeyPatch, decision: Verdict) -> str:
    """Every question is near an entry, so sure; the entry's body."""
    entry = next(iter(bot.services.faq.library))
    decided = Decision(decision, "kk", "cyrl", (Hit(entry.slug, 0.9),))
    monkeypatch.setattr(bot.services.faq, "answer", AsyncMock(return_value=decided))
    return entry.owner


async def operator(bot: RunningBot, body: str) -> Person:
    asel = await colleague(bot, "Әсел", 779, "operator", "kk")
    await asel.sees("")
    async with bot.services.database.begin() as tx:
        await body_operators.put(tx, body, asel.id)
    return asel


async def asks(bot: RunningBot, text: str, **more: Any) -> int:
    async with bot.services.database.begin() as tx:
        number = await questions.ask(tx, 5001, text, "kk", None, NOW, **more)
    await cards.look(bot.application.bot, bot.services)
    return number


async def test_a_question_reaches_whoever_answers_for_its_body(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dina = await owner(bot)
    await dina.says("/start")
    await dina.sees("")
    body = near(bot, monkeypatch, Verdict.ANSWER)
    asel = await operator(bot, body)
    number = await asks(bot, PASSPORT)
    told = (await asel.sees(PASSPORT))["text"]
    assert "Кімге: " in told and (await question(bot, number)).body == body
    assert not any(PASSPORT in (message["text"] or "") for message in await dina.chat())
    await asks(bot, "Қауіп төніп тұр", urgent=True)
    await dina.sees("Қауіп төніп тұр")
    await asel.sees("Қауіп төніп тұр")


async def test_a_category_goes_to_the_body_that_owners_named_for_it(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dina = await owner(bot)
    await dina.says("/team")
    for button in ("Қай мекемеге", "«Отбасы банк»", "🗂", "Мәдениет, тіл, Құрылтай", "Артқа"):
        await dina.presses(button)
        await dina.sees("")
    await dina.sees("Бөлімдері: Мәдениет, тіл, Құрылтай", anywhere=True)
    own = near(bot, monkeypatch, Verdict.ANSWER)
    near(bot, monkeypatch, Verdict.UNKNOWN)
    asel = await operator(bot, "otbasybank")
    number = await asks(bot, "Біз жақта домбыра үйірмесі бар ма?", category="culture")
    await asel.sees("домбыра үйірмесі")
    assert (await question(bot, number)).body == "otbasybank"
    number = await asks(bot, "Үйірме туралы не білесіз?")
    assert (await question(bot, number)).body is None
    near(bot, monkeypatch, Verdict.ANSWER)
    nobodys = await asks(bot, PASSPORT, category="culture")
    assert (await question(bot, nobodys)).body == "otbasybank"  # nobody answers for the entry's own body
    async with bot.services.database.begin() as tx:
        await body_operators.put(tx, own, dina.id)
    number = await asks(bot, PASSPORT, category="culture")
    assert (await question(bot, number)).body == own
    await dina.says("/audit")
    await dina.sees("мекеме жауап беретін бөлімдерді өзгертті: «Отбасы банк»")


async def test_of_which_the_search_knows_nothing_everybody_reads(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dina = await owner(bot)
    await dina.says("/start")
    await dina.sees("")
    await operator(bot, near(bot, monkeypatch, Verdict.UNKNOWN))
    number = await asks(bot, PASSPORT)
    await dina.sees(PASSPORT)
    assert (await question(bot, number)).body is None


async def test_when_nobody_of_its_body_can_be_reached_the_owners_read_it(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dina = await owner(bot)
    await dina.says("/start")
    await dina.sees("")
    body = near(bot, monkeypatch, Verdict.ANSWER)
    async with bot.services.database.begin() as tx:
        await staff.add(tx, 780, "operator", "Марат", dina.id, NOW)  # never wrote to the bot
        await body_operators.put(tx, body, 780)
    await asks(bot, PASSPORT)
    await dina.sees(PASSPORT)


async def test_who_left_the_team_or_may_not_answer_is_no_operator(bot: RunningBot) -> None:
    async with bot.services.database.begin() as tx:
        for user_id, role in ((1, "operator"), (2, "analyst"), (3, "editor")):
            await staff.add(tx, user_id, role, None, 777, NOW)
            await body_operators.put(tx, "mfa", user_id)
        await staff.remove(tx, 3, NOW)
        await body_operators.put(tx, "mia", 4)
    assert await bodies.operators(bot.services) == {"mfa": [1]}


async def test_owners_say_who_answers_for_a_body(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await colleague(bot, "Әсел", 779, "operator", "kk")
    await dina.says("/team")
    await dina.presses("🏛 Who answers for which body")
    told = await dina.sees("Whoever answers for a body")
    first = told["buttons"][0][0]["text"]
    await dina.presses(first)
    await dina.presses("Әсел")
    await dina.sees("Who answers for this body")
    assert list((await bodies.operators(bot.services)).values()) == [[779]]
    await dina.presses("✓ Әсел")
    await bot.settled()
    assert await bodies.operators(bot.services) == {}
    await dina.presses("Әсел")
    await bot.settled()
    await dina.says("/team")
    await dina.sees("The team")
    await dina.presses("Әсел")
    await dina.presses("✖️ Remove from the team")
    await dina.sees("What they wrote stays")
    await dina.presses("Remove from the team")
    await dina.sees("The team")
    await bot.settled()
    assert await bodies.operators(bot.services) == {}


async def test_a_question_is_passed_on_to_a_body(bot: RunningBot) -> None:
    dina, asel = await owner(bot), await operator(bot, "mfa")
    number = await asked(bot, PASSPORT)
    await card(bot, dina, number)
    await dina.presses("✋ Өзіме алу")
    await dina.presses("➡️ Басқаға беру")
    told = await dina.sees(f"№ {number} сұрақты кімге беру керек")
    await dina.presses(next(row[0]["text"] for row in told["buttons"] if row[0]["text"].startswith("🏛")))
    await dina.sees("Жауап күтіп тұр")  # she holds it no more
    await asel.sees(PASSPORT)
    kept = await question(bot, number)
    assert (kept.body, kept.taken_by) == ("mfa", None)


async def test_a_question_is_passed_on_to_a_colleague_who_holds_it_then(bot: RunningBot) -> None:
    dina, asel = await owner(bot), await operator(bot, "mfa")
    number = await asked(bot, PASSPORT)
    await card(bot, dina, number)
    await dina.presses("➡️ Басқаға беру")
    await dina.presses("👤 Әсел")
    await dina.sees("✋ Жауап беріп жатқан: Әсел")
    laid = await asel.sees(PASSPORT)
    assert (await question(bot, number)).taken_by == asel.id
    await bot.person("Айгерім", person_id=5001)
    await asel.says("Консулдыққа барыңыз.", reply_to=laid["message_id"])
    await asel.sees(f"№ {number} сұрақтың жауабы жеткізілді")


async def test_it_is_not_passed_on_to_whom_the_bot_cannot_write(bot: RunningBot) -> None:
    dina = await owner(bot)
    async with bot.services.database.begin() as tx:
        await staff.add(tx, 780, "operator", "Марат", dina.id, NOW)
    number = await asked(bot, PASSPORT)
    await card(bot, dina, number)
    await dina.presses("➡️ Басқаға беру")
    await dina.presses("👤 Марат")
    await dina.sees("Берілмеді", anywhere=True)
    assert (await question(bot, number)).taken_by is None
