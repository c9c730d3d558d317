"""Somebody in danger reads numbers first and reaches a person with one tap."""

from unittest.mock import AsyncMock

import pytest
import sqlalchemy as sa

from bot.faq.danger import Danger
from bot.faq.decision import Decision, Hit, Verdict
from sandbox import Person
from storage.faq.searches import searches
from storage.inbox import questions
from storage.members import members
from tests.handlers.running_bot import OWNER, RunningBot, labels

BEATEN = "Күйеуім мені ұрып жатыр, көмектесіңізші"


async def member(bot: RunningBot, country: str | None, language: str = "kk", script: str = "cyrl") -> Person:
    person = await bot.person("Айгерім", language)
    async with bot.services.database.begin() as tx:
        await members.join(tx, person.id, language, bot.services.clock())
        await members.update(tx, person.id, country=country, script=script)
    return person


async def test_the_numbers_of_the_members_country_come_first(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await aigerim.says(BEATEN)
    card = await aigerim.sees("Барлық жағдайға бір нөмір: 112")
    assert card["reply_to"] is not None
    assert "Түркия" in card["text"] and "+90 212 662 5347*" in card["text"]
    assert card["text"].index("112") < card["text"].index("Қазақстан өкілдіктері")
    assert labels(card)[0] == "🆘 Маманға шұғыл хабарлау"
    assert "trthaber.com" in card["html"] and "trthaber" not in card["text"]  # sources are links by number


async def test_nothing_of_it_is_kept_before_it_is_sent(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await aigerim.says(BEATEN)
    await aigerim.sees("112")
    async with bot.services.database.connect() as tx:
        assert (await tx.execute(sa.select(searches))).all() == []
        assert await questions.of_chat(tx, aigerim.id) == []


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("меня бьёт муж", "уйдите в безопасное место"),
        ("I want to die", "It is good that you wrote"),
        ("Анам есінен танып қалды", "жедел жәрдем шақырыңыз"),
        ("Kuieuim meni urıp jatyr", "qauıpsız jerge"),
        ("كۇيەۋىم مەنى ۇرىپ جاتىر", "قاۋىپسىز"),
    ],
)
async def test_the_card_is_in_the_language_and_letters_of_the_cry(
    bot: RunningBot, text: str, head: str
) -> None:
    aigerim = await member(bot, "DE")
    await aigerim.says(text)
    card = await aigerim.sees(head)
    assert "112" in card["text"]


