"""The composer in Kazakh in a real Chromium: what is asked, doubted and read back, and what its approver is shown."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Browser, expect

from bot.services import Services
from sandbox import Person, Sandbox
from storage.members import members
from storage.staff import staff
from tests.browser import browser
from tests.journeys.chat_page import WORDS, PageUser, window
from tests.journeys.staff.conftest import DINA, MARAT, AtWork, Cast
from tests.journeys.staff.steps import NAMES
from tests.journeys.staff.test_broadcast import ALMATY, Moved
from tests.journeys.staff.test_broadcast_in_the_browser import picture

__all__ = ["browser"]
pytestmark = pytest.mark.browser

SAULE = 7003
BEGUN = "Наурыз кездесуі 21 наурызда сағат 12:00-де өтеді."
ADDED = "Мекенжайы: Берлин, мәдениет үйі."
TEXTS = {
    "kk": f"{BEGUN}\n\n{ADDED}",
    "ru": "Встреча на Наурыз пройдёт 21 марта в 12:00. Адрес: Берлин, дом культуры.",
    "en": "The Nauryz meeting is on 21 March at 12:00. Address: Berlin, house of culture.",
}
WRONG_DAY = TEXTS["ru"].replace("21", "22")


Office = tuple[PageUser, PageUser, PageUser, PageUser]


@pytest.fixture
async def office(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Office]:
    """Saule, who writes, Dina and Marat, who may approve, and Timur, who receives, each at a window of their own."""
    address = f"{sandbox.base_url}/page/"
    await sandbox.call("4300:journey", "setMyName", {"name": "Отандас"})
    people = ((SAULE, "kk"), (DINA, "kk"), (MARAT, "ru"), (1002, "ru"))
    saule, dina, marat, timur = [
        PageUser(await window(browser), address, person, code) for person, code in people
    ]
    yield saule, dina, marat, timur


async def test_nothing_goes_out_that_was_not_asked_doubted_and_shown(
    at_work: AtWork, cast: Cast, sandbox: Sandbox, office: Office
) -> None:
    saule, dina, marat, timur = office
    clock = Moved()
    clock.ahead = noon_of_tomorrow() - clock()
    async with at_work(approval_above=2, clock=clock) as services:
        await cast.arrive(services)
        await _settled(services, sandbox)
        for user in office:
            await user.opens()
        await _writes(saule)
        await _is_doubted_and_mends(saule)
        due = await _at_nine_in_the_evening(saule, clock)
        await _leaves_out_germany(saule)
        await _sends_for_approval(saule)

        for text in TEXTS.values():
            await dina.sees(text.partition("\n")[0])
        await dina.sees("Бекітуіңізге")
        await dina.pictured("composer-approval-kk")
        await marat.sees("На ваше утверждение")
        await dina.takes(("Бекіту", "Бекітілді"))
        await saule.sees("бекітілді. Бекіткен: Дина")
        await _comes_too_late(marat)
        await expect(timur.page.get_by_test_id("message-text").filter(has_text=TEXTS["ru"])).to_have_count(0)

        clock.ahead += due - clock() + timedelta(seconds=1)
        services.engine.wake()
        await timur.sees(TEXTS["ru"])
        await expect(timur.page.get_by_test_id("message-media").locator("img").last).to_be_visible()
        clock.ahead += timedelta(hours=12)  # morning in Mongolia
        services.engine.wake()
        await saule.sees("№ 1 хабар тарату есебі")
        await saule.pictured("composer-arrived-kk")
        assert not any(TEXTS["en"] in message["text"] for message in await cast.aylin.chat())


def noon_of_tomorrow() -> datetime:
    """Awake hours wherever the members live."""
    return (datetime.now(ALMATY) + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)


async def _settled(services: Services, sandbox: Sandbox) -> None:
    """Saule is an editor; Aigerim's clock in Mongolia is not known, Aylin lives in Germany."""
    saule = Person("Сәуле", "kk", sandbox, person_id=SAULE)
    await saule.says("/start")
    await saule.sees("")
    async with services.database.begin() as tx:
        await staff.add(tx, SAULE, "editor", "Сәуле", DINA, services.clock())
        await members.update(tx, 1001, country="MN")
        await members.update(tx, 1002, country="RU", timezone="Europe/Moscow")
        await members.update(tx, 1003, country="DE", timezone="Europe/Berlin")


