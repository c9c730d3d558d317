from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.config import Questions
from bot.inbox.office import promised

ALMATY = ZoneInfo("Asia/Almaty")
OFFICE = Questions(holidays=(date(2026, 12, 16),))


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ("2026-11-24 11:00", "2026-11-26 18:00"),  # Tuesday: Thursday
        ("2026-11-24 03:00", "2026-11-26 18:00"),
        ("2026-11-24 18:00", "2026-11-27 18:00"),  # after closing it counts from Wednesday
        ("2026-11-27 10:00", "2026-12-01 18:00"),  # over the weekend
        ("2026-11-28 10:00", "2026-12-02 18:00"),  # Saturday counts from Monday
        ("2026-12-14 10:00", "2026-12-17 18:00"),  # over a holiday
        ("2026-12-16 10:00", "2026-12-21 18:00"),  # on a holiday
    ],
)
def test_two_working_days_are_promised(asked: str, by: str) -> None:
    asked_at = datetime.fromisoformat(asked).replace(tzinfo=ALMATY)
    assert promised(OFFICE, ALMATY, asked_at) == datetime.fromisoformat(by).replace(tzinfo=ALMATY)


def test_the_promise_is_by_the_clock_staff_plan_by() -> None:
    berlin = datetime(2026, 11, 24, 14, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # 18:30 in Almaty
    assert promised(OFFICE, ALMATY, berlin) == datetime(2026, 11, 27, 18, tzinfo=ALMATY)


def test_an_office_that_answers_the_same_day_promises_its_closing_hour() -> None:
    office = Questions(answer_within_days=0, open_until="20:00")
    assert promised(office, ALMATY, datetime(2026, 11, 24, 12, tzinfo=ALMATY)).hour == 20


def test_an_office_that_never_opens_again_still_promises_something() -> None:
    days = [date.fromordinal(date(2026, 11, 1).toordinal() + number) for number in range(900)]
    office = Questions(holidays=tuple(days))
    assert promised(office, ALMATY, datetime(2026, 11, 24, 12, tzinfo=ALMATY)).year >= 2027
