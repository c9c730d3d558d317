"""Emergency numbers stand with their sources; each planted fault has its line."""

from pathlib import Path

import pytest

from bot.directory import emergency
from bot.errors import StartError
from bot.text.catalogs import LOCALES


def test_the_shipped_numbers_are_in_order() -> None:
    assert list(emergency.faults()) == []


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("KZ", "112 102 103 101"),
        ("CN", "110 120 119"),
        ("TR", "112"),
        ("DE", "112 110 112 112"),
        ("US", "911"),
    ],
)
def test_numbers_are_those_of_the_sources(country: str, numbers: str) -> None:
    row = emergency.load().numbers[country]
    assert " ".join(filter(None, (getattr(row, service) for service in emergency.SERVICES))) == numbers


@pytest.mark.parametrize("country", ["TM", "OM", "ID"])
def test_what_sources_contradict_is_not_shown(country: str) -> None:
    assert country not in emergency.load().numbers


def test_a_number_of_one_source_is_marked() -> None:
    assert emergency.load().numbers["UZ"].unconfirmed == ("police", "ambulance", "fire")


def test_helplines_are_those_for_the_danger_and_the_country() -> None:
    listed = emergency.load()
    assert [line.phone for line in listed.lines_for("captivity", "KZ")] == ["116 16", ""]
    assert [line.phone for line in listed.lines_for("captivity", "TR")] == [""]
    assert listed.lines_for("disaster", "KZ") == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sources = ["trthaber", "saglik"]', "sources = []", "numbers.TR: no source"),
        ('"trthaber", "saglik"', '"somebody"', "numbers.TR: source somebody is not in the table of sources"),
        ("[numbers.TR]", "[numbers.QQ]", "numbers.QQ: no country QQ"),
        ('url = "https://kun.uz', 'url = "kun.uz', "sources.kun: needs a title and a url"),
        ('kk = "Адам саудасына қарсы жедел желі", ', "", "no name in kk"),
        ('police = "110"\nambulance = "120"', 'police = "110"\nambulence = "120"', "unknown key ambulence"),
    ],
)
def test_each_fault_has_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (LOCALES / emergency.NAME).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / emergency.NAME).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(said in fault for fault in emergency.faults(tmp_path))
    with pytest.raises(StartError):
        emergency.load(tmp_path)


def test_without_the_file_nothing_starts(tmp_path: Path) -> None:
    assert "cannot be read as TOML" in next(emergency.faults(tmp_path))
