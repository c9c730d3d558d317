from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.config import Config, Questions
from bot.inbox.office import is_open, promised

ALMATY = ZoneInfo("Asia/Almaty")
CONFIG = Config(questions=Questions(holidays=(date(2026, 12, 16),)))


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
    assert promised(CONFIG, asked_at) == datetime.fromisoformat(by).replace(tzinfo=ALMATY)


def test_the_promise_is_by_the_clock_staff_plan_by() -> None:
    berlin = datetime(2026, 11, 24, 14, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # 18:30 in Almaty
    assert promised(CONFIG, berlin) == datetime(2026, 11, 27, 18, tzinfo=ALMATY)


def test_an_office_that_answers_the_same_day_promises_its_closing_hour() -> None:
    config = Config(questions=Questions(answer_within_days=0, open_until="20:00"))
    assert promised(config, datetime(2026, 11, 24, 12, tzinfo=ALMATY)).hour == 20


def test_an_office_that_never_opens_again_still_promises_something() -> None:
    days = [date.fromordinal(date(2026, 11, 1).toordinal() + number) for number in range(900)]
    config = Config(questions=Questions(holidays=tuple(days)))
    assert promised(config, datetime(2026, 11, 24, 12, tzinfo=ALMATY)).year >= 2027


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-11-24 09:00", True),
        ("2026-11-24 18:00", False),
        ("2026-11-28 12:00", False),
        ("2026-12-16 12:00", False),
    ],
)
def test_when_staff_answer(at: str, open_: bool) -> None:
    assert is_open(CONFIG, datetime.fromisoformat(at).replace(tzinfo=ALMATY)) is open_
