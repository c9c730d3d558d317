"""Encodings are told by what they make of the words."""

import pytest

from bot.members.encodings import decoded

KAZAKH = "chat_id;language;country\r\n1;қазақша;Қазақстан\r\n2;орысша;Өзбекстан\r\n3;ағылшынша;Түркия\r\n"
RUSSIAN = "chat_id;language;country\r\n2;русский;Россия\r\n3;английский;ОАЭ\r\n"
TURKISH = "chat_id,language,country,name\n1,kk,Türkiye,Gülşen Çağlar\n2,kk,Almanya,Ömer İğdır\n"
CHINESE = "chat_id,language,country,name\n1,kk,CN,哈萨克\n2,kk,CN,阿勒泰\n"


@pytest.mark.parametrize("text", [KAZAKH, RUSSIAN, TURKISH, CHINESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_its_mark(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_a_big_endian_mark_is_read() -> None:
    assert decoded(b"\xfe\xff" + KAZAKH.encode("utf-16-be")) == KAZAKH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KAZAKH, "kz1048"),
        (RUSSIAN, "kz1048"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "mac-cyrillic"),
        (TURKISH, "cp1254"),
        (CHINESE, "gb18030"),
    ],
)
def test_a_code_page_is_recognised_by_its_words(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_one_line_of_another_encoding_does_not_spoil_the_others() -> None:
    text = decoded(KAZAKH.encode() + "4;русский;Россия\r\n".encode("cp1251"))
    assert text.startswith(KAZAKH) and "\udcf0" in text


@pytest.mark.parametrize("content", [b"", b"\x00", b"\xff", b"\xff\xfe", b"\xff\xfea", bytes(range(256))])
def test_no_bytes_make_it_fail(content: bytes) -> None:
    assert isinstance(decoded(content), str)
