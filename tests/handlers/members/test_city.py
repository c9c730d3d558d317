"""The member's city: typed in any letters, shared, removed, and gone with the country it lies in."""

import json

import pytest

from storage.members import members
from storage.members.members import Chosen
from tests.handlers.members.test_start import member
from tests.handlers.running_bot import RunningBot, labels

BERLIN, OLGII, ALTAI_KZ, OMSK = "2950159", "1515436", "1516438", "1496153"


async def home(bot: RunningBot, chat: int) -> tuple[str | None, str | None, str | None]:
    kept = await member(bot, chat)
    return kept.country, kept.timezone, kept.city


async def test_a_typed_city_is_kept_with_its_country_and_zone(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.sees("Қала: көрсетілмеген")
    await aigerim.presses("Қала")
    await aigerim.sees("Қай қалада тұрасыз?")
    await aigerim.says("Берлинде тұрамын")
    await aigerim.sees("Қалаңыз: Берлин, Германия.")
    assert await home(bot, aigerim.id) == ("DE", "Europe/Berlin", BERLIN)
    assert Chosen.CITY in Chosen((await member(bot, aigerim.id)).chosen)
    await aigerim.says("/mydata")
    await aigerim.sees("Қала: Берлин")
    await aigerim.presses("Файл түрінде")
    sent = await aigerim.sees("")
    content = bot.sandbox.world.files.get(sent["document"]["file_id"]).content
    assert json.loads(content)["member"]["city"] == BERLIN


async def test_in_arabic_letters_it_is_typed_and_read(bot: RunningBot) -> None:
    nur = await bot.person("نۇر")
    await nur.says("/settings")
    await nur.sees("Қала: көрсетілмеген")
    async with bot.services.database.begin() as tx:
        await members.update(tx, nur.id, script="arab")
    await nur.presses("Қала")
    await nur.sees("قاي قالادا تۇراسىز؟")
    await nur.says("ءۇرىمجى")
    await nur.sees("قالاڭىز: ءۇرىمجى، قىتاي.")


async def test_of_several_one_is_chosen_and_what_is_none_asked_again(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Қала")
    await aigerim.says("ффыв")
    await aigerim.sees("Мұндай қала табылмады")
    await aigerim.says("Германия")
    assert "🇩🇪 Гамбург" in labels(await aigerim.sees("Мұндай қала табылмады"))
    await aigerim.says("Алтай")
    assert {"🇨🇳 Алтай, Қытай", "🇰🇿 Алтай, Қазақстан"} <= set(labels(await aigerim.sees("Қайсысы?")))
    await aigerim.presses("🇰🇿 Алтай")
    await aigerim.sees("Қалаңыз: Алтай, Қазақстан.")
    assert (await member(bot, aigerim.id)).city == ALTAI_KZ


async def test_a_shared_location_is_no_more_than_its_city(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Қала")
    await aigerim.sees("нақты орын ешқашан сақталмайды")
    await bot.shares_location(aigerim, 52.48, 13.43)
    await aigerim.sees("Қалаңыз: Берлин, Германия.")
    assert (await member(bot, aigerim.id)).city == BERLIN


async def test_far_from_every_city_none_is_kept(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Қала")
    await aigerim.sees("Қай қалада тұрасыз?")
    await bot.shares_location(aigerim, 46.0, 105.9)
    await aigerim.sees("Мұндай қала табылмады")
    assert await home(bot, aigerim.id) == (None, None, None)


async def test_it_is_removed_and_goes_with_another_country(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/settings")
    await aigerim.presses("Қала")
    await aigerim.says("Омбы")
    await aigerim.sees("Қалаңыз: Омбы, Ресей.")
    await aigerim.presses("Артқа")
    await aigerim.sees("Қала: Омбы")
    await aigerim.presses("Ел")
    await aigerim.sees("Қай елде тұрасыз?")
    await aigerim.presses("Ресей")
    await aigerim.sees("Қай қаланың уақытымен")
    assert (await member(bot, aigerim.id)).city == OMSK
    await aigerim.presses("Артқа")
    await aigerim.presses("Ел")
    await aigerim.presses("Германия")
    await aigerim.sees("Қай елде тұрасыз?")
    assert await home(bot, aigerim.id) == ("DE", "Europe/Berlin", None)
    await aigerim.presses("Артқа")
    await aigerim.presses("Қала")
    await aigerim.says("Мюнхен")
    await aigerim.presses("Басқа қала")
    await aigerim.sees("Қала: Мюнхен")
    await aigerim.presses("Қаламды өшіру")
    await aigerim.sees("Қалаңыз сақталмаған.")
    assert await home(bot, aigerim.id) == ("DE", "Europe/Berlin", None)


async def test_the_clock_somebody_chose_stays_when_they_name_their_city(bot: RunningBot) -> None:
    nur = await bot.person("Нұр")
    await nur.says("/start")
    await nur.sees("Қай тілде")
    async with bot.services.database.begin() as tx:
        await members.update(tx, nur.id, country="CN", timezone="Asia/Shanghai", start_step=None)
    await nur.says("/settings")
    await nur.presses("Қала")
    await nur.says("Үрімжі")
    await nur.sees("Қалаңыз: Үрімжі, Қытай.")
    assert (await home(bot, nur.id))[:2] == ("CN", "Asia/Shanghai")


@pytest.mark.parametrize(
    "data", ["city:999", "city:", "city:x", "cty:DE:Europe/Berlin:1496153", "hicty:DE:x:1"]
)
async def test_a_forged_button_names_no_city(bot: RunningBot, data: str) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.sees("Қай тілде")
    await aigerim.forges(data)
    await bot.settled()
    assert (await member(bot, aigerim.id)).city is None


async def test_a_newcomers_city_is_kept_with_the_country(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.says("қазақша")
    await aigerim.says("Омбыда тұрамын")
    await aigerim.sees("Қай тақырыптардан")
    assert await home(bot, aigerim.id) == ("RU", "Asia/Omsk", OMSK)
