"""A survey on the chat page, in Kazakh and in Arabic letters; with OTANDAS_SCREENS it leaves its pictures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from sandbox import Person, Sandbox
from storage.database.database import Database
from storage.members import members
from storage.surveys.responses import Answer
from tests.browser import browser
from tests.journeys.chat_page import PageUser, window
from tests.journeys.members.conftest import OWNER, AtWork
from tests.storage.surveys.scene import LIVES, NEEDS, PLEASED, WHICH, answered, opened, person

__all__ = ["browser"]
pytestmark = pytest.mark.browser
AIGERIM, NUR = 1001, 1004
SPOKEN = Answer((1,))


async def asked(path: Path) -> None:
    """An open survey that twelve have answered; one reader reads Arabic letters."""
    database, now = Database.open(f"sqlite:///{path}"), datetime.now(UTC)
    async with database.begin() as tx:
        survey = await opened(
            tx,
            (LIVES, WHICH, NEEDS, PLEASED),
            ends_at=now + timedelta(days=14),
            results_shown=True,
            author_id=OWNER,
        )
        for place in range(12):
            given = {1: SPOKEN, 3: Answer((1, 2) if place % 2 else (2,)), 4: Answer((5 if place < 7 else 4,))}
            assert await answered(tx, survey, await person(tx, 9000 + place), given, now)
        await members.join(tx, NUR, "kk", now)
        await members.update(tx, NUR, script="arab")
    await database.close()


async def test_it_is_answered_and_its_results_are_read(
    sandbox: Sandbox, at_work: AtWork, browser: Browser, tmp_path: Path
) -> None:
    async with at_work():
        await asked(tmp_path / "otandas.db")
        for name, number in (("Айгерім", AIGERIM), ("نۇر", NUR), ("Дина", OWNER)):
            somebody = await Person(name, "kk", person_id=number).enters(sandbox)
            await somebody.says("/start")
            await somebody.sees("")
        page = await window(browser)
        address = f"{sandbox.base_url}/page/"
        aigerim, nur, dina = (PageUser(page, address, number, "kk") for number in (AIGERIM, NUR, OWNER))

        await aigerim.opens()
        await aigerim.says("/start survey_1")
        await aigerim.reads("Жауабыңызды қор көреді.")
        await aigerim.pictured("survey-consent-kk")
        await aigerim.takes(("Келісемін, бастау", "1/4"), ("Басқа тілде", "2/4"))
        await aigerim.says("Түрікше")
        await aigerim.reads("3/4")
        await aigerim.takes(("Кітап", "3/4"), ("Мектеп", "3/4"))
        await aigerim.pictured("survey-question-kk")
        await aigerim.takes(("Келесі", "4/4"), ("4", "Жауаптарыңызды қарап шығыңыз"))
        await aigerim.takes(("Жіберу", "Рақмет"), ("Нәтижелер", "13 мүше"))
        await aigerim.pictured("survey-results-kk")

        await nur.opens()
        await nur.says("/start survey_1")
        await nur.reads("ءتىل")
        await nur.takes(("كەلىسەمىن، باستاۋ", "1/4"), ("قازاقشا", "2/3"), ("وتكىزىپ جىبەرۋ", "3/3"))
        await nur.takes(("5", "—"))
        await nur.pictured("survey-review-arabic")

        await dina.opens()
        await dina.says("/poll")
        await dina.reads("Тіл туралы")
        await dina.takes(("1", "№ 1 сауалнама, ашық"))
        await dina.pictured("survey-staff-kk")
        await page.close()
