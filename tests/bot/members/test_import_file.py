"""Lines of a members' CSV: what is good, what is not and why, and that one bad line spoils no other."""

import io
from pathlib import Path

import pytest

from bot.directory import topics
from bot.errors import StartError
from bot.members.import_file import Fault, read
from storage.members.bulk_import import MemberRow

HEAD = "chat_id,language,country,timezone,topics\n"
TOPICS = topics.load()


def checked(text: str) -> list[MemberRow | Fault]:
    return list(read(io.StringIO(text, newline=""), Path("members.csv"), TOPICS, "kk"))


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (
            "1,kk,DE,Europe/Berlin,events;quota",
            MemberRow(1, "kk", "DE", "Europe/Berlin", ("events", "quota")),
        ),
        ("-100123,ru,,,", MemberRow(-100123, "ru", None, None, ())),
        ("2,,,,", MemberRow(2, "kk", None, None, ())),
        (" 3 , EN , de , , quota;;quota ;", MemberRow(3, "en", "DE", None, ("quota",))),
        ('"4","kk","TR","","quota"\r', MemberRow(4, "kk", "TR", None, ("quota",))),
    ],
)
def test_a_good_line_becomes_a_member(line: str, row: MemberRow) -> None:
    assert checked(HEAD + line + "\n") == [row]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("abc,kk,,,", "chat_id 'abc' is not a Telegram chat id"),
        ("0,kk,,,", "is not a Telegram chat id"),
        ("99999999999999999999,kk,,,", "is not a Telegram chat id"),
        ("٣٨,kk,,,", "is not a Telegram chat id"),
        ("3_9,kk,,,", "is not a Telegram chat id"),
        ("1,de,,,", "language 'de' is unknown; use kk, ru, en"),
        ("1,kk,ZZ,,", "country 'ZZ' is unknown; use an ISO 3166-1 code like MN"),
        ("1,kk,,Mars,", "timezone 'Mars' is unknown"),
        ("1,kk,,,nope", "topic 'nope' is unknown"),
        ("1,kk\0,,,", "language"),
        ("1,kk", "fewer than 5 columns"),
        ("1,kk,,,,x", "more than 5 columns"),
        ('1,"kk', "not CSV"),
        ("1,kk,,," + "a" * 200_000, "not CSV: field larger than field limit"),
        ("1,\udcea\udce0,,,", "not UTF-8"),
    ],
)
def test_a_bad_line_is_named_and_spoils_no_other(line: str, reason: str) -> None:
    fault, *good = checked(f"{HEAD}{line}\n\n5,kk,,,\n")
    assert isinstance(fault, Fault) and fault.line == 2 and reason in fault.reason
    assert good == [MemberRow(5, "kk", None, None, ())]


def test_columns_may_stand_in_any_order_beside_others() -> None:
    [row] = checked("Topics, timezone,note,country,language,chat_id\nquota,,x,KZ,kk,7\n")
    assert row == MemberRow(7, "kk", "KZ", None, ("quota",))


@pytest.mark.parametrize(
    "text", ["", "\n", "chat_id;language;country;timezone;topics\n1;kk;;;\n", "chat_id\n1\n"]
)
def test_a_wrong_head_is_refused_with_the_right_one(text: str) -> None:
    with pytest.raises(StartError, match=r"members\.csv: line 1: no column .*chat_id,language,country"):
        checked(text)