async def test_without_a_country_it_is_asked_for_with_one_tap(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says(BEATEN)
    card = await aigerim.sees("Қазір қай елдесіз?")
    assert "Еуропалық одақ" in card["text"] and "🇹🇷 Түркия" in labels(card)
    await aigerim.presses("🇨🇳 Қытай")
    card = await aigerim.sees("Полиция: 110")
    assert "Жедел жәрдем: 120" in card["text"]
    await aigerim.presses("Басқа ел")
    await aigerim.sees("Қазір қай елдесіз?")


async def test_any_other_country_is_typed(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says(BEATEN)
    await aigerim.presses("Басқа ел")
    await aigerim.sees("Елдің атын")
    await aigerim.says("Ввввв")
    await aigerim.sees("ел табылмады")
    await aigerim.says("Польша")
    card = await aigerim.sees("Варшава")
    assert "112" in card["text"]
    await aigerim.presses("🆘 Маманға шұғыл хабарлау")
    await aigerim.sees("шұғыл деп жіберілді")
    async with bot.services.database.connect() as tx:
        [question] = await questions.of_chat(tx, aigerim.id)
    assert (question.text, question.country, question.urgent) == (BEATEN, "PL", True)


async def test_a_country_without_confirmed_numbers_says_so(bot: RunningBot) -> None:
    aigerim = await member(bot, "TM")
    await aigerim.says(BEATEN)
    await aigerim.sees("жедел нөмірлері расталмаған")


async def test_a_person_hears_of_it_urgently_also_from_a_stranger(bot: RunningBot) -> None:
    erlan = await bot.person("Ерлан", "ru", person_id=OWNER)
    await erlan.says("/start")
    aigerim = await bot.person("Айгерім")
    await aigerim.says(BEATEN)
    await aigerim.presses("🇹🇷 Түркия")
    await aigerim.presses("🆘 Маманға шұғыл хабарлау")
    await aigerim.sees("№ 1 сұрағыңыз шұғыл деп жіберілді")
    card = await erlan.sees("Вопрос № 1")
    assert card["text"].startswith("🆘 Срочно") and "Страна: Турция" in card["text"]
    await erlan.says("Қазір хабарласамыз", reply_to=card["message_id"])
    await aigerim.sees("Қазір хабарласамыз")


async def test_the_same_cry_sent_twice_is_one_question(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    for _ in range(2):
        await aigerim.says(BEATEN)
        await aigerim.presses("🆘 Маманға шұғыл хабарлау")
        await aigerim.sees("№ 1 сұрағыңыз")
    async with bot.services.database.connect() as tx:
        assert len(await questions.of_chat(tx, aigerim.id)) == 1


async def test_an_urgent_question_is_not_refused_because_others_wait(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    async with bot.services.database.begin() as tx:
        for number in range(questions.OPEN_MOST):
            await questions.ask(tx, aigerim.id, f"сұрақ {number}", "kk", None, bot.services.clock())
    await aigerim.says(BEATEN)
    await aigerim.presses("🆘 Маманға шұғыл хабарлау")
    await aigerim.sees("шұғыл деп жіберілді")


async def test_in_a_group_the_card_is_short_and_leads_to_the_private_chat(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await bot.group(-100500, [aigerim.id])
    await aigerim.says(f"@sandbox_4200_bot {BEATEN}", chat_id=-100500)
    card = await aigerim.sees("Маған жеке чатта жазыңыз", chat_id=-100500)
    assert labels(card) == ["Жеке чатта жазу"]
    await aigerim.says("/start sos")
    await aigerim.sees("Барлық жағдайға бір нөмір: 112")


async def test_a_danger_told_to_staff_by_ask_is_urgent_and_shows_the_numbers(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await aigerim.says("/ask")
    await aigerim.says("Қожайын паспортымды алып қойды, бермейді")
    await aigerim.presses("🆘 Жедел нөмірлер")
    await aigerim.sees("Барлық жағдайға бір нөмір: 112")
    confirm = next(message for message in await aigerim.chat() if "Жіберу" in labels(message))
    await aigerim.presses("Жіберу", under=confirm)
    await aigerim.sees("сұрағыңыз қабылданды")
    async with bot.services.database.connect() as tx:
        [question] = await questions.of_chat(tx, aigerim.id)
    assert question.urgent


async def test_a_long_story_of_danger_is_heard_too(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await aigerim.says("Бәрін басынан айтайын. " * 60 + BEATEN)
    await aigerim.sees("Барлық жағдайға бір нөмір: 112")


@pytest.mark.parametrize("verdict", [Verdict.ANSWER, Verdict.CHOICES, Verdict.UNKNOWN])
async def test_a_doubt_stands_above_the_answer(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch, verdict: Verdict
) -> None:
    """The answer is the ordinary one; the first button leads to the card, which can still send the words to staff."""
    hits = tuple(Hit(slug, 0.5) for slug in list(bot.services.faq.library.entries)[:3])
    decision = Decision(verdict, "kk", "cyrl", hits, doubt=Danger.CAPTIVITY)
    monkeypatch.setattr(bot.services.faq, "answer", AsyncMock(return_value=decision))
    aigerim = await member(bot, "TR")
    await aigerim.says("паспортым бастықтың қойнында")
    card = await aigerim.sees("қауіп төніп тұр ма?")
    assert card["text"].index("қауіп төніп") < card["text"].index("112") < 80
    assert labels(card)[0] == "🆘 Қауіп бар ма? Нөмірлер, маман"
    assert len(card["buttons"]) <= 4
    await aigerim.presses("🆘 Қауіп бар ма? Нөмірлер, маман")
    await aigerim.sees("Қазақстан өкілдіктері")
    await aigerim.presses("🆘 Маманға шұғыл хабарлау")
    await aigerim.sees("шұғыл деп жіберілді")
