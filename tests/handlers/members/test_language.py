import pytest

from tests.handlers.running_bot import RunningBot, labels


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Русский", "Выберите язык."),
        ("English", "Choose a language."),
        ("Qazaqşa", "Tıldı tañdañyz."),
        ("قازاقشا", "ءتىلدى تاڭداڭىز"),
    ],
)
async def test_one_tap_changes_language_and_letters(bot: RunningBot, name: str, said: str) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/language")
    await aigerim.sees("Тілді таңдаңыз.")
    await aigerim.presses(name)
    assert f"✓ {name}" in labels(await aigerim.sees(said))


async def test_entries_follow_the_letters(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/language")
    await aigerim.presses("Qazaqşa")
    await aigerim.sees("Tıldı")
    await aigerim.says("/start faq_kandas-apply")
    card = await aigerim.sees("Qandas märtebesın qalai")
    assert "migration.enbek.kz" in card["text"]


async def test_commands_stay_whole_in_arabic_letters(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/language")
    await aigerim.presses("قازاقشا")
    await aigerim.says("/help")
    assert "/topics" in (await aigerim.sees("قولىمنان"))["text"]
