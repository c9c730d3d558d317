"""Questions, settings, events and leaving on the chat page, in Cyrillic and in Arabic letters, over a restart; some of
it without pressing a button. With OTANDAS_SCREENS it leaves its pictures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.text.translator import Translator
from sandbox import Person, Sandbox
from storage.database.database import Database
from storage.events import events
from storage.members import members
from tests.browser import browser
from tests.journeys.chat_page import WORDS, PageUser, window
from tests.journeys.members.conftest import OWNER, AtWork

__all__ = ["browser"]
pytestmark = pytest.mark.browser
AIGERIM, NUR = 1001, 1004
ARABIC = Translator.of(WORDS, "kk", "arab")
HOMES = {AIGERIM: ("DE", "Europe/Berlin", "cyrl"), NUR: ("CN", "Asia/Shanghai", "arab")}
EVENTS = (
    (
        "Қазақ тілі кеші",
        "Кітап оқимыз, ән айтамыз. Балаларыңызбен келіңіз.",
        "Абай үйі, Берлин",
        "Abai house, Berlin",
    ),
    (
        "Отандастар жиыны",
        "Елге көшкендер тәжірибесін айтады.",
        "Қазақ үйі, Стамбул",
        "Kazakh house, Istanbul",
    ),
)


async def prepared(path: Path) -> None:
    """Two events, and two members at home in Germany and in China."""
    database, now = Database.open(f"sqlite:///{path}"), datetime.now(UTC)
    async with database.begin() as tx:
        for days, (title, text, place, known) in enumerate(EVENTS, 5):
            texts = {"kk": {"title": title, "description": text, "place": place}, "en": {"place": known}}
            begins = (now + timedelta(days=days)).replace(hour=16, minute=0, second=0, microsecond=0)
            about = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), "announced_at": now}
            about |= {"texts": texts, "zone": "Europe/Berlin", "seats": 40, "guests": 2}
            await events.create(tx, OWNER, now, state="announced", **about)
        for person, (country, zone, script) in HOMES.items():
            await members.join(tx, person, "kk", now)
            await members.update(tx, person, country=country, timezone=zone, script=script)
    await database.close()


async def test_what_a_member_has_of_their_own(
    sandbox: Sandbox, at_work: AtWork, browser: Browser, tmp_path: Path
) -> None:
    page = await window(browser)
    address = f"{sandbox.base_url}/page/"
    aigerim, nur = (PageUser(page, address, number, "kk") for number in HOMES)
    async with at_work():
        await prepared(tmp_path / "otandas.db")
        for name, number in (("Айгерім", AIGERIM), ("نۇر", NUR)):
            somebody = await Person(name, "kk", person_id=number).enters(sandbox)
            await somebody.says("/start")
            await somebody.sees("", seconds=60)
        await aigerim.opens()
        await begins_a_question(aigerim)
    async with at_work():  # another process goes on
        await sends_it_in_words(aigerim)
        await names_her_city(aigerim)
        await chooses_how_often(aigerim)
        await finds_what_is_near(aigerim)
        await looks_at_her_data(aigerim)
        await nur.opens()
        await reads_it_in_arabic_letters(nur)
        await leaves_and_comes_back(nur)
    await page.close()


async def begins_a_question(aigerim: PageUser) -> None:
    await aigerim.says("/ask Қобдадағы балабақшада қазақ тобы бар ма, кімге жүгінемін?")
    await aigerim.reads("атыңызды көрмейді")
    await aigerim.takes(("Бөлімін көрсету", "қай бөлімге жатады"))
    await aigerim.pictured("question-category-kk")
    await aigerim.takes(("Мәдениет", "атыңызды көрмейді"))
    await aigerim.pictured("question-form-kk")


async def sends_it_in_words(aigerim: PageUser) -> None:
    await aigerim.says("жіберу")
    await aigerim.reads("№ 1 сұрағыңыз қабылданды")
    await aigerim.takes(("Сұрақтарым", "Мамандарға қойған сұрақтарыңыз"))
    await aigerim.pictured("my-questions-kk")


async def names_her_city(aigerim: PageUser) -> None:
    await aigerim.says("/settings")
    await aigerim.reads("Қала: көрсетілмеген")
    await aigerim.takes(("Қала", "Қай қалада тұрасыз?"))
    await aigerim.pictured("city-kk")
    await aigerim.says("Алтай")
    await aigerim.reads("Қайсысы?")
    await aigerim.pictured("city-choices-kk")
    await aigerim.says("Берлинде тұрамын")
    await aigerim.reads("Қалаңыз: Берлин, Германия.")


async def chooses_how_often(aigerim: PageUser) -> None:
    await aigerim.says("/settings")
    await aigerim.reads("Қала: Берлин")
    await aigerim.pictured("settings-kk")
    await aigerim.takes(("Қаншалықты жиі", "бірден, әрқайсысы жеке"), ("Күн сайын", "күн сайын сағат 09:00"))
    await aigerim.pictured("how-often-kk")
    await aigerim.takes(("Кідірту", "Кідіріс өзі аяқталады"), ("Бір аптаға", "Кідіріс аяқталады"))
    await aigerim.pictured("pause-kk")


async def finds_what_is_near(aigerim: PageUser) -> None:
    await aigerim.says("/places")
    await aigerim.reads("Германия, Берлин")
    await aigerim.pictured("places-city-kk")
    await aigerim.says("/events")
    await aigerim.takes(("Маған жақындары", "ең жақыны бірінші"))
    await aigerim.says("/events Анкара")
    await aigerim.reads("2040 км")
    await aigerim.pictured("events-near-kk")
    await aigerim.takes(("2", "Кітап оқимыз"), ("Қатысамын", "Сіз қатысасыз"))
    await aigerim.pictured("event-kk")


async def looks_at_her_data(aigerim: PageUser) -> None:
    await aigerim.says("/mydata")
    await aigerim.reads("Менің деректерім")
    await aigerim.pictured("my-data-kk")


async def reads_it_in_arabic_letters(nur: PageUser) -> None:
    await nur.says("/topics")
    await nur.reads(ARABIC.label("Topics"))
    await nur.pictured("topics-arabic")
    await nur.says("/settings")
    await nur.reads(ARABIC.label("Settings"))
    await nur.presses(ARABIC.label("City"))
    await nur.reads(ARABIC.letters("Қай қалада тұрасыз?"))
    await nur.says("قۇلجادا تۇرامىن")
    await nur.reads(ARABIC.letters("Қалаңыз: Құлжа, Қытай."))
    await nur.pictured("city-arabic")
    await nur.presses(ARABIC.label("Back"))
    await nur.reads(ARABIC.letters("Қала: Құлжа"))
    await nur.pictured("settings-arabic")
    await nur.says("/events")
    await nur.reads(ARABIC.letters("Отандастар жиыны"))
    await nur.pictured("events-arabic")
    await nur.says("1")
    await nur.reads(ARABIC.letters("Кітап оқимыз"))
    await nur.says(ARABIC.label("I am coming"))
    await nur.reads("✅")
    await nur.pictured("event-arabic")
    await nur.says("/places")
    await nur.reads(ARABIC.letters("Қытай"))
    await nur.pictured("places-arabic")
    await nur.says("/ask بالامدى قازاق مەكتەبىنە قالاي بەرەمىن؟")
    await nur.reads(ARABIC.label("To change the wording, just type it again."))
    await nur.pictured("question-form-arabic")
    await nur.presses(ARABIC.label("Cancel"))


async def leaves_and_comes_back(nur: PageUser) -> None:
    await nur.says("/forget")
    await nur.reads(ARABIC.letters("кері қайтару"))
    await nur.pictured("forget-arabic")
    await nur.presses(ARABIC.label("Delete in a day (can be undone)"))
    await nur.reads(ARABIC.letters("Қауіп төнсе"))
    await nur.pictured("forget-day-arabic")
    await nur.presses(ARABIC.label("Undo"))
    await nur.reads(ARABIC.label("Nothing was deleted. Everything is as it was."))
