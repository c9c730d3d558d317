"""Places as people type them: one clear match is taken, several are offered, anything else is nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory import countries, gazetteer, locations, shared_locations, zones
from bot.directory.gazetteer import Location
from bot.directory.locations import Matches
from bot.directory.names import key
from bot.directory.tables import rows
from bot.text.languages import LANGUAGES

LINES = (Path(__file__).parent / "typed_places.txt").read_text(encoding="utf-8").splitlines()
TABLE = [tuple(map(str.strip, line.split(" | "))) for line in LINES if not line.startswith("#")]


def written(matches: Matches) -> str:
    """As in the table."""
    if matches.sure is not None:
        return f"{matches.sure.country} {matches.sure.zone or ''}".strip()
    return f"? {' '.join(sorted(place.country for place in matches.choices))}" if matches.choices else "-"


@pytest.mark.parametrize(("typed", "meant"), TABLE)
def test_a_place_is_found_as_people_type_it(typed: str, meant: str) -> None:
    assert written(locations.search(typed)) == meant


def test_there_are_many_of_them() -> None:
    assert len({typed for typed, _ in TABLE}) == len(TABLE) >= 200


@pytest.mark.parametrize("language", [*LANGUAGES, "tr", "de", "zh", "uz"])
def test_every_country_is_found_by_its_name(language: str) -> None:
    lost = []
    for code in sorted(countries.codes()):
        name = countries.name(code, language)
        meant = locations.search(name).countries
        known = len(meant) == 1 or key(name) == key("Конго")  # which is two, and CLDR's Kazakh name of one
        if name != code and (not known or code not in meant):
            lost.append((name, code))
    assert lost == []


@pytest.mark.parametrize("code", countries.COMMON)
def test_every_common_country_is_found_in_a_kazakh_sentence(code: str) -> None:
    name = countries.name(code, "kk")
    for ending in ("да", "дан", "де", "ден", "та", "тан"):
        sure = locations.search(f"Мен қазір {name}{ending} тұрамын").sure
        assert sure is not None and sure.country == code


def test_the_tables_name_what_there_is() -> None:
    for code, *_ in (*rows("countries.tsv"), *rows("said_countries.tsv")):
        assert code in countries.codes()
    for code, zone, *_ in (*(row[1:] for row in rows("cities.tsv")), *rows("said_cities.tsv")):
        assert code in countries.codes()
        assert zones.known(zone), zone


def test_the_checked_names_of_two_countries_are_those_of_the_two_congos() -> None:
    shared = {name: codes for name, codes in countries.called_so().items() if len(codes) > 1}
    assert shared == {key("Конго"): ("CD", "CG")}


@pytest.mark.parametrize(
    ("latitude", "longitude", "meant"),
    [
        (52.52, 13.40, "DE Europe/Berlin"),
        (43.80, 87.60, "CN Asia/Urumqi"),
        (48.97, 89.97, "MN Asia/Hovd"),
        (41.01, 28.97, "TR Europe/Istanbul"),
        (54.98, 73.37, "RU Asia/Omsk"),
        (42.46, 59.61, "UZ Asia/Samarkand"),
        (37.57, 126.98, "KR Asia/Seoul"),
    ],
)
def test_a_shared_location_is_a_country_and_its_zone(latitude: float, longitude: float, meant: str) -> None:
    assert written(shared_locations.nearest(latitude, longitude)) == meant


@pytest.mark.parametrize(
    ("typed", "nearby"),
    [
        ("Берлин", (52.5, 13.4)),
        ("Мюнхенде тұрамын", (48.1, 11.6)),
        ("Өлгий", (49.0, 90.0)),
        ("Ош", (40.5, 72.8)),
        ("Германия", None),
    ],
)
def test_a_city_is_somewhere_on_the_globe(typed: str, nearby: gazetteer.Point | None) -> None:
    sure = locations.search(typed).sure
    assert sure is not None and (sure.point is None) == (nearby is None)
    if sure.point and nearby:
        assert gazetteer.kilometres(sure.point, nearby) < 20


def test_a_shared_location_is_no_more_than_its_nearest_city() -> None:
    assert shared_locations.nearest(43.2389, 76.8897).sure == locations.search("Алматы").sure
    shared, city = shared_locations.nearest(43.2389, 76.8897).sure, locations.search("Алматы").sure
    assert shared and city and shared.point == city.point


@pytest.mark.parametrize(
    ("here", "there", "apart"),
    [
        ((52.52, 13.41), (48.14, 11.58), 504),
        ((43.25, 76.92), (51.18, 71.45), 974),
        ((0.0, 179.5), (0.0, -179.5), 111),
        ((10.0, 20.0), (10.0, 20.0), 0),
    ],
)
def test_how_far_it_is_between_two_places(
    here: gazetteer.Point, there: gazetteer.Point, apart: float
) -> None:
    assert gazetteer.kilometres(here, there) == pytest.approx(apart, rel=0.01)


def test_near_a_border_both_sides_are_offered() -> None:
    """Strasbourg and Kehl lie on two banks of one river."""
    offered = shared_locations.nearest(48.58, 7.81)
    assert {place.country for place in offered.choices} >= {"DE", "FR"}


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("Берлин", "Europe/Berlin"),
        ("Москве", "Europe/Moscow"),
        ("Үрімжі", "Asia/Urumqi"),
        ("Германия", None),
        ("Nowhere", None),
        ("", None),
    ],
)
def test_a_zone_is_named_by_any_city(typed: str, zone: str | None) -> None:
    assert locations.zone_named(typed) == zone


@pytest.mark.parametrize(
    ("typed", "exactly", "zone"),
    [
        ("берлин", True, "Europe/Berlin"),
        ("Asia/Almaty", True, "Asia/Almaty"),
        ("utc", True, "UTC"),
        ("Москве", False, "Europe/Moscow"),
        ("New York", False, "America/New_York"),
        ("москве", True, None),
        *(
            (word, True, None)
            for word in ("раньше", "керек", "рано", "или", "іле", "нигде", "қатар", "then", "")
        ),
    ],
)
def test_an_ordinary_word_is_no_city_whose_clock_is_meant(
    typed: str, exactly: bool, zone: str | None
) -> None:
    assert locations.zone_of_known(typed, exactly=exactly) == zone


@given(st.text(max_size=300))
def test_whatever_is_typed_there_is_an_answer(typed: str) -> None:
    matches = locations.search(typed)
    assert len(matches.choices) <= locations.MOST
    assert matches.sure is None or matches.sure.country in countries.codes()


def test_only_the_beginning_of_a_long_text_is_considered() -> None:
    assert locations.search("а " * 5000 + "Германия") == Matches()
    assert locations.search("Германия " + "а " * 5000).sure == Location("DE")
