"""A country, one of its cities or clocks: what a typed place stands for, and what takes the place of what."""

from datetime import UTC, datetime

import pytest

from bot.directory import areas, listed_countries

OMSK, ISTANBUL = "RU/1496153", "TR/745044"
NOW = datetime(2026, 11, 30, tzinfo=UTC)
MEANT = {
    "Омск": [OMSK, "RU/Asia/Omsk", "RU"], "Омскіде": [OMSK, "RU/Asia/Omsk", "RU"],
    "Омби": [OMSK, "RU/Asia/Omsk", "RU"], "Баян-Өлгий": ["MN/Asia/Hovd", "MN"],
    "Үрімжі": ["CN/1529102", "CN/Asia/Urumqi", "CN"], "Москва": ["RU/524901", "RU/Europe/Moscow", "RU"],
    "в Новосибирске": ["RU/1496747", "RU/Asia/Novosibirsk", "RU"],
    "NYC": ["US/5128581", "US/America/New_York", "US"], "Стамбул": [ISTANBUL, "TR"],
    "Ыстанбұлда": [ISTANBUL, "TR"], "Istambul": [ISTANBUL, "TR"], "Мюнхен": ["DE/2867714", "DE"],
    "Россия": ["RU"], "Германияда": ["DE"], "кроме России": [], "Атлантида": [],
}  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), MEANT.items())
def test_a_place_is_its_city_then_its_clock_and_country(typed: str, meant: list[str]) -> None:
    assert areas.of_matches(listed_countries.meant(typed), NOW) == meant


def test_only_a_countrys_own_clocks_are_known() -> None:
    known = {
        area: areas.known(area)
        for area in (
            "RU",
            "RU/Asia/Omsk",
            OMSK,
            "RU/Europe/Berlin",
            "XX",
            "RU/",
            "Asia/Omsk",
            "TR/1496153",
            "RU/7",
        )
    }
    assert known == {"RU": True, "RU/Asia/Omsk": True, OMSK: True, "RU/Europe/Berlin": False, "XX": False, "RU/": False,
                     "Asia/Omsk": False, "TR/1496153": False, "RU/7": False}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "area"),
    [("RU/Омбы", OMSK), ("RU/Omsk", OMSK), (OMSK, OMSK), ("RU", "RU"), ("RU/Asia/Omsk", "RU/Asia/Omsk"),
     ("TR/Омбы", None), ("KZ/", None), ("Омбы", None)],
)  # fmt: skip
def test_a_city_may_stand_in_a_file_by_its_name(typed: str, area: str | None) -> None:
    assert areas.named(typed) == area
    assert area is None or areas.named(areas.written(area)) == area


@pytest.mark.parametrize(
    ("chosen", "area", "now"),
    [
        (["DE", "RU"], "RU/Asia/Omsk", ["DE", "RU/Asia/Omsk"]),
        (["RU/Asia/Omsk", "DE", "RU/Europe/Moscow"], "RU", ["DE", "RU"]),
        (["RU/Asia/Omsk"], "RU/Europe/Moscow", ["RU/Asia/Omsk", "RU/Europe/Moscow"]),
        (["RU/Asia/Omsk"], "RU/Asia/Omsk", ["RU/Asia/Omsk"]),
        ([OMSK, "RU/524901"], "RU/Asia/Omsk", ["RU/524901", "RU/Asia/Omsk"]),
        (["RU/Asia/Omsk", "RU/Europe/Moscow"], OMSK, ["RU/Europe/Moscow", OMSK]),
        ([OMSK, "RU/524901", ISTANBUL], "RU", [ISTANBUL, "RU"]),
        (["RU"], OMSK, [OMSK]),
    ],
)
def test_a_clock_takes_the_place_of_its_country_and_the_other_way_round(
    chosen: list[str], area: str, now: list[str]
) -> None:
    assert areas.added(chosen, area) == now
