"""Places stand with their sources; each planted fault has its line; nothing is invented."""

from pathlib import Path
from shutil import copytree

import pytest

from bot.directory import emergency, places
from bot.directory.place import Kind
from bot.directory.place_check import FOLDER, faults
from bot.errors import StartError
from bot.text.catalogs import LOCALES


def test_the_shipped_places_are_in_order() -> None:
    assert list(faults()) == []


def test_a_mission_is_said_once() -> None:
    """What is shown to somebody in danger comes from the same table."""
    text = (LOCALES / emergency.NAME).read_text(encoding="utf-8")
    assert "embassy" not in text.replace("mongolia.embassy.gov.au", "")
    assert [place.slug for place in places.load().missions("TR")] == [
        "embassy-ankara",
        "consulate-general-istanbul",
        "consulate-antalya",
    ]


@pytest.mark.parametrize(
    ("country", "missions"),
    [
        ("DE", ["embassy-berlin", "consulate-general-frankfurt-am-main", "consulate-general-munich"]),
        ("DK", ["embassy-stockholm"]),
        ("HK", ["consulate-general-hong-kong"]),
        ("NP", []),
        (None, []),
    ],
)
def test_missions_are_those_in_a_country_or_competent_for_it(
    country: str | None, missions: list[str]
) -> None:
    assert [place.slug for place in places.load().missions(country)][:3] == missions


def test_every_number_is_dialled_from_abroad() -> None:
    assert all(place.phone.startswith("+") for place in places.load().by_slug.values() if place.phone)


def test_an_honorary_consulate_is_no_mission_to_call_in_danger() -> None:
    kinds = {place.kind for place in places.load().missions("FR")}
    assert kinds == {Kind.EMBASSY}
    assert any(place.kind is Kind.HONORARY_CONSULATE for place in places.load().of("FR"))


def test_only_a_sourced_point_is_one() -> None:
    listed = places.load()
    berlin, house = listed.by_slug["embassy-berlin"], listed.by_slug["abai-house-berlin"]
    assert berlin.point is not None and house.point is None
    assert house.near == (52.52, 13.41)  # its city's


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("europe.toml", 'sources = ["wikidata", "botschaft"]', "sources = []", "embassy-berlin: no source"),
        ("europe.toml", '"botschaft"', '"hearsay"', "source hearsay is not in the table of sources"),
        ("europe.toml", 'country = "DE"', 'country = "XX"', "no country XX"),
        ("europe.toml", 'country = "DE"\n', "", "embassy-berlin: no country"),
        ("europe.toml", 'kind = "embassy"', 'kind = "shop"', "kind must be one of embassy"),
        ("europe.toml", 'confidence = "high"', 'confidence = "sure"', "confidence must be one of confirmed"),
        ("europe.toml", "checked_on = 2026-11-28", 'checked_on = "today"', "checked_on must be a date"),
        ("europe.toml", "checked_on = 2026-11-28", "checked_on = 2026-11-28T10:00:00", "checked_on must be a date"),
        ("europe.toml", 'phone = "+39 06 3630 1130"', 'phone = "06 3630 1130"', "as it is dialled from abroad"),
        ("europe.toml", "point = [52.59, 13.3927]", "point = [13.3927, 520.59]", "[north, east] in degrees"),
        ("europe.toml", "point = [52.59, 13.3927]", "point = [52.59]", "[north, east] in degrees"),
        ("europe.toml", 'kk = "Берлин", ', "", "no city in kk"),
        ("europe.toml", "[embassy-berlin]", "[Embassy_1]", "a slug has up to 36 small letters"),
        ("europe.toml", 'unconfirmed = ["address", "point"]', 'unconfirmed = ["hours"]', "names hours, which is not"),
        ("europe.toml", "address = ", "adress = ", "unknown key adress"),
        ("europe.toml", "[consulate-general-munich]", "[embassy-ankara]", "also the slug of another place"),
        ("houses.toml", 'en = "Omsk"', 'en = "Nowhere"', None),
        ("houses.toml", '"Омбы", ru = "Омск", en = "Omsk"', '"Qq", ru = "Qq", en = "Qq"', "no city of this name"),
        ("sources.toml", 'url = "http://botschaft', 'url = "botschaft', "botschaft: needs a title and a url"),
        ("houses.toml", 'sources = ["opinions"]', 'sources = ["sputnik"]', "opinions: no place rests on it"),
        ("world.toml", "[embassy-emirates]", "[embassy-emirates", "cannot be read as TOML"),
        ("world.toml", "# Missions", "stray = 1\n# Missions", "stray: is no table of a place"),
    ],
)  # fmt: skip
def test_each_fault_has_its_line(tmp_path: Path, file: str, old: str, new: str, said: str | None) -> None:
    copytree(LOCALES / FOLDER, tmp_path / FOLDER)
    text = (tmp_path / FOLDER / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FOLDER / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    lines = [": ".join(fault) for fault in faults(tmp_path)]
    if said is None:  # two names of a city are enough to know where it is
        assert lines == []
        return
    assert any(said in line for line in lines), lines
    with pytest.raises(StartError):
        places.load(tmp_path)


@pytest.mark.parametrize("content", [b"\x80", b"a = " + b"[" * 50_000, b"= "])
def test_what_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    copytree(LOCALES / FOLDER, tmp_path / FOLDER)
    (tmp_path / FOLDER / "world.toml").write_bytes(content)
    assert "cannot be read as TOML" in next(faults(tmp_path))[2]


def test_without_the_files_nothing_starts(tmp_path: Path) -> None:
    assert next(faults(tmp_path))[2].startswith("needs sources.toml")
