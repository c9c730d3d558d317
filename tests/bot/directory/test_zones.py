from datetime import UTC, datetime

import pytest

from bot.directory import zones
from bot.directory.countries import COMMON
from bot.text.languages import LANGUAGES

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "zone"),
    [("TR", "Europe/Istanbul"), ("DE", "Europe/Berlin"), ("UZ", "Asia/Tashkent"), ("KZ", "Asia/Almaty")],
)
def test_a_country_with_one_clock_has_one_zone(code: str, zone: str) -> None:
    assert zones.only(code, NOW) == zone


@pytest.mark.parametrize("code", ["RU", "MN", "CN", "US", None, "XX"])
def test_where_clocks_differ_nobody_guesses(code: str | None) -> None:
    assert zones.only(code, NOW) is None


def test_a_city_is_called_as_its_people_call_it() -> None:
    assert [zones.city("Asia/Ulaanbaatar", language) for language in LANGUAGES] == [
        "Ұланбатыр",
        "Улан-Батор",
        "Ulaanbaatar",
    ]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_city_is_called_by_its_english_name_where_many_live(language: str) -> None:
    named = [zones.city(zone, language) for code in (*COMMON, "IN", "UA") for zone in zones.of_country(code)]
    assert [name for name in named if name.isascii() or "/" in name] == []


def test_the_clock_shows_local_time() -> None:
    assert zones.clock("Asia/Almaty", NOW) == "17:00"
