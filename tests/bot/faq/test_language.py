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


@pytest.mark.parametrize("own", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    "text", ["паспорт", "виза", "kandas", "да", "Ата жолы", "апостиль диплом", "visa", "bolashak", "ИИН"]
)
def test_words_that_languages_share_do_not_tell_one(text: str, own: str) -> None:
    assert not asked(text).speaks(own)


@pytest.mark.parametrize(
    ("text", "own", "language"),
    [
        ("виза керек пе", "ru", "kk"),
        ("нужна виза", "kk", "ru"),
        ("kandas documents", "kk", "en"),
        ("qandas qujattary", "en", "kk"),
        ("I live in Zürich and need a visa", "en", "en"),
        ("как получить визу в Қазақстан", "ru", "ru"),
        ("پاسپورت", "en", "kk"),
    ],
)
def test_words_of_one_language_outweigh_the_asker_s_own(text: str, own: str, language: str) -> None:
    assert asked(text).speaks(own)
    assert asked(text).language == language


@pytest.mark.parametrize(
    "text", ["документтер", "кандас документтері", "документтерди", "справкалар", "визаларым"]
)
def test_kazakh_endings_on_russian_stems_are_kazakh(text: str) -> None:
    assert asked(text).language == "kk"


@pytest.mark.parametrize(
    "text", ["министерство", "куда звонит бухгалтер", "секретарь не отвечает", "хороший мастер", "родители"]
)
def test_russian_words_that_end_alike_stay_russian(text: str) -> None:
    assert asked(text).language == "ru"
