"""One cell: what people and programs write, and what is refused with the remedy."""

from datetime import UTC, datetime

import pytest

from bot.directory.topics import load
from bot.members import values
from storage.members.members import Chosen

NAMES = values.topic_names(load())


@pytest.mark.parametrize(
    ("cell", "chat_id"),
    [
        ("1001", 1001),
        ("-1001234567890", -1001234567890),
        ("−1001234567890", -1001234567890),
        ("1001.0", 1001),
        ("1001,00", 1001),
        ("1 234 567 890", 1234567890),
        ("1\u00a0234\u00a0567", 1234567),
        ("'1001", 1001),
        ('="1001"', 1001),
        ("–1001234567890", -1001234567890),
        ("telegram:1001", 1001),
        ("telegram:1001#aigerim", 1001),
        (" 1001 ", 1001),
        ("0001001", 1001),
        ("", None),
    ],
)
def test_a_chat_id_is_read_however_a_spreadsheet_writes_it(cell: str, chat_id: int | None) -> None:
    assert values.chat_id(cell) == chat_id


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1,23457E+11", "shortened by a spreadsheet"),
        ("1.23457e+11", "shortened by a spreadsheet"),
        ("-1,00123E+12", "format the column as Number"),
        ("9" * 5000, "(5000 characters) is not a Telegram chat id"),
        ("²", "is not a Telegram chat id"),
        ("١٢٣", "is not a Telegram chat id"),
        ("१२३", "is not a Telegram chat id"),
        ("1_001", "is not a Telegram chat id"),
        ("0", "is not a Telegram chat id"),
        ("4503599627370496", "is not a Telegram chat id"),
        ("12.5", "is not a Telegram chat id"),
        ("+7 701 123 45 67", "is a phone number"),
        ("@aigerim", "is a name or an e-mail address"),
        ("a@example.org", "is a name or an e-mail address"),
        ("1001\n1002", "is not a Telegram chat id"),
    ],
)
def test_what_is_no_chat_id_is_refused_with_the_reason(cell: str, words: str) -> None:
    with pytest.raises(ValueError) as refused:
        values.chat_id(cell)
    assert words in str(refused.value) and "\n" not in str(refused.value) and len(str(refused.value)) < 250


@pytest.mark.parametrize(
    ("cell", "language"),
    [
        ("kk", ("kk", None)),
        ("KK", ("kk", None)),
        ("kaz", ("kk", None)),
        ("kk-KZ", ("kk", None)),
        ("kk_Latn", ("kk", "latn")),
        ("kk-Arab", ("kk", "arab")),
        ("қазақша", ("kk", None)),
        ("Қазақ тілі", ("kk", None)),
        ("казахский", ("kk", None)),
        ("Kazakh", ("kk", None)),
        ("قازاقشا", ("kk", None)),
        ("RUS", ("ru", None)),
        ("орысша", ("ru", None)),
        ("Русский", ("ru", None)),
        ("Russian", ("ru", None)),
        ("eng", ("en", None)),
        ("ағылшын тілі", ("en", None)),
        ("английский", ("en", None)),
        ("ENGLISH", ("en", None)),
        ("", (None, None)),
    ],
)
def test_a_language_has_many_names(cell: str, language: tuple[str | None, str | None]) -> None:
    assert values.language(cell) == language


@pytest.mark.parametrize(
    ("cell", "country"),
    [
        ("mn", "MN"),
        ("MNG", "MN"),
        ("Моңғолия", "MN"),
        ("МОНГОЛИЯ", "MN"),
        ("Mongolia", "MN"),
        ("tur", "TR"),
        ("Turkey", "TR"),
        ("Түркия", "TR"),
        ("Южная Корея", "KR"),
        ("Great Britain", "GB"),
        ("UK", "GB"),
        ("Өзбекстан", "UZ"),
        ("ҚХР", "CN"),
        ("Ресей", "RU"),
        ("deu", "DE"),
        ("Қазақстан Республикасы", "KZ"),
        ("", None),
    ],
)
def test_a_country_has_codes_and_names(cell: str, country: str | None) -> None:
    assert values.country(cell) == country