async def _writes(saule: PageUser) -> None:
    """Three languages; a second message for one that is written is asked about, twice."""
    await saule.says("/broadcast")
    await saule.reads("№ 1 жоба")
    await saule.takes((NAMES["kk"], "Мүшелер оқитын"))
    await saule.attaches("nauryz.png", picture())
    await saule.reads("1 файл")
    await saule.says(BEGUN)
    await saule.reads(f"{len(BEGUN)} таңба")
    await saule.says("Әріптестер, түскі асқа барамыз ба?")
    await saule.reads("Жаңа жібергеніңізді қайтейік?")
    await saule.pictured("composer-asks-kk")
    await saule.takes(("Бұл жобаға арналмаған", "сол күйінде қалды"), ("Артқа", "👥"))
    await saule.takes((NAMES["kk"], "Мүшелер оқитын"))
    await saule.says(ADDED)
    await saule.takes(("Мәтіннің соңына қосу", f"{len(TEXTS['kk'])} таңба"), ("Артқа", "👥"))
    for code, text in (("ru", WRONG_DAY), ("en", TEXTS["ru"])):
        await saule.takes((NAMES[code], "Мүшелер оқитын"))
        await saule.says(text)
        await saule.reads(f"{len(text)} таңба")
        await saule.takes(("Артқа", "👥"))
    await saule.pictured("composer-draft-kk")


async def _is_doubted_and_mends(saule: PageUser) -> None:
    """A day that differs, Russian in the box for English, a picture in one language: named, and mended with a tap."""
    await saule.takes(("Тексеріп жіберу", "басқа тілде жазылған сияқты"))
    await saule.reads("22.03 бар: орысша; жоқ: ")
    await saule.reads("Орысша және ағылшынша: басқа тілдердегі сурет")
    await saule.pictured("composer-doubts-kk")
    for code in ("ru", "en"):
        await saule.takes((NAMES[code], "Мүшелер оқитын"))
        await saule.says(TEXTS[code])
        await saule.takes(("Мәтіннің орнына қою", f"{len(TEXTS[code])} таңба"), ("Артқа", "👥"))
    await saule.takes((NAMES["kk"], "Мүшелер оқитын"))
    await saule.presses("Осы файлдарды барлық тілге қою")
    await saule.takes(("Артқа", "👥"))


async def _at_nine_in_the_evening(saule: PageUser, clock: Moved) -> datetime:
    """A time as people write it is read back with its weekday, which is the moment it goes out."""
    await saule.takes(("Уақыты", "Расталған бойда"), ("Белгіленген уақытта", "қарай есептеледі: Алматы"))
    await saule.says("ертең кешкі 9-да")
    due = (clock().astimezone(ALMATY) + timedelta(days=1)).replace(hour=21, minute=0, second=0, microsecond=0)
    await saule.reads(WORDS.words("kk").weekday_time(due, ALMATY))
    await saule.pictured("composer-time-kk")
    await saule.takes(("Артқа", "👥"))
    return due


async def _leaves_out_germany(saule: PageUser) -> None:
    """One country is left out; whose clock is not known is offered the clock of their country."""
    await saule.takes(("Алушылар", "🌙"), ("Кімдерді қоспау", "Алушылардың ішінде"))
    await saule.presses("Елдер", "🇩🇪 Германия")
    await expect(saule.button("🚫 🇩🇪 Германия")).to_be_visible()
    await saule.takes(("Басқа ел не қала", "кез келген тілде"))
    await saule.says("Омбыда")
    await saule.reads("Қаласын айтқандар ғана")
    await saule.pictured("composer-city-kk")
    await saule.presses("Артқа", "🚫 🇷🇺 Омбы (Ресей)")
    await expect(saule.button("🚫 🇷🇺 Омбы")).to_have_count(0)
    await saule.takes(("Артқа", "Алушылардың ішінде"), ("Артқа", "Моңғолия 1 (00:00)"))
    await expect(saule.button("Елінің уақытымен")).to_be_visible()
    await saule.pictured("composer-audience-kk")
    await saule.takes(("Елінің уақытымен", "белгісіздерге елінің уақытымен"), ("Артқа", "🕒"))


async def _comes_too_late(marat: PageUser) -> None:
    """Who was asked, too, hears that it is decided; his own word would send it no second time."""
    for text in TEXTS.values():
        await marat.sees(text.partition("\n")[0])
    await marat.sees("Утвердил(а): Дина")
    await marat.pictured("composer-decided")
    await marat.takes(("Утвердить", "Это уже не черновик"))


async def _sends_for_approval(saule: PageUser) -> None:
    await saule.takes(("Тексеріп жіберу", "Растаңыз"))
    await saule.pictured("composer-last-word-kk")
    await saule.takes(("Бекітуге жіберу", "әріптеске"))
