from bot.text.catalogs import Catalogs
from handlers.profile import publish_descriptions
from tests.handlers.running_bot import RunningBot


async def test_empty_descriptions_are_filled_and_written_ones_stay(bot: RunningBot) -> None:
    telegram = bot.application.bot
    await telegram.set_my_description("Өзіміз жаздық", "kk")
    await publish_descriptions(telegram, Catalogs.load(), "kk")
    assert (await telegram.get_my_description("kk")).description == "Өзіміз жаздық"
    assert "Проверенные ответы" in (await telegram.get_my_description("ru")).description
    assert (await telegram.get_my_short_description()).short_description.startswith("Шетелдегі қазақтарға")
