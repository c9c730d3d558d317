"""Figures in the reader's language, and never past their validity."""

import datetime as dt

import pytest

from bot.faq.figures import Figure, fill, names_in, worded
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
    shown = [worded(figure, lang, DAY, library.units) for lang in ("kk", "ru", "en")]
    assert shown == [kk, ru, en]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_figure_past_its_validity_is_not_shown(library: Library, lang: str) -> None:
    figure = Figure("x", 977, "people", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert "977" in worded(figure, lang, dt.date(2026, 12, 31), library.units)
    for day in (dt.date(2027, 1, 1), dt.date(2025, 12, 31)):
        assert "977" not in worded(figure, lang, day, library.units)


def test_an_unknown_place_stays_visible() -> None:
    assert fill("a {known} b {unknown}", {"known": "1"}) == "a 1 b {unknown}"
    assert names_in("{a} and {b_2}") == ["a", "b_2"]
