"""Each planted fault has its line."""

import datetime as dt
from pathlib import Path

import pytest

from bot.faq.check import check
from bot.faq.library import LOCALES

DAY = dt.date(2026, 11, 29)


def lines(locales: Path, day: dt.date = DAY) -> list[str]:
    return [str(fault) for fault in check(locales, day)]


def test_sound_entries_have_no_faults(locales: Path) -> None:
    assert lines(locales) == []


def test_the_shipped_entries_are_in_order() -> None:
    assert [str(fault) for fault in check(LOCALES, DAY) if not fault.warning] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[en]", "[xx]", "fox-permit.toml: en: missing"),
        (
            'answer = "The fine is {sum}. The application takes 3 days."',
            "",
            "fox-permit.toml: en.answer: missing",
        ),
        ('"tell me about fox permit"', "", "en.phrasings: at least 4"),
        ("takes 3 days", "takes 4 days", "numbers differ from kk: here only ['4'], there only ['3']"),
        ("The fine is {sum}", "The fine is 4325 tenge", "numbers differ"),
        ("{sum}", "{summ}", "{summ} is not in figures.toml"),
        ("review_by = 2027-05-24", "review_by = 2026-11-23", "review_by: 2026-11-23 is past"),
        ("checked_on = 2026-11-24", "checked_on = 2027-11-24", "checked_on: 2027-11-24 is in the future"),
        ("<b>First</b>", "<b>First", "en.steps: <b> is not closed"),
        ("<b>First</b>", "<u>First</u>", "en.steps: <u> is not allowed"),
        ("<b>First</b>", "First & last", "en.steps: write &amp; for &"),
        ("<b>First</b>", '<a href=\\"egov.kz\\">First</a>', "a link is"),
        (
            "<b>First</b>",
            '<a href=\\"https://egov.kz\\">First</a>',
            "languages: warning: egov.kz is linked in en, but",
        ),
        ("<b>First</b>", "1 {Two}", "a brace that is no figure's place"),
        ("The fine is", "The fine is " + "long " * 130, "en.answer: "),
        ("First</b> step.", "First</b> step." + " far" * 900, "at most 3500"),
        ('slug = "fox-permit"', 'slug = "fox"', "slug: 'fox' is not the file's name"),
        ('slug = "fox-permit"', 'slug = "boat-licence"', "slug: 'boat-licence' is also in boat-licence.toml"),
        ('category = "entry"', 'category = "sea"', "category: 'sea' is not in categories.toml"),
        ('owner = "mfa"', 'owner = "nobody"', "owner: 'nobody' is not in bodies.toml"),
        ('related = ["boat-licence"]', 'related = ["ghost"]', "related: 'ghost' is not another entry"),
        ('related = ["boat-licence"]', 'related = ["fox-permit"]', "related: 'fox-permit' is not another"),
        ('url = "https://adilet.zan.kz/fox-permit"', "", "sources.url: 'adilet.zan.kz' has no url"),
        ('steps = ["<b>First</b> step."]', "steps = []", "en.steps: 0 of them, kk has 1"),
        (
            '"need fox permit"',
            '"need boat licence"',
            "warning: 'need boat licence' is also in boat-licence.toml",
        ),
        ('"need fox permit"', '" "', "en.phrasings: at least 4"),
        ('steps = ["<b>First</b> step."]', 'steps = [" "]', "en.steps: is empty"),
    ],
)
def test_planted_fault(locales: Path, old: str, new: str, said: str) -> None:
    file = locales / "faq" / "fox-permit.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    assert any(said in line and line.count(": ") >= 2 for line in lines(locales)), lines(locales)


def test_a_dead_figure_is_a_fault(locales: Path) -> None:
    assert any(
        "{sum}: the figure is valid until 2026-12-31" in line for line in lines(locales, dt.date(2027, 1, 2))
    )


def test_an_expired_review_is_a_fault(locales: Path) -> None:
    assert any("review_by: 2027-05-24 is past" in line for line in lines(locales, dt.date(2027, 5, 25)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('unit = "KZT"', 'unit = "gold"', "figures.toml: sum.unit: 'gold' is not in units.toml"),
        ('source = "https://example.kz"', "", "figures.toml: sum.source: no url"),
        ("[sum]", "[other]\nvalue = 1\nsource = 'https://x.kz'\n[sum]", "other: warning: no entry uses it"),
    ],
)
def test_faults_of_figures(locales: Path, old: str, new: str, said: str) -> None:
    file = locales / "faq" / "figures.toml"
    file.write_text(file.read_text().replace(old, new))
    assert any(said in line for line in lines(locales)), lines(locales)


def test_a_file_that_is_no_toml_is_one_fault_and_the_others_are_still_checked(locales: Path) -> None:
    (locales / "faq" / "fox-permit.toml").write_text("slug = ")
    said = lines(locales)
    assert any("fox-permit.toml" in line and "not TOML" in line for line in said)
    assert any("boat-licence.toml: related: 'fox-permit'" in line for line in said)


def test_category_without_a_language(locales: Path) -> None:
    (locales / "categories.toml").write_text('[entry]\nkk = "Кіру"\nru = "Въезд"\n')
    assert "categories.toml: entry: no en" in lines(locales)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ru = {", "de = {", "no ru.other"),
        ("other =", "few =", "no kk.other"),
    ],
)
def test_a_unit_without_a_language_is_named(locales: Path, old: str, new: str, said: str) -> None:
    """It was a KeyError."""
    file = locales / "faq" / "units.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    listed = lines(locales)
    assert listed and all("units.toml" in line for line in listed) and said in listed[0]


def test_units_that_stand_for_a_date_or_the_past_must_be_there(locales: Path) -> None:
    (locales / "faq" / "units.toml").write_text("", encoding="utf-8")
    assert [line for line in lines(locales) if "past" in line and "no kk.other" in line]
