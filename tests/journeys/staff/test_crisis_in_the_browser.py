"""A check-in in a real Chromium: pressed in Kazakh in two alphabets, and what whoever is named for it sees."""

import pytest
import sqlalchemy as sa
from playwright.async_api import Browser, Locator, expect

from bot.broadcasts import lifecycle
from bot.services import Services
from sandbox import Person, Sandbox
from storage.broadcasts import broadcasts, drafts
from storage.crisis import check_ins
from storage.members import members
from storage.members.audience import Audience
from tests.browser import browser
from tests.journeys.chat_page import PageUser, window
from tests.journeys.staff.conftest import DINA, AtWork, Cast

__all__ = ["browser"]
pytestmark = pytest.mark.browser
NUR = 1005
TEXTS = {
    "kk": "Ыстамбұлда жер сілкінді. Амансыз ба?",
    "ru": "В Стамбуле землетрясение. Вы в безопасности?",
    "en": "An earthquake in Istanbul. Are you safe?",
}


async def asked(services: Services) -> None:
    """An urgent check-in of Dina's, on its way."""
    now = services.clock()
    content = {language: {"text": text} for language, text in TEXTS.items()}
    about = {"urgent": True, "urgent_reason": "Ыстамбұлда жер сілкінді"}
    async with services.database.begin() as tx:
        audience = Audience(persons=True).as_json()
        draft = await drafts.begin(tx, DINA, now, content=content, audience=audience, **about)
        await check_ins.begin(tx, draft.id, [DINA], now)
        table = broadcasts.broadcasts
        await tx.execute(sa.update(table).where(table.c.id == draft.id).values(check_in_id=draft.id))
        fresh = await broadcasts.get(tx, draft.id)
        assert fresh is not None
        await lifecycle.schedule(tx, fresh, now, now)
    services.engine.wake()


async def test_pressed_in_two_alphabets_and_followed(
    at_work: AtWork, cast: Cast, sandbox: Sandbox, browser: Browser
) -> None:
    await sandbox.call("4300:journey", "setMyName", {"name": "Отандас"})
    address = f"{sandbox.base_url}/page/"
    people = ((DINA, "kk"), (1001, "kk"), (NUR, "kk"), (1002, "ru"))
    dina, aigerim, nur, timur = [
        PageUser(await window(browser), address, person, code) for person, code in people
    ]
    async with at_work() as services:
        await cast.arrive(services)
        reader = Person("نۇر", "zh-hans", sandbox, person_id=NUR)
        await reader.says("/start topic_law")
        await reader.sees("", seconds=30)
        async with services.database.begin() as tx:
            await members.update(tx, NUR, language="kk", script="arab", country="CN", timezone="Asia/Urumqi")
            await members.update(tx, 1001, country="TR")
        for person in (dina, aigerim, nur, timur):
            await person.opens()
        await asked(services)
        await _needs_help(aigerim, nur)
        await dina.sees("адам көмек күтіп отыр")
        await dina.pictured("check-in-alarm", "адам көмек күтіп отыр")
        await _takes_care(dina)
        await _asks_the_silent_again(dina)
        await timur.sees(TEXTS["ru"])
        await expect(_asked(timur)).to_have_count(2)
        await expect(_asked(aigerim)).to_have_count(1)  # whoever answered is not asked again
        await _ends(dina)
        closed = timur.page.get_by_test_id("inline-button").filter(has_text="Завершено")
        await expect(closed).to_have_count(2)
        await timur.pictured("check-in-closed")


async def _needs_help(aigerim: PageUser, nur: PageUser) -> None:
    """In Cyrillic with some words, in Arabic letters with the numbers of the country."""
    await aigerim.sees(TEXTS["kk"])
    await aigerim.pictured("check-in-asked")
    await aigerim.presses("Көмек керек")
    await aigerim.reads("Жауабыңыз")
    await aigerim.pictured("check-in-help")
    await aigerim.presses("Бірер сөз жазу")
    await aigerim.reads("Не болғанын")
    await aigerim.says("Үйіміз қирады, екі балам бар")
    await aigerim.reads("Қосқаныңыз")
    await nur.sees(TEXTS["kk"])
    await nur.presses("كومەك كەرەك")
    await nur.sees("🆘")
    await nur.pictured("check-in-help-arabic")


async def _takes_care(dina: PageUser) -> None:
    """The list of who needs help, and the card that follows the answers by itself."""
    await dina.presses("Кімге көмек керек")
    await dina.sees("Үйіміз қирады")
    await dina.pictured("check-in-people", "Үйіміз қирады")
    await dina.presses("№ 1 адаммен мен айналысамын")
    await dina.sees("Айналысып жатқан")
    await dina.presses("Артқа")
    await dina.sees("Көмек керек: 2")
    await dina.pictured("check-in-card", "Көмек керек: 2")


async def _asks_the_silent_again(dina: PageUser) -> None:
    """A second round is a draft with the same words, sent as any other."""
    await dina.presses("Үндемегендерден қайта сұрау")
    await dina.sees("әлі жауап берген жоқ")
    await dina.pictured("check-in-again", "әлі жауап берген жоқ")
    await dina.presses("Жобаны бастау")
    await dina.sees("№ 2 жоба")
    await dina.presses("Тексеріп жіберу")
    await dina.reads("Растаңыз")
    await dina.presses("Қазір жіберу")
    await dina.sees("№ 2 хабар тарату есебі")


async def _ends(dina: PageUser) -> None:
    """Whom nobody takes care of is said before; afterwards the card has the figures."""
    await dina.presses("№ 1 амандық сұрау")
    await dina.sees("Көмек керек: 2")
    await dina.presses("Амандық сұрауды аяқтау")
    await dina.sees("аяқталсын ба")
    await dina.pictured("check-in-end", "аяқталсын ба")
    await dina.presses("⏹ Аяқтау")
    await dina.sees("аяқталды")
    await dina.pictured("check-in-figures", "аяқталды")


def _asked(person: PageUser) -> Locator:
    return person.page.get_by_test_id("message-text").filter(has_text=TEXTS[person.language])
