"""A new entry's name and first words, and its row."""

from dataclasses import replace

import pytest

from bot.faq import new_entry
from bot.faq.library import Library
from bot.faq.rules import faults_in, faults_of

LIBRARY = Library.load()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Мәшине әкелуге бола ма?", "masine-akeluge-bola-ma"),
        ("Как привезти собаку", "kak-privezti-sobaku"),
        ("Can I bring a dog?", "can-i-bring-a-dog"),
        ("قازاق ەلى، پاسپورت؟", "kazak-eli-pasport"),
        ("؟!", "new-entry"),
        ("figures", "figures-2"),
    ],
)
def test_a_slug_is_the_words_in_latin_letters(text: str, slug: str) -> None:
    assert new_entry.slug_of(text, set()) == slug


def test_a_slug_is_unique_and_short_enough_for_a_button() -> None:
    first = new_entry.slug_of("сөз " * 40, set())
    assert len(first) <= new_entry.LONGEST
    assert new_entry.slug_of("сөз " * 40, {first}) == f"{first}-2"


def test_each_language_begins_with_what_was_asked_in_it_without_personal_numbers() -> None:
    asked = [
        ("kk", "Итім бар"),
        ("kk", "Итімді алып келсем бола ма?"),
        ("kk", "ИТІМ БАР"),
        ("ru", "Собака & кошка"),
        ("en", "Call me on 87011234567"),
        ("tr", "köpek"),
    ]
    entry = new_entry.begun("it", asked, LIBRARY)
    assert entry.raw["kk"].question == "Итім бар"
    assert entry.raw["kk"].phrasings == ("Итімді алып келсем бола ма?",)
    assert entry.raw["ru"].question == "Собака &amp; кошка"
    assert entry.raw["en"].question == ""
    assert new_entry.read("it", new_entry.stored(entry)) == entry


def test_every_entry_of_the_files_survives_its_row() -> None:
    for entry in LIBRARY:
        kept = new_entry.read(entry.slug, new_entry.stored(entry))
        assert (kept.raw, kept.sources, kept.review_by) == (entry.raw, entry.sources, entry.review_by)


def test_the_checkers_rules_hold_before_there_is_a_file() -> None:
    whole = LIBRARY.entries["atameken"]
    assert faults_of(replace(whole, slug="new"), LIBRARY) == []
    keys = {fault.key for fault in faults_of(new_entry.begun("new", [], LIBRARY), LIBRARY)}
    assert {"owner", "sources", "kk.question", "ru.answer", "en.phrasings"} <= keys


@pytest.mark.parametrize(
    "text", ["Төлқұжатым N12345678 дайын ба", "Маған aigul@mail.kz жазыңыз", "Нөмірім 87001234567"]
)
def test_a_name_that_stays_in_the_log_has_nothing_personal(text: str) -> None:
    assert new_entry.slug_of(text, ()) == "new-entry"


def test_as_many_phrasings_as_a_file_holds_are_too_many() -> None:
    text = replace(LIBRARY.entries["kandas-apply"].raw["kk"], phrasings=("қалай аламын",) * 5000)
    [fault] = faults_in(text, "kk", LIBRARY)
    assert fault.key == "kk.phrasings" and "at most" in fault.reason
