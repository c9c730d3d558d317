"""Office hours and holidays as colleagues type them."""

from datetime import date

import pytest

from bot.inbox.typed_hours import holidays, hours


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("09:00–18:00", ("09:00", "18:00")),
        ("9.30 - 17.00", ("09:30", "17:00")),
        ("۰۹:۰۰-۱۸:۰۰", ("09:00", "18:00")),  # figures of the Arabic letters
        ("18:00–09:00", None), ("09:00–09:00", None), ("09:00", None), ("25:00–26:00", None), ("09:60–10:00", None),
        ("нет", None), ("", None),
    ],
)  # fmt: skip
def test_hours(typed: str, meant: tuple[str, str] | None) -> None:
    assert hours(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("16.12.2026", [date(2026, 12, 16)]),
        ("16/12/2026; 01.01.2027,", [date(2026, 12, 16), date(2027, 1, 1)]),
        ("21.03.2027–23.03.2027\n22.03.2027", [date(2027, 3, day) for day in (21, 22, 23)]),
        ("23.03.2027–21.03.2027", None), ("01.01.2027–01.01.2028", None), ("31.02.2027", None), ("16.12", None),
        ("16.12.2026, ертең", None), ("", None),
    ],
)  # fmt: skip
def test_holidays(typed: str, meant: list[date] | None) -> None:
    assert holidays(typed) == meant
