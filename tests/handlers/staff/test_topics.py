"""Owners manage the topics from /topics; members and writers see what becomes of it."""

import pytest

from handlers.staff.broadcast.card import VERB
from sandbox import Person
from storage.broadcasts import drafts
from storage.members import members
from storage.staff import audit
from storage.staff.audit import Wanted
from tests.handlers.running_bot import OWNER, RunningBot, labels
from tests.handlers.staff.people import NOW, colleague, members_of, owner

LINES = "🎒\nКурстар\nКурсы\nCourses"


async def managing(bot: RunningBot) -> Person:
    dina = await owner(bot)
    await dina.says("/topics")
    await dina.presses("Тақырыптарды басқару")
    await dina.sees("Өзгерту үшін нөмірін басыңыз")
    return dina


async def added(bot: RunningBot) -> Person:
    dina = await managing(bot)
    await dina.presses("Тақырып қосу")
    await dina.says(LINES)
    await dina.sees("🎒 Курстар")
    return dina


async def offered(bot: RunningBot, country: str | None = None) -> list[str]:
    """What a member from there finds under /topics."""
    aigerim = await bot.person("Айгерім")
    async with bot.services.database.begin() as tx:
        await members.join(tx, aigerim.id, "kk", bot.services.clock())
        await members.update(tx, aigerim.id, country=country)
    await aigerim.says("/topics")
    return labels(await aigerim.sees("Тақырыптар"))


async def test_a_new_topic_is_offered_at_once_and_noted(bot: RunningBot) -> None:
    dina = await managing(bot)
    await dina.presses("Тақырып қосу")
    await dina.says("Курстар")
    await dina.sees("Төрт жол")
    await dina.says(LINES)
    await dina.sees("start=topic_courses")
    assert "🎒 Курстар" in await offered(bot)
    async with bot.services.database.connect() as tx:
        [deed], _number = await audit.deeds(tx, wanted=Wanted(kinds=["topic"]))
    assert deed.subject == "courses" and deed.user_id == OWNER
    await dina.says("/audit")
    await dina.sees("Курстар тақырыбын қосты")


async def test_a_second_topic_of_that_short_name_is_refused(bot: RunningBot) -> None:
    dina = await managing(bot)
    await dina.presses("Тақырып қосу")
    await dina.says("⚖️\nА\nБ\nLaw")
    await dina.sees("Мұндай қысқа атаулы тақырып бар: law")


async def test_a_seed_is_renamed_for_everybody(bot: RunningBot) -> None:
    dina = await managing(bot)
    await dina.presses("1")
    await dina.presses("Атауын өзгерту")
    await dina.sees("Елге оралу")
    await dina.says("🏡\nАтамекенге көшу\nПереезд\nMoving")
    await dina.sees("🏡 Атамекенге көшу")
    assert "🏡 Атамекенге көшу" in await offered(bot)


async def test_pressed_twice_it_moves_once(bot: RunningBot) -> None:
    dina = await managing(bot)
    await dina.presses("1")
    first, second = list(bot.services.topics)[:2]
    for _ in range(2):
        await bot.sends(dina, "Сынақ", "Төмен жылжыту", f"tpmv:{first}:1")
        await dina.presses("Төмен жылжыту")
    await dina.sees("Жазылғандар: 0")
    assert list(bot.services.topics)[:2] == [second, first]


async def test_a_topic_of_some_countries_is_offered_there(bot: RunningBot) -> None:
    dina = await added(bot)
    await dina.presses("Елдер")
    await dina.says("Ввввв")
    await dina.sees("Қай ел екені түсініксіз: Ввввв")
    await dina.says("Германия, Австрия")
    await dina.sees("Қай елдегілерге ұсынылады: Германия және Аустрия")
    assert "🎒 Курстар" in await offered(bot, country="DE")
    assert "🎒 Курстар" not in await offered(bot, country="TR")
    await dina.presses("Елдер")
    await dina.says("-")
    await dina.sees("барлық ел")
    assert "🎒 Курстар" in await offered(bot, country="TR")


async def test_a_retired_topic_keeps_its_subscribers_for_its_return(bot: RunningBot) -> None:
    dina = await added(bot)
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_courses")
    await aigerim.sees("Курстар")
    await dina.presses("Тізімнен алу")
    await dina.sees("1 мүше жазылған")
    await dina.presses("Тізімнен алу")
    await dina.sees("Тізімнен алынған")
    assert "🎒 Курстар" not in await offered(bot)
    await aigerim.says("/start topic_courses")
    await aigerim.sees("Мұндай тақырып жоқ")
    await dina.presses("Қайтару")
    await dina.sees("Жазылғандар: 1")
    assert "courses" in bot.services.topics


async def test_only_owners_post_to_their_topics(bot: RunningBot) -> None:
    dina = await added(bot)
    await dina.presses("Тек иелер хабарласын")
    await dina.sees("Кім хабарлайды: тек иелер")
    await members_of(bot, ["kk"], ("courses",))
    arman = await colleague(bot, "Арман", 778, "editor", "kk")
    content = {code: {"text": "Сәлем, Hello, Привет"} for code in ("kk", "ru", "en")}
    async with bot.services.database.begin() as tx:
        draft = await drafts.begin(tx, arman.id, NOW, content=content, audience={"topics": ["courses"]})
    for person, said in ((arman, "тек иелер хабарлай алады"), (dina, "№ 1")):
        await bot.sends(person, "Сынақ", "Тақырып таңдау", f"{VERB}:{draft.id}:fc:topics")
        await person.presses("Тақырып таңдау")
        chosen = [label for label in labels(await person.sees("👥")) if "🎒 Курстар" in label]
        assert bool(chosen) == (person is dina)
        await bot.sends(person, "Сынақ", "Шығару", f"{VERB}:{draft.id}:send:{draft.version}")
        await person.presses("Шығару")
        await person.sees(said)


@pytest.mark.parametrize("role", ["editor", "approver", "operator", "analyst"])
async def test_others_have_no_way_there(bot: RunningBot, role: str) -> None:
    arman = await colleague(bot, "Арман", 778, role, "kk")
    await arman.says("/topics")
    assert not [label for label in labels(await arman.sees("Тақырыптар")) if "басқару" in label]
