"""Whole files: what is good is taken, what is not is named by its line, and what holds no members says the way."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory import topics
from bot.errors import StartError
from bot.members.import_file import Fault, Good, Row, read
from bot.members.table import opened
from tests.bot.members import corpus

DATA = Path(__file__).parent / "data"  # as msoffcrypto-tool and xlwt write them
HEAD = "chat_id,language,country,timezone,topics\n"
TOPICS = topics.load()
THREE = [
    Row(1001, "kk", "DE", "Europe/Berlin", ("events", "quota")),
    Row(1002, "ru", "MN"),
    Row(-1001234567890, "en", None, "Asia/Almaty", ("law",)),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "members.csv"


def records(file: Path, content: str | bytes) -> list[Good | Fault]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read(opened(file, TOPICS), TOPICS))


def rows(file: Path, content: str | bytes) -> list[Row]:
    return [record.row for record in records(file, content) if isinstance(record, Good)]


@pytest.mark.parametrize("name", corpus.SAME)
def test_the_same_members_are_read_from_every_file(file: Path, name: str) -> None:
    assert [getattr(record, "row", record) for record in records(file, corpus.SAME[name])] == THREE


def test_the_corpus_has_forty_files() -> None:
    assert len(corpus.SAME) >= 40 and len(set(corpus.SAME.values())) == len(corpus.SAME)


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("-100123,ru,,,", Row(-100123, "ru")),
        ("2,,,,", Row(2)),
        (" 3 , EN , de , , quota;;quota ;", Row(3, "en", "DE", None, ("quota",))),
        ('"4","kk","TR","","quota"\r', Row(4, "kk", "TR", None, ("quota",))),
        ("5,kk,,,events,quota", Row(5, "kk", topics=("events", "quota"))),
        ("6,kk-Latn,,,", Row(6, "kk", script="latn")),
    ],
)
def test_a_good_line_becomes_a_member(file: Path, line: str, row: Row) -> None:
    assert records(file, HEAD + line + "\n") == [Good(2, row)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("abc,kk,,,", "chat_id 'abc' is not a Telegram chat id"),
        (",kk,,,", "chat_id is empty"),
        ("3_9,kk,,,", "is not a Telegram chat id"),
        ("1,de,,,", "language 'de' is unknown; use kk, ru, en"),
        ("1,kk,ZZ,,", "country 'ZZ' is unknown; use an ISO 3166-1 code like MN"),
        ("1,kk,,Mars,", "timezone 'Mars' is unknown"),
        ("1,kk,,,nope", "topic 'nope' is unknown"),
        ("1,kk\0,,,", "language"),
        ("1,kk", "fewer than 5 columns"),
        ("1,kk,,,,x", "topic 'x' is unknown"),
        ('1,"kk', "not CSV"),
        ("1,kk,,," + "a" * 200_000, "not CSV: field larger than field limit"),
        ("x,de,ZZ,Mars,nope", "'x' is not .*'de' is unknown.*'ZZ' is unknown.*'Mars' is unknown.*'nope' is"),
    ],
)
def test_a_bad_line_is_named_and_spoils_no_other(file: Path, line: str, reason: str) -> None:
    fault, *good = records(file, f"{HEAD}{line}\n\n5,kk,,,\n")
    assert isinstance(fault, Fault) and fault.line == 2
    assert re.search(reason, fault.reason)
    assert good == [Good(4, Row(5, "kk"))]


def test_bytes_of_another_encoding_are_named_by_their_line(file: Path) -> None:
    bad, good = records(file, HEAD.encode() + "1,қазақша,,,\n".encode("kz1048") + "2,қазақша,,,\n".encode())
    assert bad == Fault(2, "not UTF-8; save the file in that encoding") and good == Good(3, Row(2, "kk"))


def test_an_id_that_lost_its_digits_in_attributes_is_refused(file: Path) -> None:
    text = 'uuid,attributes\nx,"{""telegram_id"": 1.23457e+11}"\n'
    [fault] = records(file, text)
    assert isinstance(fault, Fault) and "was shortened by a spreadsheet" in fault.reason


@pytest.mark.parametrize(
    "head", ["Chat ID", "chatId", "CHAT-ID", "Telegram ID", "ИД чата", "Чат нөмірі", "TG"]
)
def test_the_column_of_chat_ids_has_many_names(file: Path, head: str) -> None:
    assert rows(file, f"{head};Есімі\n1;А\n") == [Row(1)]


def test_of_two_columns_of_ids_the_one_that_is_called_best_counts(file: Path) -> None:
    assert rows(file, "user_id,telegram,telegram_id\n7,@aigerim,1001\n") == [Row(1001)]
    held = {"telegram_id": 1001, "telegram": "@aigerim", "user_id": 7, "name": None}
    assert rows(file, corpus.listmonk((held, "enabled"))) == [Row(1001)]


def test_only_the_chat_id_must_be_there(file: Path) -> None:
    assert rows(file, "chat_id\n1\n2\n") == [Row(1), Row(2)]


def test_columns_may_stand_in_any_order_beside_others(file: Path) -> None:
    text = "Topics, timezone,note,country,language,chat_id\nquota,,x,KZ,kk,7\n"
    assert rows(file, text) == [Row(7, "kk", "KZ", None, ("quota",))]


def test_lost_letters_are_noticed_where_they_matter_and_where_they_do_not(file: Path) -> None:
    text = "chat_id;name;country\n1;?йгерім;Қазақстан\n2;А;?аза?стан\n3;Why?;\n".encode()
    first, second, third = records(file, text)
    assert first == Good(2, Row(1, country="KZ"), lost=True) and third == Good(4, Row(3))
    assert isinstance(second, Fault) and "country '?аза?стан' lost letters" in second.reason


def test_a_kazakh_file_saved_in_a_russian_code_page_says_so(file: Path) -> None:
    text = corpus.delimited(corpus.NAMED, delimiter=";").decode()
    saved = records(file, text.encode("cp1251", "replace"))
    assert [isinstance(record, Fault) and "lost letters" in record.reason for record in saved] == [True] * 3


def test_a_head_that_lost_letters_is_still_understood(file: Path) -> None:
    assert rows(file, "chat_id;Та?ырыптар;Уа?ыт белдеуі\n1;quota;Asia/Almaty\n") == [
        Row(1, timezone="Asia/Almaty", topics=("quota",))
    ]


@pytest.mark.parametrize(
    ("country", "cell", "home"),
    [
        ("", "Өлгий", ("MN", "1515436")),
        ("Германия", "Мюнхен", ("DE", "2867714")),
        ("DE", "munich", ("DE", "2867714")),
        ("ru", "Омбы", ("RU", "1496153")),
        ("", "أستانا", ("KZ", "1526273")),
        ("KZ", "Алтай", ("KZ", "1516438")),
        ("", "2950159 Berlin", ("DE", "2950159")),
    ],
)
def test_a_city_is_read_by_its_name_in_any_language(
    file: Path, country: str, cell: str, home: tuple[str, str]
) -> None:
    [row] = rows(file, f"chat_id,елі,қаласы\n7,{country},{cell}\n")
    assert (row.country, row.city) == home


@pytest.mark.parametrize(
    ("country", "cell", "reason"),
    [
        ("", "Алтай", "city 'Алтай' is the name of several (CN and KZ); write the country beside it"),
        ("TR", "Berlin", "city 'Berlin' is not known in TR"),
        ("", "Шағын ауыл", "city 'Шағын ауыл' is not known"),
        ("", "К?кшетау", "city 'К?кшетау' lost letters"),
    ],
)
def test_a_city_that_is_not_known_keeps_nobody_out(file: Path, country: str, cell: str, reason: str) -> None:
    [record] = records(file, f"chat_id,country,city\n7,{country},{cell}\n")
    assert isinstance(record, Good) and record.without.startswith(reason)
    assert record.row == Row(7, country=country or None)


def test_what_excel_shortened_is_refused_with_the_remedy(file: Path) -> None:
    day, number, text, good = records(file, corpus.dated_workbook())
    assert isinstance(day, Fault) and "'2026-01-05T00:00:00' is not a Telegram chat id" in day.reason
    for shortened in (number, text):
        assert (
            isinstance(shortened, Fault)
            and "format the column as Number without decimals" in shortened.reason
        )
    assert good == Good(5, Row(1001, "kk"))


def test_listmonk_keeps_what_it_does_not_know_in_a_cell(file: Path) -> None:
    content = corpus.listmonk(
        ({"telegram_id": 1001, "lang": "kaz", "country": "Германия", "topics": ["events", "law"]}, "enabled"),
        ({"telegram": {"id": "1002"}, "language": "ru", "city": "Өлгий"}, "enabled"),
        ({"telegram_id": 1003, "topics": ["events"]}, "blocklisted"),
        ({"city": "Ankara"}, "enabled"),
        ({}, "disabled"),
    )
    first, second, third, *others = records(file, content)
    assert first == Good(2, Row(1001, "kk", "DE", None, ("events", "law")))
    assert second == Good(3, Row(1002, "ru", "MN", city="1515436"))
    assert third == Good(4, Row(1003, stopped=True))
    for line, fault in enumerate(others, 5):
        assert fault == Fault(line, "no Telegram chat id, only 'email'", address=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_rapidpro_has_its_own_columns(file: Path, encoding: str) -> None:
    first, second, third, fourth = records(file, corpus.delimited(corpus.rapidpro(), encoding))
    assert first == Good(2, Row(1001, "kk", "DE", "Europe/Berlin", ("events",)))
    assert second == Good(3, Row(1002, "ru", "MN"))
    assert third == Good(4, Row(1003, "en", stopped=True))
    assert fourth == Fault(5, "no Telegram chat id, only 'URN:Tel'", address=True)


def test_rapidpros_workbook_is_read_too(file: Path) -> None:
    assert len(rows(file, corpus.workbook(corpus.rapidpro()))) == 3


@pytest.mark.parametrize(
    ("kind", "chat_id"),
    [
        ("private_supergroup", "-1001234567890"),
        ("public_supergroup", "-1001234567890"),
        ("private_group", "-1234567890"),
        ("personal_chat", None),
    ],
)
def test_an_export_of_telegram_desktop_gives_the_groups_chat_id(
    file: Path, kind: str, chat_id: str | None
) -> None:
    content = corpus.telegram_desktop().replace(b"private_supergroup", kind.encode())
    with pytest.raises(StartError) as refused:
        records(file, content)
    told = str(refused.value).partition("A group is reached by adding the bot to it")[2]
    assert told == (f" and importing chat_id {chat_id}" if chat_id else "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (corpus.google(), "only addresses of other kinds"),
        (corpus.workbook([("Аты", "Телефон"), ("Ә.", "+77010000000")]), "only addresses of other kinds"),
        (b"user_id,name,email\n7,A,a@example.org\n", "only addresses of other kinds"),
        (b"Name;E-Mail\r\nA;a@example.org\r\n", "only addresses of other kinds"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\nTEL:+7701\r\nEND:VCARD\r\n", "a phone book"),
        (corpus.telegram_desktop(), "JSON, as Telegram Desktop exports"),
        (b'[{"id": 1}]', "JSON"),
    ],
)
def test_people_without_chat_ids_are_reached_by_an_invitation(file: Path, content: bytes, words: str) -> None:
    with pytest.raises(StartError) as refused:
        records(file, content)
    assert words in str(refused.value) and "https://t.me/NAME?start=topic_TOPIC" in str(refused.value)
    assert "\n" not in str(refused.value)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from(list(corpus.SAME.values()))))
    for _ in range(data.draw(st.integers(1, 4))):
        at, cut = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 30))
        content[at : at + cut] = data.draw(st.binary(max_size=4))
    damaged = tmp_path_factory.getbasetemp() / "damaged"
    try:
        read_again = records(damaged, bytes(content))
    except StartError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert all("\n" not in record.reason for record in read_again if isinstance(record, Fault))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("\n", "empty"),
        ("chat;lang\n1;kk\n", "line 1: no column chat_id; the head must be chat_id,language,country"),
        ("1001,kk,MN,,events\n", "line 1: no column chat_id"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "another program's document, not a table"),
        ((DATA / "old.xls").read_bytes(), "an old Excel file (.xls); save it in Excel as .xlsx"),
        ((DATA / "password.xlsx").read_bytes(), "a workbook with a password; in Excel take the password off"),
        (b"PK\x03\x04 torn", "no Excel workbook that can be read"),
        (corpus.workbook(corpus.PLAIN)[:2000], "no Excel workbook that can be read"),
        (corpus.workbook([("a", "b"), ("1", "2")]), "no column chat_id"),
        ("<html><table><tr><td>1</td></tr></table></html>", "no table that can be read"),
        (b"%PDF-1.7", "no table that can be read"),
        (b"\x1f\x8b\x08" + bytes(20), "an archive, a picture or a database, not a table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "an archive, a picture or a database, not a table"),
        (b"SQLite format 3\0" + bytes(20), "an archive, a picture or a database, not a table"),
    ],
)
def test_what_is_no_table_of_members_is_refused_with_the_remedy(
    file: Path, content: str | bytes, words: str
) -> None:
    with pytest.raises(StartError) as refused:
        records(file, content)
    assert str(refused.value).startswith(f"{file}: ") and words in str(refused.value)
