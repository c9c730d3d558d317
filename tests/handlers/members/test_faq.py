from tests.handlers.running_bot import RunningBot, deciding


async def test_a_typed_question_offers_entries_in_its_language(bot: RunningBot) -> None:
    deciding(bot, "choices", "kandas-apply", "kandas-documents", language="ru")
    aigerim = await bot.person("Айгерім")
    results = await aigerim.asks_inline("статус кандаса")
    assert results[0]["title"] == "Как и куда подать на статус кандаса?"
    sent = await aigerim.chooses(results[0])
    assert "Проверено" in sent["text"]


async def test_nothing_typed_offers_one_entry_of_each_section(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    results = await aigerim.asks_inline("")
    assert 5 <= len(results) <= 10


async def test_an_unknown_question_offers_none(bot: RunningBot) -> None:
    deciding(bot, "unknown", "kandas-apply")
    aigerim = await bot.person("Айгерім")
    assert await aigerim.asks_inline("ауа райы") == []
