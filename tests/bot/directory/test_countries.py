import pytest

from bot.directory import countries


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Польша", "PL"),
        ("polsha", "PL"),
        ("Poland", "PL"),
        ("Түркия", "TR"),
        ("turkiye", "TR"),
        ("қытай", "CN"),
        ("Kytai", "CN"),
        ("قىتاي", "CN"),
        ("АҚШ", "US"),
        ("USA", "US"),
        ("англия", "GB"),
        ("Жапония", "JP"),
        ("Italiya", "IT"),
    ],
)
def test_a_country_is_named_however_it_is_written(typed: str, code: str) -> None:
    assert countries.named(typed) == code


@pytest.mark.parametrize("typed", ["", "   ", "асдфг", "?!", "🙂"])
def test_what_is_no_country_is_not_named(typed: str) -> None:
    assert countries.named(typed) is None


def test_common_countries_have_names_and_flags() -> None:
    assert countries.flag("KZ") == "🇰🇿"
    assert all(
        countries.name(code, language) != code for code in countries.COMMON for language in ("kk", "ru", "en")
    )
