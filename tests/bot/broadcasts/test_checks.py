"""What is checked between writing a broadcast and sending it."""

from typing import Any

import pytest

from bot.broadcasts.checks import Fault, text_faults
from bot.broadcasts.checks import faults as draft_faults
from bot.broadcasts.content import Content
from bot.text.numbers import stated
from tests.bot.broadcasts.test_audience import NOW, planned

ALL = ("kk", "ru", "en")


def content(kk: str = "Сәлем", ru: str = "Привет", en: str = "Hello") -> dict[str, Any]:
    return {"kk": {"text": kk}, "ru": {"text": ru}, "en": {"text": en}}


def faults(texts: dict[str, Any], needed: tuple[str, ...], fallback: list[str] | None) -> list[Fault]:
    return text_faults(Content.of(texts), needed, fallback)


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
    assert kinds(long, ALL, None)[0] == ("long", "kk")
    assert ("long", "kk") not in kinds(content(kk="ө" * 4096 + "\n\n"), ALL, None)
    html = {"kk": {"text": "<b>" + "ө" * 4096 + "</b>", "parse_mode": "HTML"}}
    assert faults(html, ("kk",), None) == []


def test_a_caption_is_shorter_and_an_album_has_none() -> None:
    photo = {"type": "photo", "file_id": "x"}
    captioned = {"kk": {"text": "ө" * 1025, "media": [photo]}}
    assert faults(captioned, ("kk",), None)[0].facts == {"length": 1025, "limit": 1024}
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
    [fault] = [fault for fault in faults(three, ALL, None) if fault.kind == "buttons"]
    assert (fault.kind, fault.facts) == ("buttons", {"others": ["ru", "en"]})


def test_what_stops_comes_first() -> None:
    listed = faults({"kk": {"text": "5"}, "ru": {"text": "6"}}, ALL, None)
    assert [fault.stops for fault in listed] == [True, False, False]


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
        ("1-желтоқсан", "1 декабря", "December 1st"),
        ("2026 жылғы 1–3 желтоқсан", "1–3 декабря 2026 года", "December 1–3, 2026"),
        ("3-5 желтоқсанда", "3-5 декабря", "3-5 December"),
        ("10 мың теңге", "10 тыс. тенге", "10,000 tenge"),
        ("1,5 млн теңге", "1,5 миллиона тенге", "1.5 million tenge"),
        ("сағат 18.00-де", "в 18.00", "at 6 pm"),
        ("18.00–20.00", "18:00–20:00", "6–8 pm"),
        ("сағат 18-де, 3 күн", "в 18 часов, 3 дня", "at 18:00, 3 days"),
        ("кешкі 6-да, таңғы 9:30-да", "в 6 вечера, в 9:30 утра", "at 6 pm, 9:30 am"),
        ("18.00-ден 20.30-ға дейін", "с 18.00 до 20.30", "from 18:00 to 20:30"),
        ("+7 727 123 45 67", "8 (727) 123-45-67", "+7 (727) 123-45-67"),
        ("8 мамыр, 8 орын, 120 адам", "8 мая, 8 мест, 120 человек", "May 8, 8 seats, 120 people"),
        ("01.12-ден", "с 01.12", "from 1 December"),
        ("51\u00a0900 теңге", "51\u202f900 тенге", "51,900 tenge"),
        (
            "5-ке 86\u00a0673, 7-ге 121\u00a0360",
            "на 5 86 673, на 7 – 121\u2009360",
            "for 5 86,673, for 7 121,360",
        ),
        ("2 сағат 10 минут", "2 часа 10 минут", "2 hours 10 minutes"),
        ("0,10–0,13 млн", "0,10–0,13 млн", "0.10–0.13 million"),
        ("өту шегі 15, 20", "порог 15, 20", "pass marks 15, 20"),
    ],
)
def test_the_same_numbers_written_in_three_ways(same: tuple[str, str, str]) -> None:
    assert stated(same[0]) == stated(same[1]) == stated(same[2])


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("10 мың", "10 тыс. 500"),
        ("кешкі 6-да", "в 7 вечера"),
        ("1–3 желтоқсан", "1–4 декабря"),
        ("+7 727 123 45 67", "+7 727 123 45 68"),
        ("3 күн", "3 дня, 2 ночи"),
        ("1,5 млн", "15 млн"),
    ],
)
def test_different_numbers_stay_different(text: str, other: str) -> None:
    assert stated(text) != stated(other)


