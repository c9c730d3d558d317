"""What a question is about: said by the member or guessed from the nearest entry; staff read it and filter by it."""

import pytest

from bot.inbox import cards
from storage.inbox import questions
from storage.inbox.questions import Question
from tests.handlers.members.test_ask import owner
from tests.handlers.running_bot import RunningBot, deciding, labels

SAY, DOCUMENTS = "🗂 Бөлімін көрсету", "📄 Құжаттар, консулдық қызмет"


async def kept(bot: RunningBot, chat_id: int) -> Question:
    async with bot.services.database.connect() as tx:
        return (await questions.of_chat(tx, chat_id))[-1]


async def test_a_chosen_category_stands_on_the_screen_and_on_the_card(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await aigerim.says("/ask Паспортым бітіп қалды")
    await aigerim.sees("Паспортым бітіп қалды")
    await aigerim.presses(SAY)
    offered = labels(await aigerim.sees("қай бөлімге жатады"))
    assert DOCUMENTS in offered and len(offered) == len(bot.services.faq.library.categories) + 1
    await aigerim.presses(DOCUMENTS)
    assert "🗂 Бөлімі: Құжаттар, консулдық қызмет" in labels(await aigerim.sees("Паспортым бітіп қалды"))
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    card = (await erlan.sees("Паспортым бітіп қалды"))["text"]
    assert "О чём: Документы и консул\n" in card
    question = await kept(bot, aigerim.id)
    assert (question.category, question.category_guessed) == ("documents", False)


async def test_skipped_it_is_guessed_and_staff_read_so(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await aigerim.says("/ask Қандас болғым келеді")
    await aigerim.sees("Қандас болғым келеді")
    await aigerim.presses(SAY)
    await aigerim.presses(DOCUMENTS)
    await aigerim.presses("🗂 Бөлімі: Құжаттар, консулдық қызмет")
    assert f"✓ {DOCUMENTS}" in labels(await aigerim.sees("қай бөлімге жатады"))
    await aigerim.presses("Өткізіп жіберу")
    assert SAY in labels(await aigerim.sees("Қандас болғым келеді"))
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    await cards.look(bot.application.bot, bot.services)
    assert "О чём: Статус кандаса и переезд (предположительно)" in (await erlan.sees("болғым"))["text"]
    question = await kept(bot, aigerim.id)
    assert (question.category, question.category_guessed) == ("kandas", True)


async def test_of_what_the_search_knows_nothing_nothing_is_guessed(bot: RunningBot) -> None:
    deciding(bot, "unknown", "kandas-apply")
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await aigerim.says("/ask Бір нәрсе")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    assert "О чём" not in (await erlan.sees("Бір нәрсе"))["text"]


async def test_a_complaint_is_about_something_and_for_no_body(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    await owner(bot)
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask Қызметкер пара сұрады")
    await aigerim.presses("🔒 Бұл – құпия шағым")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    await cards.look(bot.application.bot, bot.services)
    question = await kept(bot, aigerim.id)
    assert (question.category, question.body) == ("kandas", None)


@pytest.mark.parametrize("pressed", ["askcat:nosuch", "askcat:"])
async def test_a_forged_category_is_none(bot: RunningBot, pressed: str) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask Сұрақ")
    await aigerim.sees("Сұрақ")
    await bot.sends(aigerim, "Ескі", "Ескі бөлім", pressed)
    await aigerim.presses("Ескі бөлім")
    await aigerim.sees("қай бөлімге жатады")
    await aigerim.presses("Өткізіп жіберу")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    assert (await kept(bot, aigerim.id)).category is None
