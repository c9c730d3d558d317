"""A variant that the glossary forbids is named with its file, its sentence and the word to write."""

from pathlib import Path

import pytest

from bot.errors import StartError
from bot.text import catalog_check, glossary
from bot.text.catalogs import LOCALES

TERM = """
[approve]
kk = "бекіту"
ru = "утверждать"
en = "approve"
where = "{where}"
never = {{ kk = ["мақұлда*", "=сіз*"], ru = ["одобр*", "дать добро"], en = ["egov"] }}
"""
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "A"\nmsgstr "{kk}"\n'
ENTRY = '[kk]\nquestion = "{question}"\nphrasings = ["мақұлдау"]\nsteps = ["Бірінші", "{step}"]\n'


def house(
    path: Path, where: str = "everywhere", kk: str = "Бекіту", question: str = "Сұрақ", step: str = "Екінші"
) -> Path:
    """A locales folder with one term, a catalog a language and one entry."""
    for language in ("kk", "ru", "en"):
        folder = path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "messages.po").write_text(PO.format(kk=kk if language == "kk" else "A"), encoding="utf-8")
    (path / "faq").mkdir()
    (path / "faq" / "salary.toml").write_text(ENTRY.format(question=question, step=step), encoding="utf-8")
    (path / "glossary.toml").write_text(TERM.format(where=where), encoding="utf-8")
    return path


def test_the_shipped_words_keep_to_the_glossary() -> None:
    assert list(glossary.faults()) == []
    assert len(glossary.load()) > 30


def test_what_people_type_is_not_read(tmp_path: Path) -> None:
    assert list(glossary.faults(house(tmp_path))) == []


def test_a_variant_in_a_catalog_is_named_with_sentence_and_remedy(tmp_path: Path) -> None:
    assert list(glossary.faults(house(tmp_path, kk="Жоба мақұлданды"))) == [
        "locales/kk/LC_MESSAGES/messages.po: 'Жоба мақұлданды': "
        "«мақұлданды» for “approve”: write «бекіту» (glossary.toml)"
    ]


def test_a_variant_in_an_entry_is_named_with_its_part(tmp_path: Path) -> None:
    [fault] = glossary.faults(house(tmp_path, step="Мақұлдауын күтіңіз"))
    assert fault.startswith("locales/faq/salary.toml: kk.steps: 'Мақұлдауын күтіңіз': ")
    assert "write «бекіту»" in fault


@pytest.mark.parametrize(("where", "place"), [("catalogs", "locales/kk/"), ("entries", "locales/faq/")])
def test_a_word_may_be_out_of_place_on_screens_or_in_entries_only(
    where: str, place: str, tmp_path: Path
) -> None:
    [fault] = glossary.faults(house(tmp_path, where, kk="мақұлдау", question="мақұлдау"))
    assert fault.startswith(place)


@pytest.mark.parametrize(
    ("text", "language", "wrong"),
    [
        ("Одобрено", "ru", True),
        ("неодобренный", "ru", False),  # a word begins with it
        ("дать  добро на отправку", "ru", True),
        ("дать доброе слово", "ru", False),  # without a star the word ends there
        ("through eGov", "en", True),
        ("through egov.kz", "en", False),
        ("Одобрено", "en", False),
        ("сізге", "kk", True),
        ("Сізге", "kk", False),  # = is for the very letters
        ("ЖСН-сіз", "kk", False),  # an ending, not a word
    ],
)
def test_variants_are_whole_words(text: str, language: str, wrong: bool, tmp_path: Path) -> None:
    [term] = glossary.load(house(tmp_path))
    assert (term.fault(text, language) is not None) is wrong


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('[a]\nkk = "а"\nru = "б"\n', "a: no word in en"),
        ('[a]\nkk = "а"\nru = "б"\nen = "c"\nwhere = "here"\n', "a.where: one of"),
    ],
)
def test_a_fault_of_the_glossary_itself_is_named(row: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text(row, encoding="utf-8")
    with pytest.raises(StartError, match=said):
        glossary.load(tmp_path)


def test_the_check_of_the_catalogs_holds_the_glossary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glossary, "faults", lambda locales: iter([f"{locales.name}: planted"]))
    assert catalog_check.faults(LOCALES)[-1] == "locales: planted"
