"""Places, offers and the inbox on the chat page, in Kazakh; with OTANDAS_SCREENS it leaves their pictures."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from sandbox import Person, Sandbox
from storage.database.database import Database
from tests.bot.offers.people import offer
from tests.browser import browser
from tests.journeys.chat_page import PageUser, window
from tests.journeys.members.conftest import OWNER, AtWork

__all__ = ["browser"]
pytestmark = pytest.mark.browser
AIGERIM, SEEKS = 1001, 6001


async def sought(path: Path) -> None:
    """A family in Germany looks for a teacher."""
    database = Database.open(f"sqlite:///{path}")
    async with database.begin() as tx:
        await offer(tx, SEEKS, "seek")
    await database.close()


async def test_members_find_and_give_and_staff_introduce_and_see_what_waits(
    sandbox: Sandbox, at_work: AtWork, browser: Browser, tmp_path: Path
) -> None:
    async with at_work():
        await sought(tmp_path / "otandas.db")
        for name, number in (("Айгерім", AIGERIM), ("Дина", OWNER)):
            somebody = await Person(name, "kk", person_id=number).enters(sandbox)
            await somebody.says("/start")
            await somebody.sees("", seconds=60)
        page = await window(browser)
        address = f"{sandbox.base_url}/page/"
        aigerim, dina = (PageUser(page, address, number, "kk") for number in (AIGERIM, OWNER))
        await aigerim.opens()
        await finds_a_place(aigerim)
        await offers_lessons(aigerim)
        await asks(aigerim)
        await dina.opens()
        await dina.sees("№ 1 сұрақ")  # its card comes by itself, and must not come between what follows
        await introduces(dina)
        await reads_the_inbox(dina)
        await page.close()


async def finds_a_place(aigerim: PageUser) -> None:
    await aigerim.says("Түркиядағы елшілік қайда?")
    await aigerim.reads("1. 🏛 Елшілік, Анкара")
    await aigerim.pictured("places-kk")
    await aigerim.takes(("2", "+90 212 662 5347"))
    await aigerim.pictured("place-kk")


async def offers_lessons(aigerim: PageUser) -> None:
    await aigerim.says("/contribute")
    await aigerim.reads("🤝")
    await aigerim.takes(
        ("Ұсынамын", "қандай өтінім"), ("Оқыту", "Қай салаға"), ("Қазақ тілі", "Қай жерде"),
        ("Қашықтан", "қай тілдерде"), ("Дайын", "Не істей алатыныңызды"),
    )  # fmt: skip
    await aigerim.says("Балаларға қазақ тілінен онлайн сабақ беремін")
    await aigerim.reads("танысуға келіскен")
    await aigerim.says("+7 700 000 00 00")
    await aigerim.reads("Келісіміңіз")
    await aigerim.pictured("contribute-kk")
    await aigerim.takes(("Келісемін, жіберу", "№ 2 өтінім қабылданды"))


async def asks(aigerim: PageUser) -> None:
    await aigerim.says("/ask")
    await aigerim.reads("Сұрағыңызды")
    await aigerim.says("Анамның төлқұжаты жоғалды, Қобдада тұрады. Астанаға бармай ауыстыруға бола ма?")
    await aigerim.reads("атыңызды көрмейді")
    await aigerim.takes(("Жіберу", "№ 1 сұрағыңыз қабылданды"))
    await aigerim.pictured("receipt-kk")


async def introduces(dina: PageUser) -> None:
    await dina.says("/offers")
    await dina.reads("Өтінімдер: 2")
    await dina.pictured("offers-kk")
    await dina.says("1")
    await dina.reads("бойынша табылғаны")
    await dina.takes(
        ("🔎 1", "Бұл сұранысқа 1 ұсыныс сай келеді"), ("Сай келетіні: 1", "саласы бірдей"),
        ("Таныстыру: № 2", "атсыз оқиды"),
    )  # fmt: skip
    await dina.pictured("offer-fits-kk")


async def reads_the_inbox(dina: PageUser) -> None:
    await dina.says("/inbox")
    await dina.reads("төлқұжаты жоғалды")
    await dina.pictured("inbox-kk")
