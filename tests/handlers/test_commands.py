from bot.staff.permissions import Role
from handlers.commands import publish_commands, publish_descriptions
from tests.handlers.running_bot import OWNER, RunningBot


async def test_each_language_has_its_menu_and_staff_have_theirs(bot: RunningBot) -> None:
    aigerim, ivan = await bot.person("Айгерім", "kk"), await bot.person("Иван", "ru")
    murat = await bot.person("Murat", "tr")
    erlan = await bot.person("Ерлан", "ru", person_id=OWNER)
    await erlan.says("/help")
    await publish_commands(bot.application.bot, bot.services, [(OWNER, Role.OWNER)])
    assert (await aigerim.menu())["faq"] == "Сұрақ-жауап" == (await murat.menu())["faq"]
    assert (await ivan.menu())["faq"] == "Вопросы и ответы"
    assert "broadcast" not in await ivan.menu()
    assert (await erlan.menu())["broadcast"] == "Новая рассылка"


async def test_a_colleague_has_the_commands_of_their_role(bot: RunningBot) -> None:
    asel = await bot.person("Әсел", "kk", person_id=OWNER)
    await asel.says("/help")
    await publish_commands(bot.application.bot, bot.services, [(OWNER, Role.OPERATOR)])
    menu = await asel.menu()
    assert "inbox" in menu and "broadcast" not in menu and "faq" in menu


async def test_groups_have_a_shorter_menu(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await bot.group(-100500, [dana.id])
    await publish_commands(bot.application.bot, bot.services, [])
    assert set(await dana.menu(-100500)) == {"faq", "topics", "language", "help"}


async def test_an_unchanged_menu_is_not_set_again(bot: RunningBot) -> None:
    telegram = bot.application.bot
    await publish_commands(telegram, bot.services, [])
    await publish_commands(telegram, bot.services, [])
    said = list(bot.sandbox.world.calls.since(0, "setMyCommands"))
    assert len(said) == 8


async def test_staff_without_a_chat_are_no_obstacle(bot: RunningBot) -> None:
    await publish_commands(bot.application.bot, bot.services, [(OWNER, Role.OWNER)])


async def test_staff_get_their_menu_with_their_first_start(bot: RunningBot) -> None:
    erlan = await bot.person("Ерлан", "ru", person_id=OWNER)
    await erlan.says("/start")
    await erlan.sees("«Отандас»")
    await bot.settled()
    assert "broadcast" in await erlan.menu()


async def test_empty_descriptions_are_filled_and_written_ones_stay(bot: RunningBot) -> None:
    telegram = bot.application.bot
    await telegram.set_my_description("Өзіміз жаздық", "kk")
    await publish_descriptions(telegram, bot.services)
    assert (await telegram.get_my_description("kk")).description == "Өзіміз жаздық"
    assert "Проверенные ответы" in (await telegram.get_my_description("ru")).description
    assert (await telegram.get_my_short_description()).short_description.startswith("Шетелдегі қазақтарға")
