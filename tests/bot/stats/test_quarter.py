"""Quarters of a year on a clock, and what of a report is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.stats.quarter import Quarter, few, weeks_of

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 12, 31, 20, tzinfo=UTC)  # the first of January in Almaty


def test_a_quarter_begins_and_ends_on_the_readers_clock() -> None:
    assert Quarter.of(NOW, ALMATY) == Quarter(2027, 1)
    begin, end = Quarter(2026, 4).span(ALMATY)
    assert (begin.isoformat(), end.isoformat()) == ("2026-10-01T00:00:00+05:00", "2027-01-01T00:00:00+05:00")
    assert [Quarter(2026, number).span(ALMATY)[0].month for number in (1, 2, 3, 4)] == [1, 4, 7, 10]


def test_they_follow_each_other_without_a_gap() -> None:
    quarter = Quarter(2027, 1)
    for _ in range(8):
        assert quarter.before.span(ALMATY)[1] == quarter.span(ALMATY)[0]
        quarter = quarter.before


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("2026-4", Quarter(2026, 4)), ("2027-1", Quarter(2027, 1)), ("2027-2", Quarter(2027, 1)),
        ("", Quarter(2027, 1)), ("2026-5", Quarter(2027, 1)), ("1-1", Quarter(2027, 1)), ("0001-1", Quarter(2027, 1)),
        ("9999-4", Quarter(2027, 1)), ("²026-1", Quarter(2027, 1)),
        ("２０２６-4", Quarter(2027, 1)), ("٢٠٢٦-٤", Quarter(2027, 1)), ("2026-④", Quarter(2027, 1)),
    ],
)  # fmt: skip
def test_a_forged_code_is_the_present_quarter(code: str, meant: Quarter) -> None:
    assert Quarter.coded(code, NOW, ALMATY) == meant


def test_weeks_begin_with_the_span_and_the_last_is_shorter() -> None:
    begin, end = Quarter(2026, 4).span(ALMATY)
    bounds = weeks_of(begin, end)
    assert (len(bounds), bounds[:2], bounds[-1]) == (15, [begin, begin + timedelta(days=7)], end)
    assert bounds[-1] - bounds[-2] == timedelta(days=1)
    assert weeks_of(begin, begin) == [begin, begin]


def test_a_few_people_are_no_number() -> None:
    assert [few(number) for number in (0, 1, 4, 5, 900)] == [0, None, None, 5, 900]
