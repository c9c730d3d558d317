from bot.text.catalogs import Catalogs
from handlers.profile import publish_descriptions
from tests.handlers.house import House


async def test_empty_descriptions_are_filled_and_written_ones_stay(house: House) -> None:
    bot = house.application.bot
    await bot.set_my_description("Өзіміз жаздық", "kk")
    await publish_descriptions(bot, Catalogs.load(), "kk")
    assert (await bot.get_my_description("kk")).description == "Өзіміз жаздық"
    assert "Проверенные ответы" in (await bot.get_my_description("ru")).description
    assert (await bot.get_my_short_description()).short_description.startswith("Шетелдегі қазақтарға")
