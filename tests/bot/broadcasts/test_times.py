"""Times typed by staff in three languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts import times

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # Tuesday, 15:00 in Almaty


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25.11.2026 18:30", "2026-11-25 18:30"),
        ("25.11.26 18.30", "2026-11-25 18:30"),
        ("25.11 18:30", "2026-11-25 18:30"),
        ("01.03 9:00", "2027-03-01 09:00"),
        ("2026-12-01 08:05", "2026-12-01 08:05"),
        ("25 қараша 18:30", "2026-11-25 18:30"),
        ("25 қарашада сағат 18:30", "2026-11-25 18:30"),
        ("25 ноября 2026 в 18:30", "2026-11-25 18:30"),
        ("November 25, 6:30 pm", "2026-11-25 18:30"),
        ("25th November 6 pm", "2026-11-25 18:00"),
        ("3 мая 12:00", "2027-05-03 12:00"),
        ("ертең 9:00", "2026-11-25 09:00"),
        ("завтра в 9:00", "2026-11-25 09:00"),
        ("tomorrow 12 am", "2026-11-25 00:00"),
        ("бүрсігүні 10:00", "2026-11-26 10:00"),
        ("бүгін 18:00", "2026-11-24 18:00"),
        ("дүйсенбі 10:00", "2026-11-30 10:00"),
        ("в пятницу 10:00", "2026-11-27 10:00"),
        ("tue 10:00", "2026-12-01 10:00"),
        ("18:30", "2026-11-24 18:30"),
        ("9:30", "2026-11-25 09:30"),
        ("24.11.2026 9:00", "2026-11-24 09:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(typed: str, meant: str) -> None:
    moment = times.moment(typed, NOW, ALMATY)
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize("typed", ["", "ертең", "25.11.2026", "31.02.2027", "soon", "25:00", "13 pm"])
def test_nothing_is_guessed(typed: str) -> None:
    assert times.moment(typed, NOW, ALMATY) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("дс, бс 10:00", (("mon", "thu"), "10:00")),
        ("пятница понедельник 9.30", (("mon", "fri"), "09:30")),
        ("Mon Wed 6 pm", (("mon", "wed"), "18:00")),
        ("10:00", None),
        ("mon blah 10:00", None),
    ],
)
def test_weekdays_by_name(typed: str, meant: object) -> None:
    assert times.weekly(typed) == meant


def test_a_day_of_the_month() -> None:
    assert times.monthly("15 10:00") == (15, "10:00")
    assert times.monthly("1-күні, 09:30") == (1, "09:30")
    assert times.monthly("32 10:00") is None
