"""Figures of a check-in by place, as values."""

import pytest

from bot.crisis import totals
from bot.crisis.totals import Totals
from storage.crisis.figures import Group

GROUPS = [
    Group("TR", "Europe/Istanbul", "safe", 10, 0),
    Group("TR", "Europe/Istanbul", None, 4, 0),
    Group("RU", "Asia/Omsk", "help", 2, 2),
    Group("RU", "Europe/Moscow", "call", 1, 0),
    Group("RU", None, "safe", 3, 0),
    Group(None, None, None, 30, 0),
    Group("CN", "Asia/Urumqi", "help", 1, 1),
]


def test_everybody_is_counted_once() -> None:
    counted = totals.totals(GROUPS)
    assert (counted.all, counted.in_need, counted.untaken) == (51, 4, 1)
    assert counted == Totals(safe=13, help=3, call=1, silent=34, taken=3)


def test_places_where_nobody_helps_yet_come_first_then_need_then_silence() -> None:
    assert [place.country for place in totals.places(GROUPS)] == ["RU", "CN", None, "TR"]


def test_cities_stand_only_under_a_country_with_several_clocks() -> None:
    by_country = {place.country: place for place in totals.places(GROUPS)}
    assert list(by_country["RU"].cities) == ["Europe/Moscow", "Asia/Omsk"]
    assert list(by_country["CN"].cities) == ["Asia/Urumqi"]
    assert by_country["TR"].cities == {} and by_country["RU"].totals.all == 6


@pytest.mark.parametrize("groups", [[], [Group("TR", None, None, 0, 0)]])
def test_nobody_is_no_place_in_need(groups: list[Group]) -> None:
    assert totals.totals(groups).in_need == 0
