"""The people who answer, in Kazakh on the chat page: inbox, entry of an answer, bodies, event and survey, log, figures;
with OTANDAS_SCREENS it leaves their pictures."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.async_api import Browser, expect

from bot.services import Services
from sandbox import Person, Sandbox
from storage.events import events, responses
from storage.events.responses import Response
from storage.inbox import questions
from storage.members import daily_counts, members
from storage.staff import staff
from storage.surveys import surveys
from tests.browser import browser
from tests.journeys.chat_page import PageUser, window
from tests.journeys.staff.conftest import DINA, AtWork
from tests.storage.surveys.scene import LIVES, TEXTS

__all__ = ["browser"]
pytestmark = pytest.mark.browser

AIGERIM, ERLAN = 1001, 7010
START = datetime(2030, 3, 21, 7, tzinfo=UTC)
ASKED = {
    "kk": "Берлиндегі диаспора кітапханасы қашан ашылады, кітап алуға бола ма?",
    "ru": "Когда откроется библиотека диаспоры в Берлине, можно брать книги?",
    "en": "When does the diaspora library in Berlin open, and can I borrow books there?",
}
EVENT = {
    "kk": {
        "title": "Наурыз кездесуі",
        "description": "Көже ішеміз, 3 ақын келеді.",
        "place": "Мәдениет үйі, Берлин",
    },
    "ru": {
        "title": "Встреча на Наурыз",
        "description": "Пьём коже, придут 2 поэта.",
        "place": "Дом культуры, Берлин",
    },
    "en": {
        "title": "A Nauryz meeting",
        "description": "We drink kozhe, 3 poets come.",
        "place": "House of culture",
    },
}


async def test_a_colleague_answers_plans_and_reads_the_figures(
    at_work: AtWork, sandbox: Sandbox, browser: Browser
) -> None:
    async with at_work() as services:
        aigerim = Person("Айгерім", "kk", sandbox, person_id=AIGERIM)
        for person in (aigerim, Person("Дина", "kk", sandbox, person_id=DINA)):
            await person.says("/start")
            await person.sees("")
        page = await window(browser)
        dina = await PageUser(page, f"{sandbox.base_url}/page/", DINA, "kk").opens()
        await lived(services)
        await answers(dina, aigerim)
        await names_who_answers(dina)
        await plans(dina)
        await reads_the_log(dina)
        await reads_the_figures(dina)
        await page.close()


async def lived(services: Services) -> None:
    """Members and what they asked, eighty days of counting, an event that is announced and one that is planned."""
    now = services.clock()
    async with services.database.begin() as tx:
        await staff.add(tx, ERLAN, "operator", "Ерлан", DINA, now)
        for place in range(24):
            language, country = ("kk", "MN") if place < 14 else ("ru", "DE")
            member = await members.join(tx, 2001 + place, language, now - timedelta(days=80 - place))
            await members.update(tx, 2001 + place, country=country)
            await members.subscribe(tx, member.id, ("culture", "law")[: 1 + place % 2])
        for back in (60, 30, 1):
            day = (now - timedelta(days=back)).date()
            for facet, value, number in (
                ("all", "", 24 - back // 10), ("language", "kk", 14 - back // 10), ("language", "ru", 10),
                ("country", "MN", 14 - back // 10), ("country", "DE", 10), ("topic", "culture", 20 - back // 10),
            ):  # fmt: skip
                row = {"day": day, "facet": facet, "value": value, "number": number}
                await tx.execute(sa.insert(daily_counts.daily_counts).values(**row))
        for (language, text), chat in zip(ASKED.items(), (AIGERIM, 2020, 2003), strict=True):
            promised = now + timedelta(days=2)
            await questions.ask(tx, chat, text, language, "DE", now - timedelta(hours=2), promised=promised)
        values = {"texts": EVENT, "starts_at": START, "zone": "Europe/Berlin", "topic": "events"}
        event = await events.create(
            tx, DINA, now, state="announced", announced_at=now, seats=10, guests=1, **values
        )
        await events.create(tx, DINA, now, **values)
        for place in range(12):
            member = await members.by_chat(tx, 2001 + place)
            assert member is not None
            ticket = place if place > 9 else None
            await responses.put(tx, Response(event.id, member.id, "yes", ticket=ticket, answered_at=now))
        await surveys.create(
            tx,
            DINA,
            now,
            texts=TEXTS,
            questions=[LIVES.as_json()],
            ends_at=now + timedelta(days=9),
            readers=[DINA],
        )


async def answers(dina: PageUser, aigerim: Person) -> None:
    """Found in Latin letters, answered, and made an entry that whoever asks the same waits for."""
    await dina.sees("№ 3 сұрақ")  # the last card is laid
    await dina.says("/inbox")
    await dina.reads("Сұрақтар: Ашық (3)")
    await dina.pictured("inbox-list-kk")
    await dina.says("kitaphana")
    await dina.reads("Қайсысы")
    await dina.takes(("1", "№ 1 сұрақ"))
    await dina.pictured("question-card-kk")
    await dina.takes(("✏️ Жауап беру", "Жауапты жіберіңіз"))
    await dina.says("Кітапхана дүйсенбіден жұмаға дейін ашық, оқырман билетімен кітап алуға болады.")
    await dina.reads("№ 1 сұрақтың жауабы жеткізілді")
    await aigerim.sees("оқырман билетімен", anywhere=True)
    await dina.pictured("answer-delivered-kk")
    await dina.takes(("🔗 Ұқсас сұрақтар: 2", "№ 1 сұраққа ұқсас"))
    await dina.pictured("questions-like-kk")
    await dina.takes(("Артқа", "Жауап берген: Дина"), ("🆕", "Жаңа сұрақ-жауап"))
    await dina.pictured("entry-of-an-answer-kk")


async def names_who_answers(dina: PageUser) -> None:
    """Operators, categories and hours of a body."""
    await dina.says("/team")
    await dina.reads("Ерлан: оператор")
    await dina.takes(("Қай мекемеге", "Таңдаңыз"), ("Мәдениет және ақпарат", "Бұл мекемеге жауаптылар"))
    await dina.presses("Ерлан")
    await expect(dina.button("✓ Ерлан")).to_be_visible()
    await dina.takes(("🗂 Бөлімдер", "қай бөлімдердің сұрақтарына"))
    await dina.presses("Мәдениет, тіл, Құрылтай")
    await expect(dina.button("✓ Мәдениет")).to_be_visible()
    await dina.pictured("body-categories-kk")
    await dina.takes(("Артқа", "Бөлімдері: Мәдениет"), ("🕒 Жұмыс уақыты", "Жалпы жұмыс уақыты"))
    await dina.pictured("body-hours-kk")


async def plans(dina: PageUser) -> None:
    """An event whose languages differ, the guests of another one and its door, a survey."""
    await dina.says("/event")
    await dina.reads("Наурыз кездесуі")
    await dina.takes(("2", "Мынаны қарап шығыңыз"))
    await dina.pictured("event-differs-kk")
    await dina.takes(("Барлық іс-шара", "📣 1."), ("1", "жарияланған"), ("👥 Қатысушылар", "Кезекте: 2"))
    await dina.pictured("event-guests-kk")
    await dina.takes(("🚪", "Код: "))
    await dina.pictured("event-door-kk")
    await dina.says("/poll")
    await dina.reads("Тіл туралы")
    await dina.takes(("1", "№ 1 сауалнама, жоба"))
    await dina.pictured("survey-draft-kk")


async def reads_the_log(dina: PageUser) -> None:
    await dina.says("/audit")
    await dina.reads("мекеме жауап беретін бөлімдерді өзгертті")
    await dina.pictured("audit-kk")
    await dina.takes(
        ("🗂 Не", "Тек мынаны көрсету"), ("Сұрақ-жауап", "сұрақ-жауап жобасын бастады"),
        ("🔗 Журнал бүтін бе?", "Журнал бүтін"),
    )  # fmt: skip


async def reads_the_figures(dina: PageUser) -> None:
    """Members over time in words and as a picture, the report to hand in."""
    await dina.says("/stats")
    await dina.reads("Мүшелер: ")
    await dina.takes(("📈 Уақыт бойынша", "және бүгін"))
    await dina.pictured("stats-over-time-kk")
    await dina.presses("📊 Диаграмма")
    await expect(dina.page.get_by_test_id("message-media").locator("img").last).to_be_visible()
    await dina.pictured("stats-chart-over-time-kk")
    await dina.presses("📑 Тоқсандық есеп")
    await dina.reads("Есеп")
    await dina.pictured("quarterly-report-kk")
