"""Times typed by staff in three languages: understood whole, or asked again with the part that was not."""

import re
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.broadcasts import times
from bot.broadcasts.schedule import Schedule
from bot.broadcasts.times import Outcome
from bot.broadcasts.typed_time.doubt import Doubt, Reason
from bot.broadcasts.typed_time.tokens import LONGEST
from bot.directory import zones
from bot.text.catalogs import Catalogs
from bot.text.languages import CODES
from bot.text.translator import Translator

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # Tuesday, 15:00 in Almaty
LINES = (Path(__file__).parent / "typed_times.txt").read_text(encoding="utf-8").splitlines()
TABLE = [tuple(map(str.strip, line.split(" | "))) for line in LINES if not line.startswith("#")]


def written(outcome: Outcome) -> str:
    """As in the table."""
    if isinstance(outcome, datetime):
        return f"{outcome.astimezone(ALMATY):%Y-%m-%d %H:%M}"
    if isinstance(outcome, Schedule):
        day = {"week": " ".join(outcome.days), "month": str(outcome.day)}.get(outcome.every, "")
        zone = "" if outcome.zone == ALMATY.key else f" @{outcome.zone}"
        return f"{day} {outcome.at}{zone}".strip()
    named = outcome.reason in (Reason.PART, Reason.DATE, Reason.HALF)
    return f"? {outcome.reason} {outcome.part if named else ''}".strip()


@pytest.mark.parametrize(("kind", "typed", "meant"), TABLE)
def test_a_time_is_read_as_people_write_it(kind: str, typed: str, meant: str) -> None:
    assert written(times.read(kind, typed, NOW, ALMATY)) == meant


def test_there_are_many_of_them() -> None:
    assert len({(kind, typed) for kind, typed, _ in TABLE}) == len(TABLE) >= 300


def test_nothing_typed_is_no_time() -> None:
    for typed in ("", "  ", "…", "."):
        assert isinstance(times.read("once", typed, NOW, ALMATY), Doubt)


@pytest.mark.parametrize("kind", times.SAYS)
def test_a_long_text_is_not_read_at_all(kind: str) -> None:
    for repeated in ("05.12 ", "пн-", "в ", "он ", "1 час ", "жұма ", "Asia/", "5 декабря "):
        outcome = times.read(kind, repeated * 1000, NOW, ALMATY)
        assert isinstance(outcome, Doubt)
        assert len(outcome.part) <= LONGEST


ZONES = [
    ALMATY,
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Asia/Kathmandu"),
    ZoneInfo("America/St_Johns"),
    ZoneInfo("UTC"),
]
CATALOGS = Catalogs.load()


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=150, deadline=None)
@given(ahead=st.integers(1, 60 * 24 * 900), zone=st.sampled_from(ZONES))
def test_what_is_printed_as_a_time_is_read_back_as_the_same(code: str, ahead: int, zone: ZoneInfo) -> None:
    translator = Translator.coded(CATALOGS, code)
    assert translator is not None
    moment = NOW + timedelta(minutes=ahead)
    for print_ in (translator.words.weekday_time, translator.words.time):
        printed = translator.letters(print_(moment, zone))
        assert times.read("once", printed, NOW, ALMATY) == moment
        assert times.read("once", translator.t("On {when}", when=print_(moment, zone)), NOW, ALMATY) == moment


@pytest.mark.parametrize("code", CODES)
def test_the_city_of_every_clock_is_read_back(code: str) -> None:
    translator = Translator.coded(CATALOGS, code)
    assert translator is not None
    for zone in map(ZoneInfo, (*zones.names(), "UTC")):
        moment = datetime(2027, 1, 12, 18, tzinfo=zone)
        printed = translator.letters(translator.words.weekday_time(moment, zone))
        assert times.read("once", printed, NOW, ALMATY) == moment, printed


@pytest.mark.parametrize("minutes", [-1, 0, 59, 60, 119, 120])
def test_an_hour_that_comes_twice_is_told_apart(minutes: int) -> None:
    """In Berlin 02:00 to 03:00 of 31 October 2027, before and after the clocks are set back."""
    berlin, moment = (
        ZoneInfo("Europe/Berlin"),
        datetime(2027, 10, 31, tzinfo=UTC) + timedelta(minutes=minutes),
    )
    printed = CATALOGS.words("en").time(moment, berlin)
    assert times.read("once", printed, NOW, ALMATY) == moment
    assert ("Berlin" in printed) == (not 0 <= minutes < 120)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=40, deadline=None)
