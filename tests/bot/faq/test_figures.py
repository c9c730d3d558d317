"""Figures in the reader's language, and never past their validity."""

import datetime as dt

import pytest

from bot.faq.figures import Figure, Wording, fill, names_in, out_of_date, worded
from bot.faq.library import Library

DAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("value", "unit", "kk", "ru", "en"),
    [
        (4325, "KZT", "4\u00a0325 теңге", "4\u00a0325 тенге", "4,325 tenge"),
        (1, "days", "1 күн", "1 день", "1 day"),
        (3, "days", "3 күн", "3 дня", "3 days"),
        (5, "working_days", "5 жұмыс күні", "5 рабочих дней", "5 working days"),
        (0.2, "none", "0,2", "0,2", "0.2"),
        (dt.date(2026, 2, 13), "none", "2026 жылғы 13 ақпан", "13 февраля 2026 года", "13 February 2026"),
        ({"kk": "жаз", "ru": "лето", "en": "summer"}, "none", "жаз", "лето", "summer"),
    ],
)
def test_wording(library: Library, value: float, unit: str, kk: str, ru: str, en: str) -> None:
    figure = Figure("x", value, unit)
    shown = [worded(figure, lang, DAY, library.units).words for lang in ("kk", "ru", "en")]
    assert shown == [kk, ru, en]


YEAR = Figure("x", 977, "people", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
SEASON = Figure("x", 977, "people", dt.date(2026, 1, 1), dt.date(2026, 6, 30))
LATER = dt.date(2027, 1, 2)


@pytest.mark.parametrize(
    ("figure", "day", "text", "shown"),
    [
        (YEAR, DAY, "Quota: {x}.", "Quota: 977 people."),
        (YEAR, LATER, "Quota: {x}.", "Quota: 977 people (as of 2026)."),
        (YEAR, LATER, "Quota of 2026: {x}, of them {x}.", "Quota of 2026: 977 people, of them 977 people."),
        (YEAR, LATER, "Quota of 2025: {x}.", "Quota of 2025: 977 people (as of 2026)."),
        (SEASON, LATER, "Quota of 2026: {x}.", "Quota of 2026: 977 people (as of 2026)."),
        (YEAR, dt.date(2025, 12, 31), "Quota: {x}.", "Quota: 977 people (as of 2026)."),
    ],
)
def test_a_figure_past_its_validity_stands_with_its_year(
    library: Library, figure: Figure, day: dt.date, text: str, shown: str
) -> None:
    wording = worded(figure, "en", day, library.units)
    assert fill(text, {"x": wording}) == shown
    assert out_of_date(text, {"x": wording}) == (["x"] if "(as of" in shown else [])


def test_the_name_of_a_figure_is_not_the_year_of_its_text(library: Library) -> None:
    wording = worded(YEAR, "kk", LATER, library.units)
    assert fill("{quota_2026}", {"quota_2026": wording}) == "977 адам (2026 жылғы мөлшер)"


def test_an_unknown_place_stays_visible() -> None:
    assert fill("a {known} b {unknown}", {"known": Wording("1")}) == "a 1 b {unknown}"
    assert names_in("{a} and {b_2}") == ["a", "b_2"]
