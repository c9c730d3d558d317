from datetime import UTC, datetime
from typing import Any

import pytest

from bot.faq.answerer import LONGEST, Answerer
from bot.faq.library import Library


class Echo:
    """A search that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def decide(self, question: str, language: str | None = None) -> Any:
        self.asked.append(question)


async def test_figures_and_review_dates_move_on_with_the_calendar() -> None:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    search: Any = Echo()
    desk = Answerer(Library.load(), search, lambda: moment)
    assert not desk.library.overdue()
    moment = datetime(2040, 1, 1, tzinfo=UTC)
    assert desk.library.overdue()


async def test_the_day_is_kazakhstans() -> None:
    search: Any = Echo()
    desk = Answerer(Library.load(), search, lambda: datetime(2026, 11, 24, 20, tzinfo=UTC))
    assert desk.library.today.isoformat() == "2026-11-25"


async def test_it_opens_on_kazakhstans_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.faq.answerer.Search", lambda library: library.today.isoformat())
    database: Any = None
    desk = await Answerer.open(database, lambda: datetime(2026, 11, 24, 20, tzinfo=UTC))
    assert desk._search == "2026-11-25"


async def test_a_story_is_read_only_so_far() -> None:
    search: Any = Echo()
    Answerer(Library.load(), search).answer("а" * 5000)
    assert len(search.asked[0]) == LONGEST


async def test_a_published_library_answers_from_then_on() -> None:
    search: Any = Echo()
    desk = Answerer(Library.load(), search)
    await desk.publish(desk.library)
    assert desk.answer("қандас").hits
