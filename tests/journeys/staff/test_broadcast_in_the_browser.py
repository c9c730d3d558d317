"""Staff at work in a real Chromium: a photo approved by a colleague, pause and restart, recall, overdue, recurring."""

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Browser, expect

from bot.services import Services
from sandbox import Sandbox
from tests.browser import browser
from tests.journeys.chat_page import PageUser, window
from tests.journeys.staff.conftest import DINA, MARAT, AtWork, Cast
from tests.journeys.staff.steps import NAMES
from tests.journeys.staff.test_broadcast import ALMATY, Moved, crowd, sent

__all__ = ["browser"]
pytestmark = pytest.mark.browser

TEXTS = {
    "kk": "Наурыз кездесуі 21 наурызда өтеді.",
    "ru": "Встреча на Наурыз пройдёт 21 марта.",
    "en": "The Nauryz meeting is on 21 March.",
}
CHECK = ("Тексеріп жіберу", "Растаңыз")


@pytest.fixture
async def office(browser: Browser, sandbox: Sandbox) -> AsyncIterator[tuple[PageUser, PageUser, PageUser]]:
    """Dina, who writes, Marat, who approves, and Timur, who receives, each at a window of their own."""
    address = f"{sandbox.base_url}/page/"
    await sandbox.call("4300:journey", "setMyName", {"name": "Отандас"})
    people = ((DINA, "kk"), (MARAT, "ru"), (1002, "ru"))
    dina, marat, timur = [PageUser(await window(browser), address, person, code) for person, code in people]
    yield dina, marat, timur


async def test_a_colleague_approves_a_photo_in_three_languages(
    at_work: AtWork, cast: Cast, office: tuple[PageUser, PageUser, PageUser]
) -> None:
    dina, marat, timur = office
    async with at_work(approval_above=2) as services:
        await arrive(cast, services, *office)
        await composes(dina, picture())
        await dina.pictured("photo-draft")
        await dina.takes(("Тексеріп жіберу", "бекітеді"), ("Бекітуге жіберу", "1 әріптеске"))
        await marat.takes(("Отклонить", "Что нужно изменить"))
        await marat.says("Добавьте час: 12:00")
        await marat.sees("Автору сообщили")

        await dina.takes(("Жобаны ашу", "👥"))
        for code, hour in (("kk", "Сағаты: 12:00."), ("ru", "В 12:00."), ("en", "At 12:00.")):
            await writes(dina, code, f"{TEXTS[code]} {hour}", anew=True)
        await dina.takes(CHECK, ("Бекітуге жіберу", "1 әріптеске"))
        await marat.sees("Изменилось с вашего последнего просмотра")
        await expect(marat.message("Изменилось").locator("u").filter(has_text="12:00").last).to_be_visible()
        await marat.pictured("approval-diff")
        await marat.takes(("Утвердить", "Утверждено"))

        await timur.sees(f"{TEXTS['ru']} В 12:00.")
        await expect(timur.page.get_by_test_id("message-media").locator("img").last).to_be_visible()
        await timur.pictured("received-photo")
        await dina.sees("№ 1 хабар тарату есебі")
        await dina.pictured("report-chart")


async def test_paused_it_goes_on_after_a_restart_and_can_be_recalled(
    at_work: AtWork, cast: Cast, office: tuple[PageUser, PageUser, PageUser]
) -> None:
    dina, _, timur = office
    async with at_work(rate=4) as services:
        await arrive(cast, services, *office)
        await crowd(services, 30)
        await composes(dina)
        await dina.takes(CHECK)
        for button, state in (("Қазір жіберу (алушы: 35)", "жіберіліп жатыр"), ("Кідірту", "кідіртілді")):
            await dina.presses(button)
            card = dina.message("№ 1 хабар тарату: ")  # perhaps above her own copy of the announcement
            await expect(card).to_contain_text(state)
        await dina.pictured("paused")
        before = await sent(services)
    async with at_work() as services:
        assert before <= await sent(services) < 30
        await dina.presses("Жалғастыру")
        await dina.sees("№ 1 хабар тарату есебі")
        await timur.sees(TEXTS["ru"])
        await dina.says("/broadcasts")
        await dina.takes(("✅ 1", "№ 1 хабар тарату: "), ("Қайтарып алу", "48"))
        await dina.pictured("recall")
        await dina.presses("Қайтарып алу")
        await expect(timur.page.get_by_test_id("message-text").filter(has_text=TEXTS["ru"])).to_have_count(0)


