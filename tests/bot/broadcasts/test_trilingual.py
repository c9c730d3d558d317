"""The gate between writing a broadcast and sending it."""

from typing import Any

import pytest

from bot.broadcasts.numbers import stated
from bot.broadcasts.trilingual import faults

ALL = ("kk", "ru", "en")


def content(kk: str = "Сәлем", ru: str = "Привет", en: str = "Hello") -> dict[str, Any]:
    return {"kk": {"text": kk}, "ru": {"text": ru}, "en": {"text": en}}


def kinds(*args: Any) -> list[tuple[str, str | None]]:
    return [(fault.kind, fault.language) for fault in faults(*args)]


def test_three_plain_texts_have_no_fault() -> None:
    assert faults(content(), ALL, None) == []


def test_a_language_left_out_stops_unless_it_falls_back() -> None:
    two = {"kk": {"text": "Сәлем"}, "ru": {"text": "Привет"}}
    assert kinds(two, ALL, None) == [("missing", "en")]
    assert kinds(two, ("kk", "ru"), None) == []
    assert kinds(two, ALL, ["ru", "kk"]) == []
    assert kinds(two, ALL, ["en"]) == [("missing", "en")]


def test_an_empty_text_is_a_missing_one() -> None:
    assert kinds(content(en="  \n"), ALL, None) == [("missing", "en")]


def test_length_is_counted_after_rendering() -> None:
    long = content(kk="ө" * 4097)
    assert kinds(long, ALL, None) == [("long", "kk")]
    assert faults(content(kk="ө" * 4096 + "\n\n"), ALL, None) == []
    html = {"kk": {"text": "<b>" + "ө" * 4096 + "</b>", "parse_mode": "HTML"}}
    assert faults(html, ("kk",), None) == []


def test_a_caption_is_shorter_and_an_album_has_none() -> None:
    photo = {"type": "photo", "file_id": "x"}
    one = {"kk": {"text": "ө" * 1025, "media": [photo]}}
    assert faults(one, ("kk",), None)[0].facts == {"length": 1025, "limit": 1024}
    assert faults({"kk": {"text": "ө" * 1025, "media": [photo, photo]}}, ("kk",), None) == []
    assert kinds({"kk": {"text": "", "media": [photo, photo]}}, ("kk",), None) == [("bare", "kk")]


@pytest.mark.parametrize("broken", ["<b>x", "x</i>", "<b><i>x</b></i>", "<table>x</table>"])
def test_broken_html_stops(broken: str) -> None:
    part = {"kk": {"text": broken, "parse_mode": "HTML"}}
    assert ("markup", "kk") in kinds(part, ("kk",), None)


def test_entities_must_lie_inside_the_text_counted_in_utf16() -> None:
    def fault(length: int) -> list[tuple[str, str | None]]:
        bold = {"type": "bold", "offset": 0, "length": length}
        return kinds({"kk": {"text": "😀!", "entities": [bold]}}, ("kk",), None)

    assert fault(3) == []
    assert fault(4) == [("markup", "kk")]


def test_tags_typed_as_text_are_pointed_out() -> None:
    [fault] = faults(content(ru="<b>Привет</b>"), ALL, None)
    assert (fault.kind, fault.language, fault.stops) == ("tag", "ru", False)


def test_an_unequal_placeholder_stops_and_an_equal_one_is_pointed_out() -> None:
    assert kinds(content(kk="Сәлем, {name}"), ALL, None) == [("placeholder", "kk")]
    everywhere = content("Сәлем, {name}", "Привет, {name}", "Hello, {name}")
    [fault] = faults(everywhere, ALL, None)
    assert (fault.kind, fault.stops) == ("left", False)


def test_a_number_that_differs_is_named_with_its_languages() -> None:
    [fault] = faults(
        content("25 қараша, 100 грант", "25 ноября, 100 грантов", "November 25, 110 grants"), ALL, None
    )[:1]
    assert (fault.kind, fault.stops) == ("numbers", False)
    assert fault.facts == {"number": "100", "here": ["kk", "ru"], "others": ["en"]}


def test_a_missing_link_button_is_pointed_out() -> None:
    three = content()
    three["kk"]["buttons"] = [[{"text": "Сайт", "url": "https://example.org"}]]
    [fault] = faults(three, ALL, None)
    assert (fault.kind, fault.facts) == ("buttons", {"others": ["ru", "en"]})


def test_what_stops_comes_first() -> None:
    found = faults({"kk": {"text": "5"}, "ru": {"text": "6"}}, ALL, None)
    assert [fault.stops for fault in found] == [True, False, False]


@pytest.mark.parametrize(
    "same",
    [
        (
            "25 қараша 2026 жылы сағат 18:30-да",
            "25 ноября 2026 года в 18:30",
            "on November 25, 2026 at 6:30 pm",
        ),
        ("1 000 000 теңге", "1 000 000 тенге", "1,000,000 tenge"),
        ("2,5 пайыз", "2,5 процента", "2.5 percent"),
        ("25.11.2026", "2026-11-25", "25 November 2026"),
        ("https://a.kz/kk/1 қараңыз", "см. https://a.kz/ru/2", "see https://a.kz/en/3"),
    ],
)
def test_the_same_numbers_written_in_three_ways(same: tuple[str, str, str]) -> None:
    assert stated(same[0]) == stated(same[1]) == stated(same[2])
