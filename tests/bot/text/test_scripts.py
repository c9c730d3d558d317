"""Kazakh in Latin and Arabic letters, there and back."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.faq import letters, way_back
from benchmarks.faq.way_back import Lexicon
from bot.faq.library import Library
from bot.text import scripts

LIBRARY = Library.load()


@pytest.mark.parametrize(
    ("cyrillic", "in_latin", "in_arabic"),
    [
        ("тіл", "tıl", "ءتىل"),
        ("білім", "bılım", "ءبىلىم"),
        ("үшін", "üşın", "ءۇشىن"),
        ("өтініш", "ötınış", "ءوتىنىش"),
        ("белгілі", "belgılı", "بەلگىلى"),
        ("мүмкіндік", "mümkındık", "مۇمكىندىك"),
        ("қазақ", "qazaq", "قازاق"),
        ("азаматтық", "azamattyq", "ازاماتتىق"),
        ("зейнетақы", "zeinetaqy", "زەينەتاقى"),
        ("апостиль", "apostil", "اپوستيل"),
        ("жиһаз", "jihaz", "جيھاز"),
    ],
)
def test_words_as_the_note_has_them(cyrillic: str, in_latin: str, in_arabic: str) -> None:
    assert scripts.latin_word(cyrillic) == in_latin
    assert scripts.arabic_word(cyrillic) == in_arabic


def test_capitals_follow_the_alphabet_of_2021() -> None:
    assert scripts.to_latin("Иран ІІМ Ішкі ЖСН") == "İran IIM Işkı JSN"


@pytest.mark.parametrize("convert", [scripts.to_latin, scripts.to_arabic])
def test_what_is_not_kazakh_stays(convert: Callable[[str], str]) -> None:
    text = (
        'Жауап: <a href="https://egov.kz/kk">egov.kz</a>, 4 325 теңге, №&nbsp;5, eGov Mobile, '
        "<code>қандас</code> және «Халықтың көші-қоны туралы» Заң."
    )
    shown = convert(text)
    for kept in ('<a href="https://egov.kz/kk">', "</a>", "4 325", "&nbsp;", "eGov", "<code>қандас</code>"):
        assert kept in shown
    assert "«Халықтың көші-қоны туралы»" in shown
    assert "теңге" not in shown


def test_arabic_text_isolates_what_runs_left_to_right() -> None:
    shown = scripts.to_arabic("Құны 4 325 теңге; egov.kz, иә?")
    assert "\u20664 325\u2069" in shown
    assert "\u2066egov.kz\u2069" in shown
    assert shown.endswith("؟") and "؛" in shown and "،" in shown
    assert shown.count("\u2066") == shown.count("\u2069") == 2


def test_a_name_of_several_latin_words_keeps_its_order_in_arabic_text() -> None:
    assert "\u2066Enbek Migration\u2069" in scripts.to_arabic("порталы мен оның Enbek Migration қосымшасы")


@pytest.mark.parametrize(
    "spelling", ["قۇقىق", "\u0674\u0628\u0649\u0644\u0649\u0645", "\u0628\u0649\u0644\u0649\u0645\u0621"]
)
def test_other_encodings_are_understood(spelling: str) -> None:
    assert way_back.from_arabic(spelling, Lexicon(scripts.arabic_word, (), ("құқық",))) in ("құқық", "білім")


def test_entries_come_back_the_same() -> None:
    results = letters.measured(words := letters.words_of(LIBRARY))
    for script, bar in letters.BAR.items():
        assert letters.shares(words, results[script, "as shipped"])[0] >= bar
        assert letters.shares(words, results[script, "rules and loan stems"])[1] >= bar


def test_displayed_entries_come_back_with_their_numbers_and_tags() -> None:
    for entry in LIBRARY:
        answer = entry.texts["kk"].answer
        for shown in (scripts.to_latin(answer), scripts.to_arabic(answer)):
            assert re.findall(r"<[^>]+>", shown) == re.findall(r"<[^>]+>", answer)
            assert re.findall(r"\d+", shown) == re.findall(r"\d+", answer)


BACK_WORDS = st.text("абғджзқлмнңоопрстұышауы", min_size=1, max_size=12)
FRONT_WORDS = st.text("әбгджзклмнңөпрстүішеүіе", min_size=1, max_size=12)
PLAIN = st.one_of(BACK_WORDS, FRONT_WORDS)


@given(PLAIN)
def test_native_letters_come_back_from_latin_by_rule(word: str) -> None:
    if "тс" in word or "тш" in word:
        return
    bare = Lexicon(scripts.latin_word, (), ())
    assert way_back.from_latin(scripts.latin_word(word), bare) == word


@given(PLAIN)
def test_words_of_one_harmony_come_back_from_arabic_by_rule(word: str) -> None:
    bare = Lexicon(scripts.arabic_word, (), ())
    assert way_back.from_arabic(scripts.arabic_word(word), bare) == word


@given(st.text(max_size=80))
def test_no_text_breaks_the_letters(text: str) -> None:
    assert scripts.to_latin(text) is not None
    assert scripts.to_arabic(text) is not None
