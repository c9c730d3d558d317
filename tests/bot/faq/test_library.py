"""The library as a value: loaded, worded for a day, overlaid by staff."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq import toml_entry
from bot.faq.entry import Entry
from bot.faq.library import LOCALES, Library, digest, entry_files
from bot.faq.toml_entry import LibraryError

DAY = dt.date(2026, 11, 29)


def test_all_topics_are_shipped_in_category_order(library: Library) -> None:
    assert len(library) == 98
    categories = list(dict.fromkeys(entry.category for entry in library))
    assert categories == list(library.categories)


def test_the_shipped_files_are_read_and_written_without_loss() -> None:
    for file in entry_files(LOCALES):
        entry = toml_entry.read(file)
        assert reread(entry) == entry, file.name


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(codec="utf-8")), st.lists(st.text(st.characters(codec="utf-8"))))
def test_whatever_is_typed_survives_the_file(typed: str, lines: list[str]) -> None:
    entry = toml_entry.read(LOCALES / "faq" / "fraud.toml")
    text = replace(entry.raw["kk"], question=typed, steps=tuple(lines))
    entry = replace(entry, raw={**entry.raw, "kk": text}, texts={**entry.texts, "kk": text})
    assert reread(entry) == entry


def reread(entry: Entry) -> Entry:
    return toml_entry.parse("entry.toml", toml_entry.write(entry).encode())


def test_figures_are_filled_and_raw_texts_kept(locales: Path) -> None:
    entry = Library.load(locales, DAY).entries["fox-permit"]
    assert "4\u00a0325 теңге" in entry.texts["kk"].answer
    assert "{sum}" in entry.raw["kk"].answer
    assert entry.stale == ()


def test_another_day_makes_figures_stale_and_entries_overdue(locales: Path) -> None:
    later = Library.load(locales, DAY).on(dt.date(2027, 6, 1))
    entry = later.entries["fox-permit"]
    assert "4 325 тенге (на 2026 год)" in entry.texts["ru"].answer.replace("\u00a0", " ")
    assert entry.stale == ("sum",)
    assert entry.overdue
    assert [e.slug for e in later.overdue()] == [e.slug for e in later]


def test_figures_that_name_their_year_outlive_it(library: Library) -> None:
    """On 2 January the quota answer said eleven times that it had to be renewed."""
    later = library.on(dt.date(2027, 1, 2))
    quota = later.entries["quota-numbers-2026"]
    assert quota.stale == ()
    assert quota.texts["kk"].answer == library.entries["quota-numbers-2026"].texts["kk"].answer
    assert [entry.slug for entry in later if entry.stale] == ["business-grants"]


def test_staff_texts_lie_over_the_files(locales: Path) -> None:
    library = Library.load(locales, DAY)
    text = replace(library.entries["fox-permit"].raw["en"], answer="Now {sum}.")
    edited = library.with_overrides({("fox-permit", "en"): text, ("gone", "en"): text})
    assert edited.entries["fox-permit"].texts["en"].answer == "Now 4,325 tenge."
    assert library.entries["fox-permit"].texts["en"].answer != "Now 4,325 tenge."
    assert "gone" not in edited.entries
    assert digest(edited) == digest(library)


def test_neighbours_and_categories(locales: Path) -> None:
    library = Library.load(locales, DAY)
    assert [entry.slug for entry in library.related("fox-permit")] == ["boat-licence"]
    assert library.related("nothing") == []
    assert len(library.in_category("entry")) == 2
    assert library.get("nothing") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('slug = "fox-permit"', "", "fox-permit.toml: slug: missing"),
        ("[ru]", "[xx]", "fox-permit.toml: ru: missing or not a table"),
        ("review_by = 2027-05-24", 'review_by = "soon"', "fox-permit.toml: review_by: must be date, not str"),
        ("steps = [", "steps = [1, ", "steps: must be a list of texts"),
        ("[kk]", "[kk", "fox-permit.toml: not TOML"),
        ('title = "adilet.zan.kz"', "title = 5", "fox-permit.toml: sources.title: must be str, not int"),
        ('title = "adilet.zan.kz"', "", "fox-permit.toml: sources.title: missing"),
        ('category = "entry"', "category = [1]", "fox-permit.toml: category: must be str, not list"),
    ],
)
def test_a_fault_names_file_and_key(locales: Path, old: str, new: str, said: str) -> None:
    file = locales / "faq" / "fox-permit.toml"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(LibraryError, match=said.replace("(", r"\(")):
        Library.load(locales, DAY)


def test_a_body_without_a_name_is_refused(locales: Path) -> None:
    (locales / "bodies.toml").write_text('[mfa]\nkk = "СІМ"\nru = "МИД"\n')
    with pytest.raises(LibraryError, match=r"bodies.toml: mfa.en: missing"):
        Library.load(locales, DAY)


def test_a_figure_without_a_value_is_refused(locales: Path) -> None:
    (locales / "faq" / "figures.toml").write_text('[sum]\nunit = "KZT"\n')
    with pytest.raises(LibraryError, match=r"figures.toml: sum.value"):
        Library.load(locales, DAY)
