"""Script, language and keyboard of a question."""

import pytest

from bot.faq import weights
from bot.faq.language import Reading, read, script_of


def asked(text: str) -> Reading:
    return read(text, weights.load().letters)


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("Қандас мәртебесін қайда рәсімдейді?", "kk", "cyrl"),
        ("кандас куалигин узарту ушин не истеймин", "kk", "cyrl"),
        ("qujattardy qaida tapsyramyn", "kk", "latn"),
        ("azamattıq alğım keledi", "kk", "latn"),
        ("قۇجاتتاردى قايدا تاپسىرامىن", "kk", "arab"),
        ("куда сдавать документы на статус", "ru", "cyrl"),
        ("where do I hand in the documents", "en", "latn"),
        ("Kazakistan'a nasıl göç ederim", "kk", "latn"),
        ("12345", "en", "latn"),
    ],
)
def test_language_and_script(text: str, language: str, script: str) -> None:
    reading = asked(text)
    assert (reading.script, script_of(text)) == (script, script)
    if any(letter.isalpha() for letter in text):
        assert reading.language == language


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghj[jlbnm 'rpfvty gj rfpf[crjve", "проходить экзамен по казахскому"),
        ("rfr gjkexbnm uhf;lfycndj", "как получить гражданство"),
        ("0fylfc 09;fnnfhs", "қандас құжаттары"),
        ("дщые зфыызщке", "lost passport"),
        ("йфтвфы ьфкеуиуы", "qandas martebes"),
    ],
)
def test_wrong_keyboard_is_read_as_meant(typed: str, meant: str) -> None:
    assert asked(typed).text == meant


@pytest.mark.parametrize("text", ["ЭЦП", "IIN", "ВНЖ рк", "egov", "KAZTEST b1", "ок", "</b></i>", "a b"])
def test_abbreviations_are_not_taken_for_a_wrong_keyboard(text: str) -> None:
    assert asked(text).text == text