KK = "Құрметті отандастар, құжаттарыңызды консулдыққа апару үшін алдын ала жазылыңыз, уақытында келіңіз."
RU = "Дорогие соотечественники, чтобы сдать документы в консульство, запишитесь заранее и приходите вовремя."
EN = "Dear compatriots, to hand in your documents at the consulate please register early and come in time."
LATIN = "Qurmetti otandastar, qujattaryñyzdy konsuldyqqa aparu üşin aldyn ala jazylyñyz, uaqytynda keliñiz."


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        (content(KK, RU, EN), []),
        (content(LATIN, RU, EN), []),
        (content(RU, KK, EN), [("wrong", "kk"), ("wrong", "ru")]),
        (content(KK, EN, RU), [("wrong", "ru"), ("wrong", "en")]),
        (content(KK, RU, LATIN), [("wrong", "en")]),
        (content("Астана, 5.12, 18:00", "Астана, 5.12, 18:00", "Astana, 5.12, 18:00"), []),
        (content("OK", "ОК", "OK"), []),
    ],
)
def test_a_text_in_the_box_of_another_language_is_pointed_out(
    texts: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    assert kinds(texts, ALL, None) == wrong


def test_a_site_that_a_language_leaves_out_is_pointed_out() -> None:
    texts = content(
        f"{KK} https://www.egov.kz/cms/kk", f"{RU} https://egov.kz/cms/ru", f"{EN} https://gov.kz"
    )
    links = [fault for fault in faults(texts, ALL, None) if fault.kind == "links"]
    assert [(fault.facts["place"], fault.facts["others"]) for fault in links] == [
        ("egov.kz", ["en"]),
        ("gov.kz", ["kk", "ru"]),
    ]
    texts["en"] = {"text": EN, "buttons": [[{"text": "eGov", "url": "https://egov.kz/cms/en"}]]}
    assert {fault.kind for fault in faults(texts, ALL, None)} == {"buttons"}


def test_a_picture_that_a_language_leaves_out_is_pointed_out() -> None:
    texts = content(KK, RU, EN)
    texts["kk"]["media"] = [{"type": "photo", "file_id": "f"}]
    [fault] = faults(texts, ALL, None)
    assert (fault.kind, fault.facts["others"], fault.stops) == ("media", ["ru", "en"], False)


def test_lengths_that_differ_wildly_are_pointed_out() -> None:
    [fault] = faults(content(f"{KK} {KK} {KK}", f"{RU} {RU} {RU}", EN), ALL, None)
    assert (fault.kind, fault.facts["others"]) == ("lengths", ["en"])
    assert faults(content(f"{KK} {KK}", f"{RU} {RU}", EN), ALL, None) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"urgent": False}, {"calm"}),
        ({"audience": {}}, {"groups"}),
        ({"schedule": {"every": "day", "at": "10:00", "zone": "Asia/Almaty"}}, {"comes_again"}),
        ({"schedule": {"every": "once", "at": "10:00", "zone": "Asia/Almaty", "members": True}}, set()),
        ({"check_in_ended_at": NOW}, {"ended"}),
        ({"check_in_id": None, "urgent": False, "audience": {}}, set()),
    ],
)
def test_a_check_in_is_urgent_to_persons_once_and_before_its_end(
    changes: dict[str, Any], expected: set[str]
) -> None:
    asking = {"check_in_id": 5, "urgent": True, "audience": {"persons": True}}
    draft = planned(**{**asking, "composer": {}, "kind": "send", **changes})
    own = {"calm", "groups", "comes_again", "ended"}
    assert {fault.kind for fault in draft_faults(draft, None, NOW)} & own == expected
