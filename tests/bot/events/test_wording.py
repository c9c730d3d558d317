"""When an event is, as its readers are told."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.events import wording
from bot.text.scripts import LRI
from bot.text.translator import Translator
from storage.events.events import Event
from tests.handlers.running_bot import catalogs

START = datetime(2026, 11, 27, 13, 30, tzinfo=UTC)
EVENT = Event(1, "announced", {}, START, START + timedelta(minutes=90), "Asia/Almaty")


def said(event: Event, zone: str | None, language: str = "en", script: str = "cyrl") -> list[str]:
    return wording.when(Translator.of(catalogs(), language, script), event, zone)


@pytest.mark.parametrize("zone", [None, "Asia/Almaty", "Asia/Tashkent", "Nowhere/Atall"])
def test_who_lives_by_the_same_clock_or_told_none_reads_one_time(zone: str | None) -> None:
    assert said(EVENT, zone) == ["Friday, 27 November 2026, 18:30–20:00 (Almaty time)"]


def test_who_lives_elsewhere_reads_their_own_time_too() -> None:
    assert said(EVENT, "America/New_York")[1:] == [
        "Your time: Friday, 27 November 2026, 08:30 (New York time)"
    ]


def test_one_that_ends_on_another_day_says_both() -> None:
    event = Event(1, "announced", {}, START, START + timedelta(days=1), "UTC")
    assert said(event, None) == [
        "Friday, 27 November 2026, 13:30 (UTC time) – Saturday, 28 November 2026, 13:30 (UTC time)"
    ]


def test_the_clocks_of_its_day_count_not_those_of_today() -> None:
    summer = Event(1, "announced", {}, datetime(2027, 7, 1, 12, tzinfo=UTC), None, "Europe/Berlin")
    assert "14:00" in said(summer, None)[0]


def test_in_arabic_letters_figures_are_set_apart_once() -> None:
    there, own = said(EVENT, "Europe/Berlin", "kk", "arab")
    assert there.count(LRI) == own.count(LRI) == 3 and LRI * 2 not in own
