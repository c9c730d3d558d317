from datetime import UTC, datetime
from typing import Any

import pytest

from bot.faq import danger, intents
from bot.faq.faq import Faq
from bot.faq.library import Library

EVENING = datetime(2026, 11, 24, 20, tzinfo=UTC)
SEARCH: Any = None


def test_figures_and_review_dates_move_on_with_the_calendar() -> None:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    faq = Faq(Library.load(), SEARCH, lambda: moment)
    assert not faq.library.overdue()
    moment = datetime(2040, 1, 1, tzinfo=UTC)
    assert faq.library.overdue()


def test_the_day_is_kazakhstans() -> None:
    assert Faq(Library.load(), SEARCH, lambda: EVENING).library.today.isoformat() == "2026-11-25"


async def test_it_opens_on_kazakhstans_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.faq.faq.Search.open", lambda library: library.today.isoformat())
    assert (await Faq.open(lambda: EVENING))._search == "2026-11-25"  # type: ignore[comparison-overlap]


async def test_who_asks_first_does_not_wait_for_tables_to_be_read() -> None:
    tables = (danger.recogniser, intents.recogniser)
    for table in tables:
        table.cache_clear()
    faq = await Faq.open()
    read = [table.cache_info().misses for table in tables]
    await faq.answer("қандас мәртебесін қалай аламын?")
    assert [table.cache_info().misses for table in tables] == read == [1, 1]


async def test_a_published_library_answers_from_then_on() -> None:
    faq = Faq(Library.load(), SEARCH)
    await faq.publish(faq.library)
    assert (await faq.answer("қандас")).hits


def test_a_category_is_listed_as_people_ask_and_by_hand_until_they_did_enough() -> None:
    faq = Faq(Library.load(), SEARCH)
    by_hand = [entry.slug for entry in faq.in_category("kandas")]
    assert by_hand[:2] == ["kandas-apply", "kandas-what"]
    faq.asked = {"kandas-term": 3, "kandas-documents": 2}
    assert [entry.slug for entry in faq.in_category("kandas")] == by_hand
    faq.asked = {"kandas-term": 300, "kandas-documents": 200}
    assert [entry.slug for entry in faq.in_category("kandas")][:3] == [
        "kandas-term", "kandas-documents", "kandas-apply"]  # fmt: skip
