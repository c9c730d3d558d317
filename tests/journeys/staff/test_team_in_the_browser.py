"""A team of three comes together in Kazakh in a real Chromium: an invitation, a new owner confirmed by an existing one,
a trial and its end, a letter with links and hours, and how it is followed, listed, reported and recalled."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from bot.services import Services
from sandbox import Person, Sandbox
from storage.inbox import questions
from storage.members import members
from tests.browser import browser
from tests.journeys.chat_page import WORDS, PageUser, window
from tests.journeys.staff.conftest import DINA, MARAT, AtWork, Cast
from tests.journeys.staff.steps import NAMES
from tests.journeys.staff.test_broadcast import ALMATY, Moved
from tests.journeys.staff.test_broadcast_in_the_browser import picture
from tests.journeys.staff.test_composer_in_the_browser import SAULE, noon_of_tomorrow

__all__ = ["browser"]
pytestmark = pytest.mark.browser

DAYS_AHEAD = 3
LINES = {
    "kk": "Онлайн кездесу {when} өтеді (Алматы уақыты).",
    "ru": "Онлайн-встреча пройдёт {when} (время Алматы).",
    "en": "The online meeting is on {when} (Almaty time).",
}
LINKS = "Тіркелу - https://example.org/kezdesu"


@pytest.fixture
async def office(browser: Browser, sandbox: Sandbox) -> AsyncIterator[tuple[PageUser, PageUser, PageUser]]:
    """Dina and Marat, who are on the team, and Saule, who is to join it, each at a window of their own."""
    address = f"{sandbox.base_url}/page/"
    await sandbox.call("4300:journey", "setMyName", {"name": "Отандас"})
    dina, marat, saule = [
        PageUser(await window(browser), address, person, "kk") for person in (DINA, MARAT, SAULE)
    ]
    yield dina, marat, saule


async def test_a_team_comes_together_tries_and_goes_live(
    at_work: AtWork, cast: Cast, sandbox: Sandbox, office: tuple[PageUser, PageUser, PageUser]
) -> None:
    dina, marat, saule = office
    clock = Moved()
    clock.ahead = noon_of_tomorrow() - clock()
    async with at_work(clock=clock) as services:
        await _settled(cast, services, sandbox)
        for user in office:
            await user.opens()
        await _joins_by_a_link(dina, saule)
        await _becomes_an_owner(dina, marat, saule)
        await _begins_a_trial(dina)
        await _writes_in_the_trial(saule, clock)
        await _goes_live(dina)


async def _settled(cast: Cast, services: Services, sandbox: Sandbox) -> None:
    """Marat, too, reads Kazakh; Saule has begun as a member; Timur lives in Moscow; a question is open."""
    saule = Person("Сәуле", "kk", sandbox, person_id=SAULE)
    await saule.says("/start")
    await cast.arrive(services)
    async with services.database.begin() as tx:
        await members.update(tx, MARAT, language="kk")
        await members.update(tx, 1002, country="RU", timezone="Europe/Moscow")
        asked = services.clock() - timedelta(hours=5)
        await questions.ask(tx, 1001, "Қандас куәлігін қайдан аламын?", "kk", None, asked)


async def _joins_by_a_link(dina: PageUser, saule: PageUser) -> None:
    """Made by an owner, opened by the one it is for, and spent."""
    await dina.says("/team")
    await dina.takes(("Сілтемемен шақыру", "Қандай рөлге"), ("редактор", "Бір адамға арналған шақыру"))
    said = await dina.page.get_by_test_id("message-text").last.inner_text()
    token = re.search(r"start=(\S+)", said)
    assert token
    await saule.says(f"/start {token[1]}")
    await saule.reads("редактор ретінде шақырып отыр")
    await saule.pictured("invited-kk")
    await saule.takes(("Қызметкерлер қатарына қосылу", "қош келдіңіз"))
    await saule.pictured("joined-kk")
    await saule.says(f"/start {token[1]}")
    await saule.reads("күші жоқ")


async def _becomes_an_owner(dina: PageUser, marat: PageUser, saule: PageUser) -> None:
    """Marat is made an owner by Dina, who is the only one; he proposes Saule, and Dina confirms her."""
    await dina.says("/team")
    await dina.takes(("Марат", "бекітуші"), ("ие", "ие етуге ұсынылған"))
    await dina.presses("Ие етуді растау")
    await marat.sees("Енді Сіз иесіз")
    await marat.says("/team")
    await marat.takes(("Сәуле", "редактор"), ("ие", "ие етуге ұсынылған"))
    await dina.sees("мына адамды ие етуді ұсынады")
    await dina.pictured("owner-proposed-kk", "мына адамды ие етуді ұсынады")
    await dina.presses("Ие етуді растау")
    await saule.sees("Енді Сіз иесіз")
    await dina.reads("Сәуле: ие")
    await dina.pictured("owners-kk")


async def _begins_a_trial(dina: PageUser) -> None:
    await dina.takes(("Сынақ режимі", "өшірулі"), ("Сынақты бастау", "қосулы"))
    await dina.takes(("Қонақ қосу", "нөмірін"))
    await dina.says("1002")
    await dina.reads("• Тимур")
    await dina.pictured("trial-guests-kk")


async def _writes_in_the_trial(saule: PageUser, clock: Moved) -> None:
    """The draft says that it is a trial, and so does the broadcast afterwards."""
    await saule.says("/broadcast")
    await saule.reads("№ 1 жоба")
    for code, text in LINES.items():
        await saule.takes((NAMES[code], "Мүшелер оқитын"))
        await saule.says(text.format(when="18:00"))
        await saule.reads("таңба")
        await saule.takes(("Артқа", "👥"))
    await saule.pictured("trial-draft-kk")
    await saule.takes(("Тексеріп жіберу", "Растаңыз"), ("Қазір жіберу", "№ 1 хабар тарату"))
    await saule.sees("№ 1 хабар тарату есебі")
    await saule.says("/broadcasts")
    await saule.takes(("✅ 1", "№ 1 хабар тарату"))
    await saule.pictured("trial-sent-kk")


async def _goes_live(dina: PageUser) -> None:
    await dina.presses("Барлығына ашу")  # above her own copy of the announcement
    await dina.sees("Барлығына ашу керек пе")
    await dina.pictured("go-live-kk", "Барлығына ашу керек пе")
    await dina.presses("Иә, барлығына ашу")
    await dina.sees("өшірулі")


async def test_a_letter_with_links_and_hours_goes_out_is_followed_and_recalled(
    at_work: AtWork,
    cast: Cast,
    sandbox: Sandbox,
    browser: Browser,
    office: tuple[PageUser, PageUser, PageUser],
) -> None:
    dina, marat, _ = office
    clock = Moved()
    clock.ahead = noon_of_tomorrow() - clock()
    timur = PageUser(await window(browser, "Europe/Moscow"), dina.address, 1002, "ru")
    async with at_work(approval_above=2, clock=clock) as services:
        await _settled(cast, services, sandbox)
        for user in (dina, marat, timur):
            await user.opens()
        await _writes_a_letter(dina, clock)
        await _links(dina)
        await _asks_for_a_rule(dina)
        await dina.takes(("Тексеріп жіберу", "Растаңыз"), ("Бекітуге жіберу", "әріптеске"))
        await _finds_what_waits(marat)
        await timur.sees("Онлайн-встреча")
        await timur.message("Онлайн-встреча").locator("time").click()
        await expect(timur.page.get_by_test_id("toast")).to_contain_text("16:00")  # his clock in Moscow
        await timur.pictured("received-hours", "Онлайн-встреча")
        await dina.sees("№ 1 хабар тарату есебі")
        await dina.pictured("report-light-kk")
        await dina.page.get_by_test_id("theme").click()
        await dina.pictured("report-dark-kk")
        await dina.page.get_by_test_id("theme").click()
        await _is_listed_and_recalled(dina, marat, timur)


async def _writes_a_letter(dina: PageUser, clock: Moved) -> None:
    """With an hour that each member sees by their own clock, and one picture in three languages by one tap."""
    await dina.says("/broadcast")
    await dina.reads("№ 1 жоба")
    day = (clock().astimezone(ALMATY) + timedelta(days=DAYS_AHEAD)).replace(hour=18, minute=0)
    for code, text in LINES.items():
        words = WORDS.words(code)
        written = text.format(when=words.time(day, ALMATY).split(" (")[0])
        await dina.takes((NAMES[code], "Мүшелер оқитын"))
        await dina.says(written)
        await dina.reads(f"{len(written)} таңба")
        await dina.takes(("Әр мүшенің өз сағатымен", "🕒"))
        await dina.takes(("Әр мүшенің өз сағатымен", "әр мүшенің өз сағатымен көрсетіледі"))
        if code == "kk":
            await dina.pictured("own-hours-kk")
        await dina.takes(("Артқа", "Мүшелер оқитын"), ("Артқа", "👥"))
    await dina.takes((NAMES["kk"], "Мүшелер оқитын"))
    await dina.attaches("kezdesu.png", picture())
    await dina.reads("1 файл")
    await dina.presses("Осы файлдарды барлық тілге қою")
    await dina.takes(("Артқа", "👥"))


async def _links(dina: PageUser) -> None:
    """An address that is none is refused in words; the buttons of one language are taken into another by a tap."""
    await dina.takes((NAMES["kk"], "Мүшелер оқитын"), ("Сілтеме түймелері", "әрқайсысын жаңа жолға"))
    await dina.says("Жазылу - tg://user?id=7001")
    await dina.reads("түймеге келмейді")
    await dina.pictured("links-refused-kk")
    await dina.says(LINKS)
    await dina.reads("👥")
    for code in ("ru", "en"):
        await dina.takes((NAMES[code], "Мүшелер оқитын"), ("Сілтеме түймелері", "әрқайсысын жаңа жолға"))
        if code == "ru":
            await dina.pictured("links-copied-kk")
        await dina.takes(("Дәл сондай: қазақша", "Мүшелер оқитын"), ("Артқа", "👥"))


async def _asks_for_a_rule(dina: PageUser) -> None:
    """A rule that comes every minute and one that never comes are refused; a time is asked again; then it is now."""
    await dina.takes(("Уақыты", "Расталған бойда"), ("Өз ережеңізбен", "бес бөлік"))
    await dina.pictured("rule-asked-kk")
    for typed, told in (("* * * * *", "бір реттен жиі"), ("0 10 30 2 *", "ешқашан келмейді")):
        await dina.says(typed)
        await dina.reads(told)
    await dina.pictured("rule-refused-kk")
    await dina.says("0 10 * * mon-fri")
    await dina.reads("Өз ережеңізбен: 0 10 * * mon-fri")
    await dina.pictured("rule-kk")
    await dina.takes(("Белгіленген уақытта", "Күні мен уақытын"))
    await dina.says("жұма кешке сағат 8-де шай ішкенде")
    await dina.reads("түсініксіз")
    await dina.pictured("time-asked-again-kk")
    await dina.takes(("Артқа", "🕒"), ("Бірден", "Расталған бойда"), ("Артқа", "👥"))


async def _finds_what_waits(marat: PageUser) -> None:
    """What waits for the approver stands on their first screen; the broadcast is opened from there, and approved."""
    await marat.sees("Бекітуіңізге")
    await marat.says("/help")
    await marat.reads("Бекітуіңізді күтіп тұрған хабар тарату: № 1")
    await marat.reads("Жауап күткен сұрақ: 1")
    await marat.pictured("home-waiting-kk")
    await marat.takes(("✅ Хабар тарату тізімі", "Хабар тарату тізімі"), ("👥 1", "Бекітуіңізге: № 1 жоба"))
    await marat.presses("Бекіту")
    await marat.sees("Бекітілді")


async def _is_listed_and_recalled(dina: PageUser, marat: PageUser, timur: PageUser) -> None:
    await dina.says("/broadcasts")
    await dina.reads("Дина, бекіткен Марат")
    await dina.pictured("sent-list-kk")
    await dina.takes(("✅ 1", "№ 1 хабар тарату: "))
    await dina.pictured("sent-card-kk")
    await dina.takes(("Қайтарып алу", "Неге?"))
    await dina.says("Күні қате жазылған, түзетіп қайта жібереміз")
    await dina.takes(("Бекітуге жіберу", "1 әріптеске жіберілді"))
    await marat.sees("Бекітуге: № 1 хабар таратуды қайтарып алу")
    await marat.pictured("recall-approval-kk")
    await marat.presses("Бекіту")
    await marat.sees("қайтарып алынып жатыр")
    await expect(timur.page.get_by_test_id("message-text").filter(has_text="Онлайн-встреча")).to_have_count(0)
    await dina.sees("қайтарып алуды Марат бекітті")
    await dina.says("/broadcasts")
    await dina.reads("↩️ 1.")
    await dina.pictured("recalled-kk")
