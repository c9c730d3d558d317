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
        await broadcasts.create(tx, CONTENT, {}, NOW, **row)
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
        ("0 10 * * 1-5", "not a cron line"),
        ("0 10 * *", "not a cron line"),
    ],
)
async def test_a_cron_line_nobody_can_want_is_refused(bot: RunningBot, line: str, told: str) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("By cron", "cron fields"))
    await dina.says(line)
    await dina.sees(told)
    assert (await latest(bot)).schedule is None


async def test_a_schedule_shows_its_next_three_dates(bot: RunningBot) -> None:
    dina = await begun(bot)
    await taps(dina, ("When", "As soon as"), ("Every week", "weekdays"))
    await dina.says("Mon, Thu 10:00")
    shown = (await dina.sees("Next times"))["text"]
    assert [line for line in shown.splitlines() if line.startswith("•")] == [
        "• Thursday, 26 November 2026, 10:00 (+0500)",
        "• Monday, 30 November 2026, 10:00 (+0500)",
        "• Thursday, 3 December 2026, 10:00 (+0500)",
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
    await dina.sees("• Wednesday, 25 November 2026, 10:00 (+0500)")
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
