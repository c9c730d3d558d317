import pytest

from bot.text.catalogs import Catalogs
from bot.text.languages import CODES
from bot.text.translator import Translator, converted

CATALOGS = Catalogs.load()


@pytest.mark.parametrize("code", CODES)
def test_a_code_names_a_language_and_its_letters(code: str) -> None:
    translator = Translator.coded(CATALOGS, code)
    assert translator is not None and translator.code == code


def test_an_unknown_code_has_no_translator() -> None:
    assert Translator.coded(CATALOGS, "zz") is None


def test_letters_count_for_kazakh_only() -> None:
    assert Translator.of(CATALOGS, "ru", "arab").label("Back") == "Назад"


def test_sentences_are_said_in_the_readers_letters() -> None:
    said = [Translator.of(CATALOGS, "kk", script).label("Main menu") for script in ("cyrl", "latn", "arab")]
    assert said == ["Басты мәзір", "Basty mäzır", "باستى ءمازىر"]


def test_what_fills_a_place_is_never_markup() -> None:
    assert "&lt;b&gt;" in Translator.of(CATALOGS, "kk").t("Country: {country}", country="<b>")


@pytest.mark.parametrize("script", ["latn", "arab"])
@pytest.mark.parametrize("kept", ["/topics", "@otandas_bot", "migration.enbek.kz", "<b>", "&lt;", "2026"])
def test_what_is_no_word_stays_whole(script: str, kept: str) -> None:
    assert kept in converted(f"Тақырыптар {kept} осында", script)
