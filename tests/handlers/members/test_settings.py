import json

import pytest
import sqlalchemy as sa

from storage.faq.searches import search_watchers
from storage.inbox import questions as rows
from storage.inbox.questions import questions
from storage.members import members
from storage.members.conversations import conversations
from tests.handlers.running_bot import RunningBot, deciding, labels


async def member(bot: RunningBot, chat_id: int) -> members.Member:
    async with bot.services.database.connect() as tx:
        found = await members.by_chat(tx, chat_id)
    assert found is not None
    return found


async def test_a_country_with_one_clock_brings_its_time_zone(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Ел")
    await aigerim.sees("Қай елде тұрасыз?")
    await aigerim.presses("Түркия")
    assert "✓ 🇹🇷 Түркия" in labels(await aigerim.sees("Қай елде тұрасыз?"))
    assert (await member(bot, aigerim.id)).timezone == "Europe/Istanbul"


async def test_a_country_with_several_clocks_asks_which_at_once(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Ел")
    await aigerim.sees("Қай елде тұрасыз?")
    await aigerim.presses("Моңғолия")
    await aigerim.sees("Қай қаланың уақытымен")
    assert (await member(bot, aigerim.id)).timezone is None
    await aigerim.presses("Артқа")
    await aigerim.sees("Уақыт белдеуі: көрсетілмеген")
    await aigerim.presses("Уақыт белдеуі")
    await aigerim.presses("Ховд")
    await aigerim.sees("Уақыт белдеуіңіз: Ховд.")
    assert (await member(bot, aigerim.id)).timezone == "Asia/Hovd"


async def test_a_typed_city_finds_its_zone(bot: RunningBot) -> None:
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/settings")
    await ivan.presses("Часовой пояс")
    await ivan.presses("Другой город")
    await ivan.sees("Напишите название крупного города")
    await ivan.says("ффыв")
    await ivan.sees("Такой город не нашёлся")
    await ivan.says("в Новосибирске")
    await ivan.sees("Ваш часовой пояс: Новосибирск.")
    assert (await member(bot, ivan.id)).timezone == "Asia/Novosibirsk"


@pytest.mark.parametrize(
    ("typed", "country", "zone"),
    [
        ("мен Германияда тұрамын", "DE", "Europe/Berlin"),
        ("Баян-Өлгий", "MN", "Asia/Hovd"),
        ("🇹🇷", "TR", "Europe/Istanbul"),
        ("Үрімжі", "CN", "Asia/Urumqi"),
    ],
)
async def test_a_typed_place_is_taken_if_it_is_clear(
    bot: RunningBot, typed: str, country: str, zone: str
) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Ел")
    await aigerim.presses("Басқа ел")
    await aigerim.sees("Елдің атын жазыңыз")
    await aigerim.says(typed)
    await aigerim.sees("Қай елде тұрасыз?")
    kept = await member(bot, aigerim.id)
    assert (kept.country, kept.timezone) == (country, zone)


@pytest.mark.parametrize(
    ("typed", "country", "zone"),
    [
        ("Польшада тұрамын", "PL", "Europe/Warsaw"),
        ("Prague", "CZ", "Europe/Prague"),
        ("Салихлы", "TR", "Europe/Istanbul"),
    ],
)
async def test_a_place_typed_under_the_list_of_countries_is_kept(
    bot: RunningBot, typed: str, country: str, zone: str
) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Ел")
    await aigerim.sees("Қай елде тұрасыз?")
    await aigerim.says(typed)
    await aigerim.sees("Қай елде тұрасыз?")
    kept = await member(bot, aigerim.id)
    assert (kept.country, kept.timezone) == (country, zone)


async def test_a_city_typed_under_the_list_of_zones_is_kept(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Уақыт белдеуі")
    await aigerim.sees("Қай қаланың уақытымен")
    await aigerim.says("Үрімжі")
    await aigerim.sees("Уақыт белдеуіңіз: Үрімжі")
    assert (await member(bot, aigerim.id)).timezone == "Asia/Urumqi"


async def test_a_place_typed_anywhere_is_asked_about_and_changes_nothing_by_itself(bot: RunningBot) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_culture")
    await aigerim.sees("Жазылдыңыз")
    await aigerim.says("мен Германияда тұрамын")
    shown = await aigerim.sees("Осында тұрасыз ба?")
    assert (await member(bot, aigerim.id)).country is None
    assert labels(shown)[0] == "🇩🇪 Германия" and "Басты мәзір" in labels(shown)
    await aigerim.presses("🇩🇪 Германия")
    await aigerim.sees("Қай елде тұрасыз?")
    assert (await member(bot, aigerim.id)).country == "DE"


@pytest.mark.parametrize("said", ["сәлем", "سالەم", "рахмет"])
async def test_a_greeting_is_no_country(bot: RunningBot, said: str) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Ел")
    await aigerim.presses("Басқа ел")
    await aigerim.sees("Елдің атын жазыңыз")
    await aigerim.says(said)
    await aigerim.sees("Мұндай ел табылмады")


async def test_of_two_places_one_is_chosen_and_nothing_is_guessed(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Ел")
    await aigerim.presses("Басқа ел")
    await aigerim.says("Атлантида")
    await aigerim.sees("Мұндай ел табылмады")
    await aigerim.says("Қытайдан келдім, қазір Түркияда тұрамын")
    await aigerim.sees("Қайсысы?")
    assert (await member(bot, aigerim.id)).country is None
    await aigerim.presses("Түркия")
    await aigerim.sees("Қай елде тұрасыз?")
    assert (await member(bot, aigerim.id)).country == "TR"


async def test_a_typed_country_with_several_clocks_asks_which(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Ел")
    await aigerim.presses("Басқа ел")
    await aigerim.says("Ресейде")
    await aigerim.sees("Қай қаланың уақытымен")
    await aigerim.presses("Мәскеу")
    await aigerim.sees("Уақыт белдеуіңіз: Мәскеу.")
    kept = await member(bot, aigerim.id)
    assert (kept.country, kept.timezone) == ("RU", "Europe/Moscow")


async def test_a_shared_location_becomes_a_country_and_a_zone(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Ел")
    await aigerim.presses("Басқа ел")
    await aigerim.sees("нақты орын ешқашан сақталмайды")
    await bot.shares_location(aigerim, 48.97, 89.97)
    await aigerim.sees("Қай елде тұрасыз?")
    kept = await member(bot, aigerim.id)
    assert (kept.country, kept.timezone, kept.city) == ("MN", "Asia/Hovd", "1515436")


async def test_a_location_nobody_asked_for_changes_nothing_by_itself(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await bot.shares_location(aigerim, 41.01, 28.97)
    assert "🇹🇷 Түркия, Ыстанбұл" in labels(await aigerim.sees("Осында тұрасыз ба?"))
    assert (await member(bot, aigerim.id)).country is None
    await aigerim.presses("Түркия")
    await aigerim.sees("Қай елде тұрасыз?")
    assert (await member(bot, aigerim.id)).city == "745044"
    assert (await member(bot, aigerim.id)).timezone == "Europe/Istanbul"


async def test_a_country_can_be_taken_back(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Ел")
    await aigerim.presses("Германия")
    await aigerim.presses("Көрсетпеу")
    await aigerim.sees("Қай елде тұрасыз?")
    kept = await member(bot, aigerim.id)
    assert (kept.country, kept.timezone) == (None, None)


async def test_quiet_hours_are_chosen_or_none(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.sees("Тыныш уақыт: 21:00–09:00")
    await aigerim.presses("Тыныш уақыт")
    assert "✓ 21:00–09:00" in labels(await aigerim.sees("Тыныш уақытта"))
    await aigerim.presses("22:00–08:00")
    assert "✓ 22:00–08:00" in labels(await aigerim.sees("Тыныш уақытта"))
    kept = await member(bot, aigerim.id)
    assert (kept.quiet_from, kept.quiet_until) == (22 * 60, 8 * 60)
    await aigerim.presses("Тыныш уақытсыз")
    await aigerim.sees("Тыныш уақытта")
    await aigerim.presses("Артқа")
    await aigerim.sees("Тыныш уақыт: жоқ")


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


async def test_everything_kept_is_shown_and_comes_as_a_file(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.sees("Жазылдыңыз")
    await aigerim.says("/mydata")
    assert "Тақырыптар: Жұмыс" in (await aigerim.sees("Менің деректерім"))["text"]
    await aigerim.presses("Файл түрінде")
    message = await aigerim.sees("")
    assert message["document"]["name"] == "otandas-mydata.json"
    found = bot.sandbox.world.files.get(message["document"]["file_id"])
    kept = json.loads(found.content)
    assert kept["member"]["chat_id"] == aigerim.id and kept["member"]["topics"] == ["work"]


async def test_forget_asks_first_and_may_be_canceled(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.says("/forget")
    await aigerim.sees("оны кері қайтару мүмкін емес")
    await aigerim.presses("Болдырмау")
    await aigerim.sees("Баптаулар")
    async with bot.services.database.connect() as tx:
        assert await members.by_chat(tx, aigerim.id) is not None


async def test_after_forget_nothing_is_left(bot: RunningBot) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.says("Белгісіз сұрақ")
    await aigerim.presses("Жауабы шыққанда хабарлаңыз")
    await aigerim.presses("Маманға сұрақ қою")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    await aigerim.says("/forget")
    await aigerim.presses("Өшіру")
    await aigerim.sees("Сіз туралы деректің бәрі өшірілді")
    async with bot.services.database.connect() as tx:
        for table in (members.members, members.subscriptions, conversations, questions, search_watchers):
            assert (await tx.execute(sa.select(sa.func.count()).select_from(table))).scalar_one() == 0


async def test_who_is_not_known_hears_that_nothing_is_kept(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    for command in ("/mydata", "/forget"):
        await aigerim.says(command)
        await aigerim.sees("Сіз туралы дерек сақталмаған")


async def test_whoever_asked_without_start_sees_and_deletes_what_is_kept(bot: RunningBot) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("Айға қалай ұшам?")
    await aigerim.presses("Жауабы шыққанда хабарлаңыз")
    await bot.settled()
    async with bot.services.database.begin() as tx:
        await rows.ask(tx, aigerim.id, "Төлқұжат туралы", "kk", None, bot.services.clock())
        assert await members.by_chat(tx, aigerim.id) is None
    await aigerim.says("/mydata")
    said = await aigerim.sees("Менің деректерім")
    assert str(aigerim.id) in said["text"]
    await aigerim.says("/forget")
    await aigerim.presses("Өшіру")
    await aigerim.sees("өшірілді")
    async with bot.services.database.connect() as tx:
        assert await rows.of_chat(tx, aigerim.id) == []
        assert list(await tx.execute(sa.select(search_watchers))) == []
    await aigerim.says("/mydata")
    await aigerim.sees("/start")


async def test_who_stopped_everything_sees_so_and_can_begin_again(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("отписаться")
    await aigerim.presses("Барлық хабарландыруды тоқтату")
    for command in ("/settings", "/mydata"):
        await aigerim.says(command)
        await aigerim.sees("Хабарландырулар: барлығын тоқтатқансыз")
    await aigerim.says("/settings")
    await aigerim.presses("Хабарландыруларды қайта қосу")
    await aigerim.says("/settings")
    assert "тоқтатқансыз" not in (await aigerim.sees("Баптаулар"))["text"]


async def test_what_is_not_given_agrees_with_country_city_and_zone_in_russian(bot: RunningBot) -> None:
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/settings")
    shown = (await ivan.sees("Страна: не указано"))["text"]
    assert "Город: не указано" in shown and "Часовой пояс: не указано" in shown
