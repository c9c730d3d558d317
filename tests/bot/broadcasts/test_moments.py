"""Dates with an hour in a text, and the entity that lies over them."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts.content import Text
from bot.broadcasts.moments import KIND, has, laid, stated, without

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ALMATY = ZoneInfo("Asia/Almaty")


@pytest.mark.parametrize(
    ("text", "words", "at"),
    [
        ("Кездесу 5 желтоқсан 18:00, келіңіз.", "5 желтоқсан 18:00", "2026-12-05T13:00"),
        ("Встреча 05.12.2026 в 18:30 (Берлин).", "05.12.2026 в 18:30 (Берлин", "2026-12-05T17:30"),
        ("We meet on 5 December 2026 at 18:30!", "on 5 December 2026 at 18:30", "2026-12-05T13:30"),
        ("Бірінші жол\n27.11.2027 10:00 Astana\nүшінші", "27.11.2027 10:00 Astana", "2027-11-27T05:00"),
    ],
)
def test_a_date_with_its_hour_is_read_in_as_many_words_as_it_has(text: str, words: str, at: str) -> None:
    [moment] = stated(text, NOW, ALMATY)
    assert (text[moment.start : moment.end], moment.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")) == (
        words,
        at,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Сағат 18:00",
        "Счёт 2:1, 1:0",
        "01.01.2020 18:00",
        "31.02.2027 10:00",
        "",
        "12:30-14:00",
        "https://a.kz/05:30",
    ],
)
def test_what_names_no_day_or_no_hour_to_come_is_left_alone(text: str) -> None:
    assert stated(text, NOW, ALMATY) == []


def test_the_entity_is_measured_as_telegram_measures_and_can_be_taken_off() -> None:
    bold = {"type": "bold", "offset": 0, "length": 2}
    text = Text("🗓 5 желтоқсан 18:00 — кездесу", entities=(bold,))
    marked = laid(text, stated(text.text, NOW, ALMATY))
    assert marked.entities[1:] == ({"type": KIND, "offset": 3, "length": 17, "unix_time": 1796475600},)
    assert has(marked) and laid(marked, stated(text.text, NOW, ALMATY)) == marked
    assert without(marked) == text and not has(text)


def test_nothing_is_laid_across_a_link() -> None:
    link = {"type": "text_link", "offset": 0, "length": 11, "url": "https://a.kz"}
    text = Text("5 желтоқсан 18:00", entities=(link,))
    assert laid(text, stated(text.text, NOW, ALMATY)) == text


def test_a_long_text_of_hours_holds_nobody_up() -> None:
    text = "5 желтоқсан 18:00 сағат он екіде келесі дүйсенбі " * 80
    began = time.process_time()
    stated(text, NOW, ALMATY)
    assert time.process_time() - began < 1.0
