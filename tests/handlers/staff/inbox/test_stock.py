import pytest

from handlers.staff.inbox.stock import filled, places_of
from tests.handlers.running_bot import RunningBot
from tests.handlers.staff.inbox.people import asked, card, question
from tests.handlers.staff.people import owner


@pytest.mark.parametrize(
    ("text", "places"),
    [("Сәлем", []), ("{күні} күні {орны} {күні}", ["күні", "орны"]), ("{} {a\nb}", [])],
)
def test_places_are_found_once_and_in_order(text: str, places: list[str]) -> None:
    assert places_of(text) == places


def test_what_was_not_given_stays_as_it_is() -> None:
    assert filled("{a} {b} {a}", {"a": "1 {b}"}) == "1 {b} {b} 1 {b}"


async def test_a_stock_answer_is_written_filled_looked_at_and_sent(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Құжат дайын ба?", chat=aigerim.id)
    await dina.says("/inbox")
    await dina.presses("Дайын жауаптар")
    await dina.presses("Жаңа дайын жауап")
    await dina.says("Құжат дайын")
    await dina.sees("әлі жазылмаған")
    await dina.presses("✏️ Қазақша")
    await dina.says("Құжатыңыз {күні} дайын болады, {орны} келіңіз. <Рахмет>")
    await dina.sees("<Рахмет>")
    await card(bot, dina, number)
    await dina.presses("📋 Дайын жауаптар")
    await dina.presses("Құжат дайын")
    await dina.sees("күні\nорны")
    await dina.says("тек бір жол")
    await dina.sees("2 жол керек")
    await dina.says("жұмада\nконсулдыққа")
    await dina.sees("Құжатыңыз жұмада дайын болады, консулдыққа келіңіз.")
    await dina.presses("Жіберу")
    await aigerim.sees("Құжатыңыз жұмада дайын болады, консулдыққа келіңіз. <Рахмет>")
    await dina.sees("№ 1 сұрақтың жауабы жеткізілді")
    assert (await question(bot, number)).answered_name == "Дина"
    await dina.presses("Жіберу")
    await dina.sees("жеткізілді")
    assert len([said for said in await aigerim.chat() if "жұмада" in said["text"]]) == 1


async def test_one_without_a_text_in_the_members_language_is_not_offered(bot: RunningBot) -> None:
    dina = await owner(bot)
    number = await asked(bot, "Вопрос", language="ru")
    await dina.says("/inbox")
    await dina.presses("Дайын жауаптар")
    await dina.presses("Жаңа дайын жауап")
    await dina.says("Тек қазақша")
    await dina.presses("✏️ Қазақша")
    await dina.says("Мәтін")
    await card(bot, dina, number)
    await dina.presses("📋 Дайын жауаптар")
    await dina.sees("Бұл тілде әзірге жоқ")


async def test_a_stock_answer_is_deleted_after_a_question(bot: RunningBot) -> None:
    dina = await owner(bot)
    await dina.says("/inbox")
    await dina.presses("Дайын жауаптар")
    await dina.presses("Жаңа дайын жауап")
    await dina.says("Ескі")
    await dina.sees("Ескі")
    await dina.presses("🗑 Өшіру")
    await dina.sees("дайын жауабын өшіресіз бе?")
    await dina.presses("Өшіру")
    await dina.sees("Дайын жауаптар: 0")
