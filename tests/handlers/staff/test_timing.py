"""When it goes out, as staff type it and read it back; a series on its card."""

from datetime import timedelta

import pytest

from bot.broadcasts import checks
from bot.broadcasts.checks import Fault
from bot.broadcasts.schedule import Schedule
from sandbox import Person
from storage.broadcasts import broadcasts
from tests.handlers.running_bot import OWNER, RunningBot
from tests.handlers.staff.people import NOW, latest, members_of, owner
from tests.handlers.staff.test_composer import begun, taps, written

CONTENT = {language: {"text": "Hello"} for language in ("kk", "ru", "en")}


async def series(bot: RunningBot, plan: Schedule, **values: object) -> Person:
    """A scheduled series, on its card."""
    async with bot.services.database.begin() as tx:
        row = {"state": "scheduled", "author_id": OWNER, "schedule": plan.as_json(), **values}
        await broadcasts.release(tx, await broadcasts.create(tx, CONTENT, {}, NOW, **row), "own")
    dina = await owner(bot, "en")
    await dina.says("/broadcasts")
    await taps(dina, (" 1", "Broadcast No. 1"))
    return dina


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("0 10 30 2 *", "That never comes: there is no such day"),
        ("* * * * *", "more often than once an hour"),
        ("*/5 10 * * mon", "more often than once an hour"),
        ("0 10 * * 1-5", "not such a rule"),
        ("0 10 * *", "not such a rule"),
    ],
)
async def test_a_cron_line_nobody_can_want_is_refused(bot: RunningBot, line: str, told: str) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("By a rule", "five parts"))
    await dina.says(line)
    await dina.sees(told)
    assert (await latest(bot)).schedule is None


async def test_a_schedule_shows_its_next_three_dates(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("Every week", "weekdays"))
    await dina.says("Mon, Thu 10:00")
    shown = (await dina.sees("Next times"))["text"]
    assert [line for line in shown.splitlines() if line.startswith("•")] == [
        "• Thursday, 26 November 2026, 10:00 (Almaty time)",
        "• Monday, 30 November 2026, 10:00 (Almaty time)",
        "• Thursday, 3 December 2026, 10:00 (Almaty time)",
    ]


async def test_a_draft_whose_schedule_never_comes_is_not_sent(bot: RunningBot) -> None:
    await members_of(bot, ["kk"])
    dina = await begun(bot)
    await written(dina)
    for cron, told in (("0 10 30 2 *", "never comes"), ("* * * * *", "more often than once an hour")):
        draft = await latest(bot)
        plan = Schedule("cron", "", "Asia/Almaty", cron=cron).as_json()
        async with bot.services.database.begin() as tx:
            assert await broadcasts.change(tx, draft.id, draft.version, NOW, schedule=plan)
        await dina.says("/broadcast")
        await taps(dina, ("✏️ 1", "Draft"), ("Check and send", told))


async def test_a_series_is_paused_and_resumed_on_its_card(bot: RunningBot) -> None:
    plan, due = Schedule("day", "10:00", "Asia/Almaty"), NOW + timedelta(hours=23)
    dina = await series(bot, plan, due_at=due, expires_at=due + timedelta(hours=36))
    await dina.sees("• Wednesday, 25 November 2026, 10:00 (Almaty time)")
    await dina.sees("Each is delivered within 36 hours of its hour")
    await taps(dina, ("Pause", "paused"))
    shown = await dina.sees("Every day at 10:00")
    assert "•" not in shown["text"]
    await taps(dina, ("Resume", "scheduled"))
    assert (await latest(bot)).due_at == due


def kinds(faults: list[Fault]) -> list[str]:
    return [fault.kind for fault in faults]


