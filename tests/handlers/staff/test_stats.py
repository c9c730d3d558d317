"""/stats: its pages, the quarterly report, and the draft that tells members what became of their questions."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.stats import charts
from handlers.staff.stats import report as stats_report
from sandbox import Person
from storage.broadcasts import broadcasts
from storage.deliveries import deliveries
from storage.events import events, responses
from storage.events.responses import Response
from storage.faq import searches
from storage.faq.searches import Search
from storage.inbox import questions
from storage.members import daily_counts, members
from storage.staff import audit
from storage.surveys.responses import Answer
from storage.updates import updates
from tests.bot.offers.people import offer
from tests.handlers.running_bot import RunningBot, labels
from tests.handlers.staff.people import NOW, latest, members_of, owner
from tests.storage.surveys.scene import answered, opened, person

HOUR_AGO = NOW - timedelta(hours=1)


async def lived(bot: RunningBot) -> None:
    """Some weeks of life: members, questions, a broadcast, an event."""
    await members_of(bot, ["kk"] * 9 + ["ru"] * 6)
    async with bot.services.database.begin() as tx:
        await tx.execute(sa.update(members.members).values(joined_at=NOW - timedelta(days=2)))
        for number in range(7):
            asked = NOW - timedelta(days=3, hours=number)
            made = await questions.ask(
                tx, 2001 + number, "Қалай?", "kk", None, asked, promised=asked + timedelta(days=1)
            )
            if number < 6:
                here = sa.update(questions.questions).where(questions.questions.c.id == made)
                await tx.execute(here.values(answered_at=asked + timedelta(hours=3)))
        for decision in ("answer", "answer", "unknown"):
            await searches.record(
                tx, Search("kk", "cyrl", None, decision, "kandas-apply", "Қалай?"), HOUR_AGO
            )
        text = {
            "kk": {"text": "Наурыз мерекесі"},
            "ru": {"text": "Праздник Наурыз"},
            "en": {"text": "Nauryz"},
        }
        sent = await broadcasts.create(tx, text, {}, NOW, state="done", launched_at=NOW - timedelta(days=2))
        await tx.execute(sa.insert(deliveries.counts).values(broadcast_id=sent, sent=14, gone=1))
        title = {
            code: {"title": name} for code, name in (("kk", "Кездесу"), ("ru", "Встреча"), ("en", "Meeting"))
        }
        event = await events.create(
            tx, 1, NOW, state="announced", starts_at=NOW - timedelta(days=1), texts=title, announced_at=NOW
        )
        for number in range(6):
            member = await members.by_chat(tx, 2001 + number)
            assert member is not None
            came = NOW if number < 2 else None
            await responses.put(tx, Response(event.id, member.id, "yes", answered_at=NOW, attended_at=came))
        for number in range(6):
            await offer(tx, 2001 + number, "give", field="medicine", country="TR")
        survey = await opened(tx, broadcast_id=sent, opened_at=NOW - timedelta(days=5))
        for number in range(7):
            await answered(tx, survey, await person(tx, 2001 + number), {1: Answer((1,))})
        for back, many in ((20, 8), (10, 11), (1, 14)):
            day = (NOW - timedelta(days=back)).date()
            row = {"day": day, "facet": "all", "value": "", "number": many}
            await tx.execute(sa.insert(daily_counts.daily_counts).values(**row))


async def at_stats(bot: RunningBot, language: str = "en") -> Person:
    dina = await owner(bot, language)
    await dina.says("/stats")
    return dina


async def test_questions_to_staff_with_the_time_to_an_answer(bot: RunningBot) -> None:
    await lived(bot)
    dina = await at_stats(bot)
    await dina.presses("Questions")
    told = (await dina.sees("To staff: 7"))["text"]
    assert "answered –, open < 5" in told  # six and one, of seven
    assert "Past the promised time: < 5" in told
    assert "Half of them were answered within 3 hours" in told
    assert "kandas" not in told.lower()  # read three times: a small group


async def test_broadcasts_and_events_of_a_month(bot: RunningBot) -> None:
    await lived(bot)
    dina = await at_stats(bot, "kk")
    await dina.presses("Хабарлар мен іс-шаралар")
    told = (await dina.sees("30 күндегі хабарлар: 1"))["text"]
    assert "• Наурыз мерекесі: 15, жеткені 14" in told
    assert "• Кездесу: күтілгені 6, келгені < 5" in told


async def test_the_cities_of_members_are_told_in_the_readers_language(bot: RunningBot) -> None:
    await lived(bot)
    async with bot.services.database.begin() as tx:
        for number in range(14):
            await members.update(tx, 2001 + number, country="RU", city="1496153" if number < 9 else None)
        await members.update(tx, 2015, country="RU")
    dina = await at_stats(bot, "kk")
    assert "Қалалар\n• Омбы: 9" in (await dina.sees("Қалалар", anywhere=True))["text"]


async def report(bot: RunningBot, dina: Person) -> bytes:
    message = await dina.sees("📑", seconds=30)
    content: bytes = bot.sandbox.world.files.get(message["document"]["file_id"]).content
    return content


async def test_one_press_makes_the_quarterly_report_another_its_other_languages(bot: RunningBot) -> None:
    await lived(bot)
    dina = await at_stats(bot)
    await dina.presses("Quarterly report")
    content = await report(bot, dina)
    assert content.startswith(b"%PDF") and b"/Count 8" in content
    assert dina.last is not None and dina.last["document"]["name"] == "otandas-2026-4-en.pdf"
    assert labels(dina.last) == ["Kazakh", "Russian", "🧾 Table", "« quarter 3 of 2026"]
    await dina.presses("Kazakh")
    await report(bot, dina)
    assert dina.last["document"]["name"] == "otandas-2026-4-kk.pdf"
    await dina.presses("« quarter 3 of 2026")
    await report(bot, dina)
    assert dina.last["document"]["name"] == "otandas-2026-3-kk.pdf"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "kk",
            [
                "2026 жылғы 4-тоқсан\\nМүшелер",
                "тоқсан соңындағы мүшелер",
                "Ең көп адамға таратылғаны",
                "Өтінімдер мен таныстырулар",
                "'Медицина', number='6'",
                "'Тіл туралы', '14', '7', '50%'",
                "04.11.2026: 8",
            ],
        ),
        (
            "ru",
            [
                "4-й квартал 2026 года\\nУчастники",
                "участников в конце",
                "Самые большие рассылки",
                "Заявки и знакомства",
                "'О языке', '14', '7', '50 %'",
            ],
        ),
        (
            "en",
            [
                "quarter 4 of 2026\\nMembers",
                "members at the end",
                "The largest broadcasts",
                "Offers and introductions",
                "'About language', '14', '7', '50%'",
            ],
        ),
    ],
)
async def test_it_says_what_happened_in_each_language_and_no_small_number(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch, language: str, said: list[str]
) -> None:
    drawn: list[str] = []

    def noted(pages: Any) -> bytes:
        drawn.extend(repr(page) for page in pages)
        return charts.sheets(pages)

    monkeypatch.setattr(stats_report, "pdf", noted)
    await lived(bot)
    dina = await owner(bot, language)
    await bot.sends(dina.id, "Card", "Report", "stq")
    await dina.presses("Report")
    await report(bot, dina)
    text = "\n".join(drawn).replace("\\xa0", " ")
    assert [words for words in said if words not in text] == []
    assert "'< 5'" in text  # two came to the event
    assert "'93" in text  # per cent
    assert "'15'" in text


async def test_what_became_of_questions_is_a_draft_in_three_languages(bot: RunningBot) -> None:
    await lived(bot)
    dina = await at_stats(bot)
    await dina.presses("Draft “You asked, we did”")
    await dina.sees("Draft No. 2")
    content = (await latest(bot)).content
    assert content["kk"]["text"].startswith("Сіз сұрадыңыз, біз орындадық")
    assert "Наши специалисты ответили на 6 ваших вопросов." in content["ru"]["text"]
    assert "Meeting" in content["en"]["text"]


async def test_without_anything_to_tell_no_draft_is_begun(bot: RunningBot) -> None:
    dina = await at_stats(bot)
    await dina.presses("Draft “You asked, we did”")
    await dina.sees("There is nothing to tell yet")


async def test_offers_and_surveys_in_words_and_as_a_picture(bot: RunningBot) -> None:
    await lived(bot)
    dina = await at_stats(bot, "kk")
    assert "ж. 4 қараша: 8" in (await dina.sees("Мүшелер: "))["text"]
    await dina.presses("Өтінімдер")
    told = (await dina.sees("Ашық өтінімдер: 6"))["text"]
    assert "Медицина: 6" in told and "ұсынылғаны 0" in told
    await dina.presses("Сауалнамалар")
    told = (await dina.sees("30 күндегі сауалнамалар: 1"))["text"]
    assert "Қазір ашық тұрғаны: 1" in told and "• Тіл туралы" in told
    assert "жауап бергендер: 7 (бастағандар ішіндегі үлесі: 100" in told
    assert "хабар тарату арқылы білгендер: 14 (жауап бергендер үлесі: 50" in told
    await dina.presses("Диаграмма")
    picture = await dina.sees("Ашық өтінімдер: 6\nҰсынады", seconds=30)
    assert picture["photo"]


async def test_the_same_as_a_table_of_the_days_shown_and_of_a_quarter(bot: RunningBot) -> None:
    await lived(bot)
    dina = await at_stats(bot)
    await dina.presses("Table")
    content = await table(bot, dina)
    assert dina.last is not None and dina.last["document"]["name"] == "otandas-2026-11-24-en-figures.csv"
    for line in (
        "members at the end,15", "Kazakh,9", "questions to the bot,< 5", "answers to surveys,7", "Medicine,6",
        "About language,14,7,50%",
        "22.11.2026,15,0", "04.11.2026,8", "23.11.2026,14", "open offers,6", "Germany,15",
    ):  # fmt: skip
        assert line in content, line
    assert "Meeting" in content and ",6,< 5" in content  # two came
    await dina.says("/stats")
    await dina.presses("Quarterly report")
    await report(bot, dina)
    await dina.presses("Table")
    content = await table(bot, dina)
    assert dina.last["document"]["name"] == "otandas-2026-4-en-figures.csv" and "01.10.2026" in content
    async with bot.services.database.connect() as tx:
        deeds = [(row.action, row.subject) for row in (await audit.deeds(tx))[0]]
    assert ("report.table", "2026-11-24") in deeds and ("report.table", "2026-4") in deeds


async def grew(bot: RunningBot) -> None:
    """Eighty days of counting: Kazakh and Germany grew, Russian was of a few, English came lately."""
    async with bot.services.database.begin() as tx:
        await tx.execute(sa.update(members.members).values(joined_at=NOW - timedelta(days=100)))
    for back, kk, ru, en, topic in ((80, 6, 3, 0, 5), (50, 7, 4, 0, 6), (20, 8, 5, 2, 9), (1, 9, 6, 4, 12)):
        day, row = (NOW - timedelta(days=back)).date(), []
        for facet, counted in (
            ("all", {"": kk + ru + en}), ("language", {"kk": kk, "ru": ru, "en": en}), ("topic", {"law": topic}),
            ("country", {"DE": kk + ru + en}),
        ):  # fmt: skip
            row += [
                {"day": day, "facet": facet, "value": key, "number": n} for key, n in counted.items() if n
            ]
        async with bot.services.database.begin() as tx:
            await tx.execute(sa.insert(daily_counts.daily_counts), row)


@pytest.mark.parametrize(
    ("language", "button", "said"),
    [
        (
            "kk",
            "Уақыт бойынша",
            ["ж. 26 тамыз және бүгін", "• қазақша: ", " → 9", "• Германия", "• Заңдағы өзгерістер"],
        ),
        ("ru", "По времени", ["и сегодня", "• казахский: ", "• Германия", "• Изменения"]),
        ("en", "Over time", ["and today", "• Kazakh: ", "• Germany", "• Changes in law"]),
    ],
)
async def test_members_over_time_by_language_country_and_topic(
    bot: RunningBot, language: str, button: str, said: list[str]
) -> None:
    await members_of(bot, ["kk"] * 9 + ["ru"] * 6 + ["en"] * 2)
    await grew(bot)
    dina = await at_stats(bot, language)
    await dina.presses(button)
    told = (await dina.sees("📈"))["text"]
    assert [words for words in said if words not in told] == []
    await dina.presses("📊")
    picture = await dina.sees("📈", seconds=30)
    assert picture["photo"]


async def test_without_two_counted_days_there_is_no_picture_of_them(bot: RunningBot) -> None:
    await members_of(bot, ["kk"] * 9)
    dina = await at_stats(bot, "en")
    await dina.presses("Over time")
    await dina.sees("and today")
    await dina.presses("Chart")
    await dina.sees("the picture needs two days")


async def test_the_report_has_them_month_by_month_and_no_small_number(bot: RunningBot) -> None:
    await members_of(bot, ["kk"] * 9 + ["ru"] * 6 + ["en"] * 4)
    async with bot.services.database.begin() as tx:
        await tx.execute(sa.update(members.members).values(joined_at=NOW - timedelta(days=100)))
        day = (NOW - timedelta(days=23)).date()  # the first of November
        counted = (
            ("all", "", 17),
            ("topic", "law", 17),
            ("language", "kk", 9),
            ("language", "ru", 6),
            ("language", "en", 2),
        )
        for facet, value, number in counted:
            row = {"day": day, "facet": facet, "value": value, "number": number}
            await tx.execute(sa.insert(daily_counts.daily_counts).values(**row))
    dina = await owner(bot, "en")
    await bot.sends(dina, "Card", "Table", "stcsv:2026-4:en")
    await dina.presses("Table")
    content = await table(bot, dina)
    for line in (
        "Languages and countries over time", ",01.10.2026,01.11.2026,24.11.2026", "Kazakh,9,9,9",
        "others,10,8,10", "Topics over time", "Changes in law,,17,19",
    ):  # fmt: skip
        assert line in content, line


async def table(bot: RunningBot, dina: Person) -> str:
    await bot.settled()
    message = await dina.sees("", seconds=30)
    content: bytes = bot.sandbox.world.files.get(message["document"]["file_id"]).content
    return content.decode("utf-8-sig")


async def test_updates_set_aside_are_told_without_the_programs_own_words(bot: RunningBot) -> None:
    held = {
        "chat_key": 2001,
        "body": "{}",
        "received_at": NOW,
        "failed_at": NOW,
        "error": "TypeError at x.py:1",
    }
    async with bot.services.database.begin() as tx:
        await tx.execute(sa.insert(updates.updates).values(update_id=41, **held))
    dina = await owner(bot, "en")
    await dina.says("/help")
    await dina.presses("Updates set aside: 1")
    told = await dina.sees("No. 41: ")
    assert "TypeError" not in told["text"] and "whoever looks after the bot" in told["text"]
    await dina.presses("🔁 41")
    await dina.sees("There are none.")
