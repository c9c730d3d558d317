"""The tables of states are whole; the files of names are; a changed consent is a new version."""

from hashlib import sha256
from pathlib import Path

import pytest

from bot.errors import StartError
from bot.offers import consent, fields, introductions, kinds, lifecycle
from bot.offers.kinds import Kind
from storage.offers import introductions as introduction_rows
from storage.offers import offers

CONSENTS = {"2026-11": "3b8dead390e62724"}


def test_states_are_those_of_the_columns() -> None:
    assert tuple(lifecycle.State) == offers.STATES
    assert tuple(introductions.State) == introduction_rows.STATES


def test_every_verb_leads_from_some_states_of_an_offer_to_one() -> None:
    assert set(lifecycle.TRANSITIONS) == set(lifecycle.Verb)
    for before, after in lifecycle.TRANSITIONS.values():
        assert before and set(before) <= set(lifecycle.State) and after in lifecycle.State


def test_only_waiting_introductions_go_on_and_each_verb_ends_all_of_them_but_a_yes() -> None:
    assert {state for state, _ in introductions.AFTER} == set(introductions.WAITING)
    for verb in introductions.Verb:
        after = {introductions.AFTER[state, verb] for state in introductions.WAITING}
        assert verb is introductions.Verb.AGREE or (len(after) == 1 and after <= set(introductions.FINAL))
    assert set(introductions.WAITING) | set(introductions.FINAL) == set(introductions.State)
    assert set(introductions.AGAIN) < set(introductions.FINAL)


def test_every_kind_has_a_name_and_every_language_one_in_each_of_ours() -> None:
    assert set(kinds.NAMES) == set(Kind)
    for reader in ("kk", "ru", "en"):
        names = [kinds.language_name(code, reader) for code in kinds.LANGUAGES]
        assert len(set(names)) == len(names) and not set(names) & set(kinds.LANGUAGES)


def test_fields_are_named_in_three_languages_and_other_is_the_last() -> None:
    assert list(fields.known())[-1] == fields.OTHER
    for language in ("kk", "ru", "en"):
        names = [field.name[language] for field in fields.known().values()]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("[it]\nsign='x'\nkk='a'\nru='b'\nen='c'", 'no table "other"'),
        ("[other]\nkk='a'", "no ru, en, sign"),
        ("[", "TOML"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "offer_fields.toml").write_text(content)
    with pytest.raises(StartError, match=fault):
        fields.load(tmp_path)


def test_another_consent_has_another_version() -> None:
    """Members agreed to a version: whoever changes the text gives it a new one and adds its digest here."""
    assert sha256(consent.TEXT.encode()).hexdigest()[:16] == CONSENTS[consent.VERSION]