@pytest.mark.parametrize(
    ("cell", "zone"),
    [
        ("asia/almaty", "Asia/Almaty"),
        ("EUROPE/BERLIN", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("Алматы", "Asia/Almaty"),
        ("Ташкент", "Asia/Tashkent"),
        ("utc", "UTC"),
        ("", None),
    ],
)
def test_a_zone_is_found_in_any_case_and_by_its_city(cell: str, zone: str | None) -> None:
    assert values.timezone(cell) == zone


@pytest.mark.parametrize(
    ("read", "cell", "words"),
    [
        (values.language, "de", "language 'de' is unknown; use kk, ru, en"),
        (values.country, "Атлантида", "country 'Атлантида' is unknown; use an ISO 3166-1 code like MN"),
        (values.country, "?аза?стан", "lost letters when the file was saved"),
        (values.country, "??????", "lost letters"),
        (values.country, "Ta\ufffdkent", "lost letters"),
        (values.language, "?аза?ша", "“CSV UTF-8”"),
        (values.timezone, "localtime", "timezone 'localtime' is unknown"),
        (values.timezone, "UTC+5", "timezone 'UTC+5' is unknown; use a name like Asia/Almaty"),
        (values.timezone, "Mars", "timezone 'Mars' is unknown; use a name like Asia/Almaty"),
        (values.letters, "grek", "use cyrl, latn, arab"),
        (values.quiet_hours, "25:00-08:00", "are not hours like 21:00-08:00"),
        (values.chosen, "colour", "use"),
    ],
)
def test_what_is_unknown_is_refused_with_the_remedy(read: object, cell: str, words: str) -> None:
    assert callable(read)
    with pytest.raises(ValueError) as refused:
        read(cell)
    assert words in str(refused.value)


def test_topics_go_by_slug_or_name_and_either_sign() -> None:
    assert values.topics("events;quota", NAMES) == ("events", "quota")
    assert values.topics("Events, QUOTA ,", NAMES) == ("events", "quota")
    for topic in load().values():
        for name in topic.name.values():
            assert values.topics(name, NAMES) == (topic.slug,)
    with pytest.raises(ValueError, match="topic 'nope' is unknown; use business, "):
        values.topics("events;nope", NAMES)


def test_times_need_their_zone() -> None:
    assert values.time("joined_at", "2026-11-29T10:00:00+05:00") == datetime(2026, 11, 29, 5, tzinfo=UTC)
    for wrong in ("2026-11-29T10:00:00", "yesterday", "0001-01-01T00:00:00+14:00"):
        with pytest.raises(ValueError, match="is not a time with its zone"):
            values.time("joined_at", wrong)


def test_choices_go_by_their_columns() -> None:
    assert values.chosen("language;topics") == Chosen.LANGUAGE | Chosen.TOPICS
    assert values.quiet_hours("21:30-08:00") == values.quiet_hours("21:30-8:00") == (1290, 480)


def test_how_often_is_one_of_our_words_and_of_a_topic_with_its_name() -> None:
    assert values.frequency("daily") == "daily" and values.frequency("") is None
    with pytest.raises(ValueError, match="use at_once, daily, weekly"):
        values.frequency("hourly")
    assert values.topic_frequencies("work:daily; Жұмыс:weekly;law:at_once", NAMES) == (
        ("law", "at_once"),
        ("work", "weekly"),
    )
    for wrong in ("work", "work:hourly", ":daily", "nosuch:daily"):
        with pytest.raises(ValueError, match=r"work:daily|unknown"):
            values.topic_frequencies(wrong, NAMES)


def test_an_hour_of_digests_is_minutes_after_midnight() -> None:
    assert values.clock("digest_at", "09:30") == 570 and values.clock("digest_at", "") is None
    for as_excel_saves_it in ("9:30", "9:30:00", "09:30:00"):
        assert values.clock("digest_at", as_excel_saves_it) == 570
    for odd in ("9:3", "24:00", "9:30:15", "9", "9.30", "٩:30"):
        with pytest.raises(ValueError, match=f"digest_at '{odd}' is not an hour like 09:00"):
            values.clock("digest_at", odd)
