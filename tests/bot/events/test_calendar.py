"""The calendar file, read back as a calendar reads it; the link; and which events concern whom."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import icalendar
import pytest

from bot import offered
from bot.events import calendar
from bot.text.translator import Translator
from storage.events.events import Event
from tests.handlers.running_bot import catalogs

LINK = "https://t.me/otandas_bot?start=event_12"
START = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)
EVENT = Event(
    12,
    "announced",
    {
        "kk": {
            "title": "Кездесу; Берлин, 2026",
            "description": "Бірінші\nекінші",
            "place": "Абай үйі, Берлин",
        },
        "ru": {"title": "Встреча", "description": "О языке", "place": "Дом Абая, Берлин"},
        "en": {"title": "Meeting", "description": "About the language", "place": "Abai house, Berlin"},
    },
    starts_at=START,
    ends_at=datetime(2026, 11, 27, 19, 0, tzinfo=UTC),
    zone="Europe/Berlin",
    latitude=52.52,
    longitude=13.405,
    version=3,
    updated_at=datetime(2026, 11, 24, 6, tzinfo=UTC),
)


def read(
    event: Event, language: str = "kk", script: str = "cyrl"
) -> tuple[icalendar.Calendar, icalendar.Event]:
    translator = Translator.of(catalogs(), language, script)
    parsed = icalendar.Calendar.from_ical(calendar.file(translator, event, LINK, "otandas_bot.t.me"))
    assert isinstance(parsed, icalendar.Calendar)
    [entry] = parsed.events
    return parsed, entry


def test_the_file_reads_back_as_it_was_meant() -> None:
    parsed, entry = read(EVENT)
    assert not parsed.errors and not entry.errors
    assert entry["summary"] == "Кездесу; Берлин, 2026"
    assert entry["location"] == "Абай үйі, Берлин"
    assert entry["description"].startswith("Бірінші\nекінші") and LINK in entry["description"]
    assert (entry["uid"], entry["sequence"], entry["status"]) == ("event-12@otandas_bot.t.me", 3, "CONFIRMED")
    assert entry["geo"].latitude == 52.52


def test_its_times_stand_in_the_events_zone_with_that_zones_rules() -> None:
    parsed, entry = read(EVENT)
    start = entry["dtstart"].dt
    assert entry["dtstart"].params["TZID"] == "Europe/Berlin" and f"{start:%H:%M}" == "18:30"
    assert start == START and entry["dtend"].dt == EVENT.ends_at
    assert [str(zone["tzid"]) for zone in parsed.timezones] == ["Europe/Berlin"]
    rules = parsed.timezones[0].to_tz()
    assert (
        datetime(2026, 11, 27, 18, 30, tzinfo=rules).utcoffset()
        == datetime(2026, 11, 27, 18, 30, tzinfo=ZoneInfo("Europe/Berlin")).utcoffset()
    )


@pytest.mark.parametrize(
    ("language", "script", "summary"),
    [("kk", "latn", "Kezdesu; Berlin, 2026"), ("ru", "cyrl", "Встреча"), ("en", "cyrl", "Meeting")],
)
def test_it_is_in_the_readers_language_and_letters(language: str, script: str, summary: str) -> None:
    assert read(EVENT, language, script)[1]["summary"] == summary


def test_a_canceled_one_says_so_and_one_without_an_end_has_none() -> None:
    parsed, entry = read(
        Event(1, "canceled", EVENT.texts, START, zone="UTC", link="https://a.kz/x", updated_at=START)
    )
    assert parsed["method"] == "CANCEL"  # RFC 5546, 3.2.5
    assert entry["status"] == "CANCELLED" and "dtend" not in entry and entry["url"] == "https://a.kz/x"


def test_it_is_written_as_calendars_demand() -> None:
    """RFC 5545: lines of 75 bytes ending in CRLF (3.1), one of each of these in the calendar (3.6), in a published
    event (RFC 5546, 3.2.1), and in its time zone; Outlook takes no file without them."""
    written = calendar.file(Translator.of(catalogs(), "kk", "arab"), EVENT, LINK, "otandas_bot.t.me")
    lines = written.split(b"\r\n")
    assert lines[-1] == b"" and not any(b"\n" in line or len(line) > 75 for line in lines)
    names = [line.partition(b":")[0].partition(b";")[0].decode() for line in lines if line[:1] != b" "]
    for needed in ("VERSION", "PRODID", "METHOD", "UID", "DTSTAMP", "SUMMARY", "SEQUENCE", "DTEND"):
        assert names.count(needed) == 1, needed
    assert b"BEGIN:VTIMEZONE" in lines and b"METHOD:PUBLISH" in lines
    assert names.index("BEGIN") == 0 and lines[-2] == b"END:VCALENDAR"


def test_the_links_carry_time_place_and_title() -> None:
    address = calendar.outlook(Translator.of(catalogs(), "en"), EVENT, LINK)
    fields = parse_qs(urlsplit(address).query)
    assert (fields["startdt"], fields["enddt"]) == (["2026-11-27T17:30:00Z"], ["2026-11-27T19:00:00Z"])
    assert (fields["subject"], fields["location"]) == (["Meeting"], ["Abai house, Berlin"])
    assert "+" not in address.partition("?")[2]  # Outlook shows a plus as one
    address = calendar.google(Translator.of(catalogs(), "en"), EVENT, LINK)
    fields = parse_qs(urlsplit(address).query)
    assert fields["dates"] == ["20261127T173000Z/20261127T190000Z"] and fields["ctz"] == ["Europe/Berlin"]
    assert fields["text"] == ["Meeting"] and fields["location"] == ["Abai house, Berlin"]


@pytest.mark.parametrize(
    ("topic", "where", "concerned"),
    [
        (None, [], True),
        ("culture", [], True),
        ("work", [], False),
        (None, ["DE", "TR"], True),
        (None, ["TR"], False),
        ("culture", ["TR"], False),
    ],
)
def test_whom_it_concerns(topic: str | None, where: list[str], *, concerned: bool) -> None:
    event = Event(1, "announced", {}, topic=topic, countries=where)
    assert offered.concerns(event, ("culture", "law"), "DE") is concerned
    mine, others = offered.parted([event], ("culture", "law"), "DE", ())
    assert (mine, others) == (([event], []) if concerned else ([], [event]))
    assert offered.parted([event], (), "DE", (1,))[0] == [event]  # who answered sees it among their own
