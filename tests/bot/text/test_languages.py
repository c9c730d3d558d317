"""A language is whole: whoever adds one is told what is missing."""

import pytest
from babel import Locale

from bot.text.catalogs import LOCALES, catalog_path
from bot.text.languages import CODES, DATES, LANGUAGES, NAMES, PLURALS, guess
from bot.text.translator import LANGUAGE_NAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_names_plurals_dates_and_catalog(language: str) -> None:
    assert set(PLURALS[language]) <= {*Locale(language).plural_form.tags, "other"}
    assert Locale.parse(DATES[language]).language == language
    assert catalog_path(LOCALES, language).is_file()
    assert language in LANGUAGE_NAMES


def test_every_code_has_a_name() -> None:
    assert NAMES.keys() == CODES.keys()
    assert {language for language, _script in CODES.values()} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("ru", "ru"), ("kk-KZ", "kk"), ("EN_us", "en"), ("pt-br", "kk"), ("", "kk"), (None, "kk")],
)
def test_a_member_is_spoken_to_as_their_telegram_is_set(tag: str | None, language: str) -> None:
    assert guess(tag, "kk") == language