@given(
    minute=st.integers(0, 24 * 60 - 1), days=st.sets(st.integers(0, 6), min_size=1), day=st.integers(1, 31)
)
def test_what_is_printed_as_a_schedule_is_read_back_as_the_same(
    code: str, minute: int, days: set[int], day: int
) -> None:
    translator = Translator.coded(CATALOGS, code)
    assert translator is not None
    at = f"{minute // 60:02}:{minute % 60:02}"
    names = translator.words.list([translator.words.weekday(number) for number in sorted(days)])
    places = {"time": at, "zone": ALMATY.key, "days": names, "day": day}
    printed = {
        "day": "Every day at {time} ({zone})",
        "week": "Every week: {days}, at {time} ({zone})",
        "month": "Every month on day {day} at {time} ({zone})",
    }
    for kind, sentence in printed.items():
        plan = times.read(kind, translator.t(sentence, **places), NOW, ALMATY)
        assert isinstance(plan, Schedule), (sentence, plan)
        assert (plan.at, plan.zone) == (at, ALMATY.key)
        if kind == "month":
            assert plan.day == day
        if kind == "week":
            assert len(plan.days) == len(days)


WORDS = (
    "завтра",
    "ертең",
    "кешкі",
    "в",
    "сағат",
    "at",
    "pm",
    "5 декабря",
    "пн",
    "-",
    "05.12",
    "18:00",
    "9-да",
    "and",
)


@settings(max_examples=600, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
    extra=st.integers(0, 99),
    place=st.integers(0, 5),
)
def test_every_figure_typed_is_used(words: list[str], extra: int, place: int) -> None:
    """A figure more makes another time of it, or none at all."""
    more = [*words[:place], f"{extra}", *words[place:]]
    for kind in ("once", "week", "month", "day"):
        before = times.read(kind, " ".join(words), NOW, ALMATY)
        after = times.read(kind, " ".join(more), NOW, ALMATY)
        if not isinstance(before, Doubt) and not isinstance(after, Doubt):
            assert after != before or re.search(rf"\b{extra}\b|\b0?{extra % 12}\b", " ".join(words))


@pytest.mark.parametrize(("first", "second"), list(product(("ru", "kk", "en"), repeat=2)))
def test_languages_may_be_mixed(first: str, second: str) -> None:
    days = {"kk": "ертең", "ru": "завтра", "en": "tomorrow"}
    hours = {"kk": "кешкі 7-де", "ru": "в 7 вечера", "en": "at 7pm"}
    assert written(times.read("once", f"{days[first]} {hours[second]}", NOW, ALMATY)) == "2026-11-25 19:00"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("01.11.2026", "2026-11-01"), ("1 қараша", "2026-11-01"), ("с 1 ноября 2025 года", "2025-11-01"),
        ("24.11", "2026-11-24"), ("25.11", "2025-11-25"),
        ("29 февраля", "2024-02-29"),
        ("2026 жылғы 3 мамыр", "2026-05-03"), ("2026-01-31", "2026-01-31"),
        ("бүгін", "2026-11-24"), ("кеше", "2026-11-23"), ("вчера", "2026-11-23"), ("since yesterday", "2026-11-23"),
        ("позавчера", "2026-11-22"), ("алдыңғы күннен бері", "2026-11-22"), ("3 күн бұрын", "2026-11-21"),
        ("три дня назад", "2026-11-21"), ("a week ago", "2026-11-17"), ("неделю назад", "2026-11-17"),
        ("екі апта бұрын", "2026-11-10"), ("10 days ago", "2026-11-14"), ("сейсенбіден бері", "2026-11-24"),
        ("с понедельника", "2026-11-23"), ("since Wednesday", "2026-11-18"), ("1 қарашадан бері", "2026-11-01"),
        ("since 1 November", "2026-11-01"), ("начиная с 1 ноября", "2026-11-01"), ("с ноября", "2026-11-01"),
        ("қараша айынан бері", "2026-11-01"), ("желтоқсаннан", "2025-12-01"), ("с декабря 2024", "2024-12-01"),
        ("жыл басынан бері", "2026-01-01"), ("с начала года", "2026-01-01"), ("beginning of the year", "2026-01-01"),
        ("ай басынан", "2026-11-01"), ("с начала недели", "2026-11-23"), ("2025 жылдан бері", "2025-01-01"),
        ("с 2025 года", "2025-01-01"), ("2024", "2024-01-01"), ("вторник 24 ноября", "2026-11-24"),
        ("keşe", "2026-11-23"), ("кешеден", "2026-11-23"),
    ],
)  # fmt: skip
def test_the_day_since_which_something_counts_is_over_or_today(typed: str, day: str) -> None:
    moment = times.since(typed, NOW, ALMATY)
    assert not isinstance(moment, Doubt), moment
    assert f"{moment:%Y-%m-%d %H:%M}" == f"{day} 00:00"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("25.11.2026", Reason.AHEAD), ("31.02.2026", Reason.DATE), ("кеше емес", Reason.PART),
        ("завтра", Reason.AHEAD), ("среда 24 ноября", Reason.DATE), ("вчера 5 ноября", Reason.DATE),
        ("с начала 2024 месяца", Reason.PART), ("давно", Reason.PART), ("5/6/2026", Reason.TWO), ("", Reason.DAY),
    ],
)  # fmt: skip
def test_what_is_no_such_day_is_said(typed: str, reason: Reason) -> None:
    doubt = times.since(typed, NOW, ALMATY)
    assert isinstance(doubt, Doubt) and doubt.reason is reason