def test_an_issue_ends_before_the_next_one_comes() -> None:
    daily = Schedule("day", "10:00", "Asia/Almaty")
    due = NOW + timedelta(hours=23)
    for hours, told in ((-1, ["over"]), (0, ["over"]), (6, []), (24, []), (25, ["beyond"])):
        assert kinds(checks.schedule_faults(daily, due, due + timedelta(hours=hours))) == told
    assert kinds(checks.schedule_faults(daily, due, None)) == []
    often = Schedule("cron", "", "Asia/Almaty", cron="*/5 * * * *")
    assert kinds(checks.schedule_faults(often, due, None)) == ["often"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("18.00 05.12", "On Saturday, 5 December 2026, 18:00 (Almaty time)"),
        ("завтра 9 вечера", "On Wednesday, 25 November 2026, 21:00 (Almaty time)"),
        ("2027 жылғы 5 желтоқсанда кешкі 7-де", "On Sunday, 5 December 2027, 19:00 (Almaty time)"),
        ("29 февраля 10:00", "On Tuesday, 29 February 2028, 10:00 (Almaty time)"),
        ("25.11.2026 18:30 Берлин", "On Wednesday, 25 November 2026, 22:30 (Almaty time)"),
        ("05.12.2026 чай 18:00", "“чай” was not understood.\n\nType the date and time"),
        ("31.02.2027 10:00", "There is no such date: 31.02.2027."),
        (
            "вс 05.12.2026 18:00",
            "The day of the week does not fit the date: that is Saturday, 5 December 2026.",
        ),
        ("5 декабря", "The hour is missing."),
        ("завтра в 5", "Is 5:00 meant in the morning or in the evening?"),
        ("завтра в полночь", "Midnight belongs to two days."),
        ("05.12", "“05.12” can be understood in more than one way."),
        ("23.11.2026 18:30", "That time is past: Monday, 23 November 2026, 18:30 (Almaty time)."),
        (
            "next Friday 10am",
            "“next Friday 10am” may be Friday, 27 November 2026, 10:00 (Almaty time) or Friday, 4 December 2026, 10:00",
        ),
        ("<b> 18:00", "“<b>” was not understood."),
    ],
)
async def test_a_time_is_said_back_or_asked_again(bot: RunningBot, typed: str, shown: str) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("At a time", "01.12.2026 18:30"))
    await dina.says(typed)
    await dina.sees(shown)


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("kk", "ертең чай 18:00", "«чай» дегені түсініксіз."),
        ("ru", "завтра чай 18:00", "Не удалось понять «чай»."),
        (
            "kk",
            "сс 05.12.2026 18:00",
            "Апта күні жазылған күнге сәйкес келмейді: ол – 2026\u202fж. 5 желтоқсан, сенбі.",
        ),
        ("ru", "вт 05.12.2026 18:00", "День недели не совпадает с датой: это суббота, 5 декабря 2026"),
    ],
)
async def test_the_part_is_named_in_the_readers_language(
    bot: RunningBot, language: str, typed: str, shown: str
) -> None:
    dina = await owner(bot, language)
    await dina.says("/broadcast")
    await dina.sees("1")
    await dina.presses("🕒")
    await dina.sees("🕒")
    await dina.presses({"kk": "Белгіленген уақытта", "ru": "В указанное время"}[language])
    await dina.sees("01.12.2026")
    await dina.says(typed)
    await dina.sees(shown)


async def test_a_range_of_weekdays_is_a_range(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("Every week", "weekdays"))
    await dina.says("пн-пт")
    await dina.sees("The hour is missing.\n\nType the weekdays and the time")
    await dina.says("пн-пт 10:00")
    await dina.sees("Monday, Tuesday, Wednesday, Thursday, and Friday, at 10:00")


async def test_a_cron_line_in_a_named_city(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("By a rule", "five parts"))
    await dina.says("0 10 * * mon-fri Берлин")
    await dina.sees("By a rule of your own: 0 10 * * mon-fri (Berlin)")


async def test_an_end_is_typed_like_any_time(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("Good until", "Until when"))
    await dina.says("26 қараша сағат 18:00-ге дейін")
    await dina.sees("Not delivered after Thursday, 26 November 2026, 18:00")
    await taps(dina, ("Good until", "Until when"))
    await dina.says("ертең")
    await dina.sees("The hour is missing.")
    await dina.says("23.11.2026 18:00")
    await dina.sees("That time is past")
