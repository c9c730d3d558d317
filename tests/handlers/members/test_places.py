"""/places: the nearest first, a card with what the sources say, a venue only where they say where."""

import re

import pytest
import sqlalchemy as sa

from sandbox import Person
from storage.database.schema import metadata
from storage.members import members
from tests.handlers.running_bot import RunningBot, labels

CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)


async def member(bot: RunningBot, country: str | None, language: str = "kk", script: str = "cyrl") -> Person:
    person = await bot.person("Айгерім", language)
    async with bot.services.database.begin() as tx:
        await members.join(tx, person.id, language, bot.services.clock())
        await members.update(tx, person.id, country=country, script=script)
    return person


async def test_the_list_of_ones_own_country_comes_at_once(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await aigerim.says("/places")
    shown = await aigerim.sees("1. 🏛 Елшілік, Анкара")
    assert "2. 🏛 Бас консулдық, Ыстанбұл" in shown["text"]
    assert "Абай үйі, Ыстанбұл" in shown["text"]
    assert labels(shown)[0] == "1"


async def test_it_begins_with_ones_own_city(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    async with bot.services.database.begin() as tx:
        await members.update(tx, aigerim.id, city="745044")
    await aigerim.says("/places")
    shown = await aigerim.sees("🇹🇷 Түркия, Ыстанбұл")
    assert "1. 🏛 Бас консулдық, Ыстанбұл" in shown["text"] and "Елшілік, Анкара · ≈ 350 км" in shown["text"]
    await aigerim.presses("1")
    await aigerim.presses("Артқа")
    await aigerim.sees("Елшілік, Анкара · ≈ 350 км")
    await aigerim.says("/places Германия")
    shown = await aigerim.sees("🇩🇪 Германия")
    assert "Ыстанбұл" not in shown["text"]


async def test_without_a_country_it_is_asked_for_and_typed(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/places")
    shown = await aigerim.sees("Елдің не қаланың атын жазыңыз")
    assert "🇹🇷 Түркия" in labels(shown)
    await aigerim.says("Ввввв")
    await aigerim.sees("ел не қала табылмады")
    await aigerim.says("Мюнхенде")
    shown = await aigerim.sees("1. 🏛 Бас консулдық, Мюнхен")
    assert "Бас консулдық, Майндағы Франкфурт · ≈ 300 км" in shown["text"]
    assert "Басқа елдердегі ең жақыны:" in shown["text"]


async def test_words_behind_the_command_are_where(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await aigerim.says("/places Германия")
    await aigerim.sees("🇩🇪 Германия")


async def test_a_shared_location_is_its_nearest_city_and_nothing_is_kept(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await aigerim.says("/places")
    await aigerim.presses("Басқа ел не қала")
    await aigerim.sees("ештеңе сақталмайды")
    await bot.shares_location(aigerim, 54.98712, 73.37244)
    await aigerim.sees("1. 🏛 Бас консулдық, Омбы")
    async with bot.services.database.connect() as tx:
        rows = [str(row) for table in metadata.sorted_tables for row in await tx.execute(sa.select(table))]
        kept = await members.by_chat(tx, aigerim.id)
    assert not [row for row in rows if "54.98" in row or "73.37" in row]
    assert kept is not None and kept.country == "TR"


async def test_a_location_nobody_asked_for_also_offers_what_is_near(bot: RunningBot) -> None:
    aigerim = await member(bot, None)
    await bot.shares_location(aigerim, 41.01, 28.97)
    await aigerim.sees("Осында тұрасыз ба?")
    await aigerim.presses("Жақын елшіліктер мен орталықтар")
    await aigerim.sees("1. 🏛 Бас консулдық, Ыстанбұл")


async def test_the_card_says_what_the_sources_say_and_leads_back(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await aigerim.says("/places Мюнхен")
    await aigerim.sees("Мюнхен")
    await aigerim.presses("5")
    shown = await aigerim.sees("Мекенжайы: Nordendstraße 14–17, Berlin*")
    assert "Дереккөздерде телефон нөмірі жоқ." in shown["text"]
    assert "* Екінші дереккөз" in shown["text"]
    assert "Тексерілген күні" in shown["text"] and "botschaft-kaz.de, 2014" in shown["text"]
    await aigerim.presses("Артқа")
    shown = await aigerim.sees("1. 🏛 Бас консулдық, Мюнхен")
    assert "≈ 300 км" in shown["text"]  # nearest to the same city as before


async def test_what_no_source_says_is_said_to_be_missing(bot: RunningBot) -> None:
    aigerim = await member(bot, "RU")
    await aigerim.says("/places Омбы")
    await aigerim.sees("Абай үйі, Омбы")
    await aigerim.presses("2")
    shown = await aigerim.sees("мекенжайы да, телефоны да жоқ")
    assert "Дереккөзі біреу ғана не ескірген" in shown["text"]
    assert not [label for label in labels(shown) if "Картада" in label]


async def test_a_venue_is_sent_only_where_its_point_is_sourced(bot: RunningBot) -> None:
    aigerim = await member(bot, "IT")
    await aigerim.says("/places")
    await aigerim.presses("1")
    await aigerim.presses("📍")
    [venue] = [message["venue"] for message in await aigerim.chat() if message.get("venue")]
    assert venue["title"] == "Елшілік, Рим" and venue["address"] == "via Cassia 471, Roma"
    assert venue["location"]["latitude"] == pytest.approx(41.9569)
    await bot.sends(aigerim, "Сынақ", "Картада", "+plm:abai-house-omsk")
    await aigerim.presses("Картада")
    assert len([message for message in await aigerim.chat() if message.get("venue")]) == 1


async def test_a_country_without_any_place_is_told_honestly(bot: RunningBot) -> None:
    aigerim = await member(bot, "NP")
    await aigerim.says("/places")
    shown = await aigerim.sees("тізімде ашық дереккөздер айтқаны ғана бар")
    assert "1. 🏛 Елшілік, Нью-Дели, 🇮🇳 Үндістан · ≈" in shown["text"]
    assert "Маманға сұрақ қою" in labels(shown)


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("kk", "елшілік Берлин", "1. 🏛 Елшілік, Берлин"),
        ("en", "Kazakh embassy in Ankara, please", "1. 🏛 Embassy, Ankara"),
        ("ru", "Здравствуйте! Посольство в Ташкенте", "1. 🏛 Посольство, Ташкент"),
        ("kk", "elshilik Tashkent", "1. 🏛 Елшілік, Ташкент"),
    ],
)
async def test_it_is_reached_without_any_button(
    bot: RunningBot, language: str, typed: str, shown: str
) -> None:
    aigerim = await member(bot, None, language)
    await aigerim.says(typed)
    assert (await aigerim.sees(shown))["reply_to"] is not None


@pytest.mark.parametrize(("script", "shown"), [("latn", "1. 🏛 Elşılık, Berlin"), ("arab", "ەلشىلىك")])
async def test_it_is_read_in_the_readers_letters(bot: RunningBot, script: str, shown: str) -> None:
    aigerim = await member(bot, "DE", script=script)
    await aigerim.says("/places")
    listed = await aigerim.sees(shown)
    assert not CYRILLIC.search(listed["text"])
    await aigerim.presses("1")
    card = await aigerim.sees("Nordendstraße 14–17, Berlin")
    assert not CYRILLIC.search(card["text"])


async def test_forged_buttons_find_nothing_that_is_not_there(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    for data in ("pl:QQ:999,1", "pl:DE:99.99,999.99", "plc:nobody:DE:", "plc:embassy-ankara:QQ:x"):
        await bot.sends(aigerim, "Сынақ", data, data)
        await aigerim.presses(data)
    chat = "\n".join(message["text"] or "" for message in await aigerim.chat())
    assert "🇹🇷 Түркия" in chat and "🇩🇪 Германия" in chat and "Анкара" in chat


async def test_in_a_group_the_list_is_without_what_is_one_persons(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await bot.group(-100500, [aigerim.id])
    await aigerim.says("/places@sandbox_4200_bot", chat_id=-100500)
    await aigerim.sees("Командадан кейін", chat_id=-100500)
    await aigerim.says("/places@sandbox_4200_bot Берлин", chat_id=-100500)
    shown = await aigerim.sees("1. 🏛 Елшілік, Берлин", chat_id=-100500)
    assert labels(shown) == [str(number) for number in range(1, len(labels(shown)) + 1)]


async def test_the_next_place_that_is_typed_under_a_list_is_listed(bot: RunningBot) -> None:
    aigerim = await member(bot, "TR")
    await aigerim.says("/places")
    await aigerim.sees("1. 🏛 Елшілік, Анкара")
    await aigerim.says("Берлин")
    await aigerim.sees("1. 🏛 Елшілік, Берлин")
