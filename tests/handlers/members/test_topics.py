from storage.members import members
from tests.handlers.running_bot import RunningBot, labels


async def test_a_tap_subscribes_and_another_unsubscribes(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/topics")
    await aigerim.presses("💼 Жұмыс")
    assert "✓ 💼 Жұмыс" in labels(await aigerim.sees("Тақырыптар."))
    await aigerim.presses("✓ 💼 Жұмыс")
    assert "💼 Жұмыс" in labels(await aigerim.sees("Тақырыптар."))
    async with bot.services.database.connect() as tx:
        kept = await members.by_chat(tx, aigerim.id)
    assert kept is not None and kept.topics == ()


async def test_pressing_the_same_button_twice_does_it_once(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    for number in range(2):
        await bot.sends(aigerim, f"Бұрынғы {number}", f"Жазылу {number}", "top:+work")
        await aigerim.presses(f"Жазылу {number}")
        await aigerim.sees("Тақырыптар.")
    assert "✓ 💼 Жұмыс" in labels(await aigerim.sees("Тақырыптар.", anywhere=True))


async def test_an_unknown_topic_changes_nothing(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await bot.sends(aigerim, "Бұрынғы хабар", "Жазылу", "top:+nosuch")
    await aigerim.presses("Жазылу")
    await aigerim.sees("Тақырыптар.")
    async with bot.services.database.connect() as tx:
        kept = await members.by_chat(tx, aigerim.id)
    assert kept is not None and kept.topics == ()