async def test_an_overdue_one_waits_for_staffs_word(
    at_work: AtWork, cast: Cast, office: tuple[PageUser, PageUser, PageUser]
) -> None:
    dina, _, timur = office
    clock = Moved()
    async with at_work(clock=clock) as services:
        await arrive(cast, services, *office)
        await composes(dina)
        await dina.takes(("Уақыты", "Расталған бойда"), ("Белгіленген уақытта", "Күні мен уақытын"))
        await dina.says(f"{clock().astimezone(ALMATY) + timedelta(hours=2):%d.%m.%Y %H:%M}")
        await dina.reads("Сіздегі уақыт")
        await dina.takes(("Артқа", "👥"), CHECK, ("Жоспарлау", "жоспарланды"))
    clock.ahead = timedelta(hours=5)
    async with at_work(clock=clock):
        await dina.sees("жіберілуі керек еді")
        await dina.pictured("overdue")
        await expect(timur.page.get_by_test_id("message-text").filter(has_text=TEXTS["ru"])).to_have_count(0)
        await dina.presses("Қазір жіберу")
        await timur.sees(TEXTS["ru"])


async def test_every_week_on_each_members_own_clock(
    at_work: AtWork, cast: Cast, office: tuple[PageUser, PageUser, PageUser]
) -> None:
    dina, *_ = office
    async with at_work() as services:
        await arrive(cast, services, *office)
        await composes(dina)
        await dina.takes(("Уақыты", "Расталған бойда"), ("Апта сайын", "Апта күндері мен"))
        await dina.says("дс, бс 10:00")
        await dina.reads("Сіздегі уақыт")
        await dina.presses("Әр мүшенің өз уақытымен")
        await expect(dina.button("✓ Әр мүшенің өз уақытымен")).to_be_visible()
        await dina.pictured("recurring")
        await dina.takes(("Артқа", "👥"))
        await dina.pictured("recurring-draft")
        await dina.takes(CHECK, ("Жоспарлау", "жоспарланды"))
        await _looks_around(dina)


async def _looks_around(dina: PageUser) -> None:
    """What waits for a colleague, the list of broadcasts, an invitation for a new editor, a trial begun."""
    for command, shown, name in (
        ("/help", "Сіздің командаларыңыз", "staff-home-kk"),
        ("/broadcasts", "Хабар тарату тізімі", "broadcasts-kk"),
        ("/team", "Қызметкерлер", "team-kk"),
    ):
        await dina.says(command)
        await dina.reads(shown)
        await dina.pictured(name)
    await dina.takes(("Сілтемемен шақыру", "Қандай рөлге"), ("редактор", "Бір адамға арналған шақыру"))
    await dina.pictured("invitation-kk")
    await dina.takes(("Артқа", "Қызметкерлер"), ("Сынақ режимі", "өшірулі"), ("Сынақты бастау", "қосулы"))
    await dina.pictured("trial-kk")


async def arrive(cast: Cast, services: Services, *users: PageUser) -> None:
    await cast.arrive(services)
    for user in users:
        await user.opens()


async def composes(dina: PageUser, photo: bytes = b"") -> None:
    """A new draft with three texts, and with the photo in each if there is one."""
    await dina.says("/broadcast")
    await dina.reads("№ 1 жоба")
    for code, text in TEXTS.items():
        await writes(dina, code, text, photo)


async def writes(dina: PageUser, code: str, text: str, photo: bytes = b"", *, anew: bool = False) -> None:
    """`anew`: in place of what is written."""
    await dina.takes((NAMES[code], "Мүшелер оқитын"))
    if photo:
        await dina.attaches("nauryz.png", photo)
        await dina.reads("1 файл")
    await dina.says(text)
    if anew:
        await dina.presses("Мәтіннің орнына қою")
    await dina.reads(f"{len(text)} таңба")
    await dina.takes(("Артқа", "👥"))


def picture() -> bytes:
    """A poster of sky, sun and steppe."""
    image = Image.new("RGB", (640, 400), "#00a3c4")
    pen = ImageDraw.Draw(image)
    pen.ellipse((240, 90, 400, 250), fill="#ffd54a")
    pen.ellipse((-200, 280, 840, 640), fill="#3c8f5a")
    kept = BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()
