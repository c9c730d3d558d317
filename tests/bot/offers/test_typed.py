"""What is typed where a button is awaited, in any language and letters."""

import pytest

from bot.offers import typed
from tests.handlers.running_bot import catalogs


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Оқыту", "teaching"), ("oqytu", "teaching"), ("وقىتۋ", "teaching"), ("преподавание", "teaching"),
        ("наставнич", "mentoring"), ("Mentoring", "mentoring"), ("ұйым", "organisation"), ("вакансия", "vacancy"),
        ("", None), ("x", None), ("ничего такого", None),
    ],
)  # fmt: skip
def test_kinds(text: str, kind: str | None) -> None:
    assert typed.kind(catalogs(), text) == kind


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("медицина", "medicine"), ("қазақ тілі", "kazakh"), ("құқық", "law"), ("agriculture", "agriculture"),
        ("сельское", "agriculture"), ("басқа", "other"), ("бухгалтерия", "finance"), ("и", None), ("%", None),
    ],
)  # fmt: skip
def test_fields(text: str, field: str | None) -> None:
    assert typed.field(text) == field


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("қазақ", "kk"), ("казахский", "kk"), ("Deutsch", "de"), ("неміс", "de"), ("Türkçe", "tr"), ("қытай", "zh"),
        ("قازاق", "kk"), ("клингонский", None), ("", None),
    ],
)  # fmt: skip
def test_languages(text: str, code: str | None) -> None:
    assert typed.language(text) == code
