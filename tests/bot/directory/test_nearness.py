"""Which places are shown, and in which order."""

import pytest

from bot.directory import locations, places
from bot.directory.nearness import ELSEWHERE, FAR, Nearest, nearest


def near(typed: str) -> Nearest:
    meant = locations.search(typed).sure
    assert meant is not None
    return nearest(places.load().by_slug.values(), meant.country, meant.point)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Мюнхен", "consulate-general-munich"),
        ("Берлин", "embassy-berlin"),
        ("Омбы", "consulate-general-omsk"),
        ("Ыстанбұл", "consulate-general-istanbul"),
        ("Анкара", "embassy-ankara"),
        ("Горган", "consulate-general-gorgan"),
        ("Копенгаген", "embassy-stockholm"),
        ("Гонконг", "consulate-general-hong-kong"),
    ],
)
def test_the_nearest_is_first(typed: str, first: str) -> None:
    assert near(typed).own[0].place.slug == first


def test_of_a_country_alone_kinds_go_in_their_order() -> None:
    own = near("Германия").own
    assert [reach.place.slug for reach in own][:4] == [
        "embassy-berlin",
        "consulate-general-frankfurt-am-main",
        "consulate-general-munich",
        "consulate-general-hamburg",
    ]
    assert {reach.apart for reach in own} == {None}


def test_within_a_city_the_embassy_stands_before_the_house() -> None:
    for typed in ("Берлин", "Мюнхен"):
        ordered = [reach.place.slug for reach in near(typed).own]
        assert ordered.index("embassy-berlin") + 1 == ordered.index("abai-house-berlin")


def test_a_place_without_a_city_is_last() -> None:
    assert near("Тегеран").own[-1].place.slug == "embassy-iran"


def test_where_the_country_has_none_the_nearest_elsewhere_is_named() -> None:
    for typed in ("Катманду", "Непал"):
        shown = near(typed)
        assert shown.own == ()
        assert [reach.place.slug for reach in shown.elsewhere][:2] == [
            "embassy-new-delhi",
            "embassy-islamabad",
        ]


def test_elsewhere_is_named_beside_the_countrys_own_only_where_it_is_near() -> None:
    assert near("Германия").elsewhere == ()
    beside = near("Мюнхен").elsewhere
    assert 0 < len(beside) <= ELSEWHERE
    assert all(reach.apart is not None and reach.apart <= FAR for reach in beside)
    assert near("Владивосток").elsewhere == ()
