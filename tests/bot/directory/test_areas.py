"""A country, or one of its clocks: what a city stands for, and what takes the place of what."""

from datetime import UTC, datetime

import pytest

from bot.directory import areas, listed_countries

NOW = datetime(2026, 11, 30, tzinfo=UTC)
MEANT = {
    "Омск": ["RU/Asia/Omsk", "RU"], "Омскіде": ["RU/Asia/Omsk", "RU"], "Омби": ["RU/Asia/Omsk", "RU"],
    "Баян-Өлгий": ["MN/Asia/Hovd", "MN"], "Үрімжі": ["CN/Asia/Urumqi", "CN"], "Үрімжіде": ["CN/Asia/Urumqi", "CN"],
    "Москва": ["RU/Europe/Moscow", "RU"], "в Новосибирске": ["RU/Asia/Novosibirsk", "RU"],
    "NYC": ["US/America/New_York", "US"], "Стамбул": ["TR"], "Ыстанбұлда": ["TR"], "Istambul": ["TR"],
    "Мюнхен": ["DE"], "Россия": ["RU"], "Германияда": ["DE"], "кроме России": [], "Атлантида": [],
}  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), MEANT.items())
def test_a_city_is_its_clock_or_its_country_where_that_has_several(typed: str, meant: list[str]) -> None:
    assert areas.of_matches(listed_countries.meant(typed), NOW) == meant


def test_only_a_countrys_own_clocks_are_known() -> None:
    known = {
        area: areas.known(area)
        for area in ("RU", "RU/Asia/Omsk", "RU/Europe/Berlin", "XX", "RU/", "Asia/Omsk")
    }
    assert known == {"RU": True, "RU/Asia/Omsk": True, "RU/Europe/Berlin": False, "XX": False, "RU/": False,
                     "Asia/Omsk": False}  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "area", "now"),
    [
        (["DE", "RU"], "RU/Asia/Omsk", ["DE", "RU/Asia/Omsk"]),
        (["RU/Asia/Omsk", "DE", "RU/Europe/Moscow"], "RU", ["DE", "RU"]),
        (["RU/Asia/Omsk"], "RU/Europe/Moscow", ["RU/Asia/Omsk", "RU/Europe/Moscow"]),
        (["RU/Asia/Omsk"], "RU/Asia/Omsk", ["RU/Asia/Omsk"]),
    ],
)
def test_a_clock_takes_the_place_of_its_country_and_the_other_way_round(
    chosen: list[str], area: str, now: list[str]
) -> None:
    assert areas.added(chosen, area) == now
