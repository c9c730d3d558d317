from bot.text.catalogs import Catalogs
from handlers.commands import publish_commands
from tests.handlers.house import OWNER, House


async def test_each_language_has_its_menu_and_staff_have_theirs(house: House) -> None:
    aigerim, ivan = await house.person("Айгерім", "kk"), await house.person("Иван", "ru")
    murat = await house.person("Murat", "tr")
    erlan = await house.person("Ерлан", "ru", person_id=OWNER)
    await erlan.says("/help")
    await publish_commands(house.application.bot, Catalogs.load(), "kk", [OWNER])
    assert (await aigerim.menu())["faq"] == "Сұрақ-жауап" == (await murat.menu())["faq"]
    assert (await ivan.menu())["faq"] == "Вопросы и ответы"
    assert "broadcast" not in await ivan.menu()
    assert (await erlan.menu())["broadcast"] == "Новая рассылка"


async def test_groups_have_a_shorter_menu(house: House) -> None:
    dana = await house.person("Дана")
    await house.group(-100500, [dana.id])
    await publish_commands(house.application.bot, Catalogs.load(), "kk", [])
    assert set(await dana.menu(-100500)) == {"faq", "topics", "language", "help"}


async def test_an_unchanged_menu_is_not_set_again(house: House) -> None:
    bot = house.application.bot
    await publish_commands(bot, Catalogs.load(), "kk", [])
    await publish_commands(bot, Catalogs.load(), "kk", [])
    said = list(house.sandbox.world.calls.since(0, "setMyCommands"))
    assert len(said) == 8


async def test_staff_without_a_chat_are_no_obstacle(house: House) -> None:
    await publish_commands(house.application.bot, Catalogs.load(), "kk", [OWNER])


async def test_staff_get_their_menu_with_their_first_start(house: House) -> None:
    erlan = await house.person("Ерлан", "ru", person_id=OWNER)
    await erlan.says("/start")
    await erlan.sees("«Отандас»")
    await house.settled()
    assert "broadcast" in await erlan.menu()
