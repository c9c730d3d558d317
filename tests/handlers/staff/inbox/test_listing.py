from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage.database.database import Database
from tests.handlers.running_bot import RunningBot, labels, running
from tests.handlers.staff.inbox.people import answered, asked
from tests.handlers.staff.people import NOW, colleague, owner


@pytest.fixture
async def bot(sqlite: Database) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: NOW) as bot:
        yield bot


async def test_an_empty_inbox_says_so(bot: RunningBot) -> None:
    dina = await owner(bot)
    await dina.says("/inbox")
    await dina.sees("Жауап күткен сұрақ жоқ")


async def test_the_promise_that_breaks_first_stands_at_the_top(bot: RunningBot) -> None:
    dina = await owner(bot)
    for text, hours in (("кейін", 48), ("өтіп кетті", -1), ("жақында", 3)):
        await asked(bot, text, promised_at=NOW + timedelta(hours=hours))
    await dina.says("/inbox")
    shown = await dina.sees("Сұрақтар: Ашық (3)")
    assert shown["text"].index("өтіп кетті") < shown["text"].index("жақында") < shown["text"].index("кейін")
    assert "⏰ 2" in shown["text"]


async def test_pages_and_the_way_back_from_a_card(bot: RunningBot) -> None:
    dina = await owner(bot)
    for number in range(1, 9):
        await asked(bot, f"{number}-сұрақ", promised_at=NOW + timedelta(hours=number))
    await dina.says("/inbox")
    assert "✍️ 7" not in labels(await dina.sees("1-сұрақ"))
    await dina.presses("»")
    shown = await dina.sees("7-сұрақ")
    assert "1-сұрақ" not in shown["text"]
    await dina.presses("✍️ 8")
    card = await dina.sees("№ 8 сұрақ")
    assert "8-сұрақ" in card["text"] and "Өзіме алу" in " ".join(labels(card))
    await dina.presses("Сұрақтар")
    await dina.sees("Сұрақтар: Ашық (8)")


async def test_filters_of_language_country_age_and_state(bot: RunningBot) -> None:
    dina = await owner(bot)
    await asked(bot, "Моңғолиядан", country="MN", at=NOW - timedelta(days=9))
    await asked(bot, "Из Германии", language="ru", country="DE")
    await answered(bot, await asked(bot, "Жауабы бар"), NOW)
    await dina.says("/inbox")
    await dina.sees("Ашық (2)")
    await dina.presses("🗣 барлық тіл")
    assert "Из Германии" not in (await dina.sees("Ашық (1)"))["text"]
    await dina.presses("🗣 қазақша")
    await dina.sees("Из Германии")
    await dina.presses("🌍 барлық ел")
    await dina.presses("Германия 1")
    await dina.sees("Ашық (1)")
    await dina.presses("🌍 Германия")
    await dina.presses("барлық ел")
    await dina.sees("Из Германии")
    await dina.says("/inbox")
    await dina.sees("Ашық (2)")
    await dina.presses("🗓 кез келген уақыт")
    assert "Моңғолиядан" not in (await dina.sees("Ашық (1)"))["text"]
    await dina.presses("🗓 соңғы 24 сағат")
    await dina.presses("🗓 соңғы 7 күн")
    assert "Моңғолиядан" in (await dina.sees("Ашық (1)"))["text"]
    await dina.says("/inbox")
    await dina.sees("Ашық (2)")
    await dina.presses("Жауап берілген")
    assert "Жауабы бар" in (await dina.sees("Жауап берілген (1)"))["text"]


async def test_what_questions_are_about_narrows_the_list(bot: RunningBot) -> None:
    dina = await owner(bot)
    await asked(bot, "Паспорт", category="documents")
    await asked(bot, "Апостиль", category="documents", category_guessed=True)
    await asked(bot, "Шәкіртақы", category="education")
    await asked(bot, "Әңгіме")
    await dina.says("/inbox")
    await dina.sees("Ашық (4)")
    await dina.presses("🗂 барлық бөлім")
    assert labels(await dina.sees("Қай бөлімнің"))[1:] == [
        "Құжаттар, консулдық қызмет: 2",
        "Білім, «Болашақ», курстар: 1",
    ]
    await dina.presses("Құжаттар, консулдық қызмет: 2")
    assert "Шәкіртақы" not in (await dina.sees("Ашық (2)"))["text"]
    await dina.presses("🗣 барлық тіл")  # the category stays
    await dina.sees("Ашық (2)")
    await dina.presses("🗂 Құжаттар, консулдық қызмет")
    await dina.presses("барлық бөлім")
    await dina.sees("Ашық (4)")


@pytest.mark.parametrize("typed", ["қоныс аударғым", "qonys audarğym", "قونىس اۋدارعىم", "1", "№ 1"])
async def test_a_question_is_found_by_its_words_in_any_letters_and_by_its_number(
    bot: RunningBot, typed: str
) -> None:
    dina = await owner(bot)
    await asked(bot, "Қазақстанға қоныс аударғым келеді")
    await asked(bot, "Басқа нәрсе туралы")
    await dina.says("/inbox")
    await dina.sees("Ашық (2)")
    await dina.says(typed)
    shown = await dina.sees("Қайсысы?")
    assert "қоныс аударғым" in shown["text"] and "Басқа" not in shown["text"]
    await dina.presses("✍️ 1")
    await dina.sees("№ 1 сұрақ")


async def test_nothing_found_is_said(bot: RunningBot) -> None:
    dina = await owner(bot)
    await dina.says("/inbox")
    await dina.says("жоқ сөз")
    await dina.sees("Ондай сұрақ табылмады")


async def test_an_editor_sees_the_inbox_a_member_does_not(bot: RunningBot) -> None:
    dana = await colleague(bot, "Дана", 778, "editor", "kk")
    await dana.says("/inbox")
    await dana.sees("Сұрақтар: Ашық (0)")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/inbox")
    await aigerim.sees("Мұндай команда жоқ")


async def test_a_forged_filter_is_a_list_all_the_same(bot: RunningBot) -> None:
    dina = await owner(bot)
    await bot.sends(dina, "Ескі", "Түйме", "in:x:yy:ZZZ:q:99")
    await dina.presses("Түйме")
    await dina.sees("Сұрақтар: Ашық (0)")
