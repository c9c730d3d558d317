from tests.handlers.house import House, deciding


async def test_a_typed_question_offers_entries_in_its_language(house: House) -> None:
    deciding(house, "choices", "kandas-apply", "kandas-documents", language="ru")
    aigerim = await house.person("Айгерім")
    results = await aigerim.asks_inline("статус кандаса")
    assert results[0]["title"] == "Как и куда подать на статус кандаса?"
    sent = await aigerim.chooses(results[0])
    assert "Проверено" in sent["text"]


async def test_nothing_typed_offers_one_entry_of_each_section(house: House) -> None:
    aigerim = await house.person("Айгерім")
    results = await aigerim.asks_inline("")
    assert 5 <= len(results) <= 10


async def test_an_unknown_question_offers_none(house: House) -> None:
    deciding(house, "unknown", "kandas-apply")
    aigerim = await house.person("Айгерім")
    assert await aigerim.asks_inline("ауа райы") == []
