"""Cities that are told with their members: small numbers are hidden, also those that a country's number would leave."""

import pytest

from bot.stats.cities import told

BERLIN, MUNICH, OMSK, ALMATY = "2950159", "2867714", "1496153", "1526384"


@pytest.mark.parametrize(
    ("counted", "countries", "shown"),
    [
        ([(BERLIN, 9), (OMSK, 7)], {"DE": 20, "RU": 7}, ([(BERLIN, 9), (OMSK, 7)], 0)),
        ([(BERLIN, 9), (OMSK, 4)], {"DE": 20, "RU": 30}, ([], 13)),
        ([(BERLIN, 9), (OMSK, 4), (ALMATY, 3)], {"DE": 20, "RU": 30, "KZ": 30}, ([(BERLIN, 9)], 7)),
        ([(BERLIN, 9), (OMSK, 7)], {"DE": 11, "RU": 7}, ([(OMSK, 7)], 9)),
        ([(BERLIN, 9), (MUNICH, 6), (OMSK, 7)], {"DE": 17, "RU": 7}, ([(BERLIN, 9), (OMSK, 7)], 6)),
        ([(BERLIN, 9), (OMSK, 7)], {"DE": 9}, ([(BERLIN, 9)], 7)),
        ([(BERLIN, 3)], {"DE": 30}, ([], 3)),
        ([], {"DE": 30}, ([], 0)),
    ],
)
def test_no_few_people_are_told_or_left(
    counted: list[tuple[str, int]], countries: dict[str | None, int], shown: tuple[list[tuple[str, int]], int]
) -> None:
    assert told(counted, countries, 8) == shown
