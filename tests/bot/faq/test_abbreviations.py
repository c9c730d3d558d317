"""An abbreviation is spelled out where an entry first has it."""

import datetime as dt
from pathlib import Path

import pytest

from bot.faq import abbreviations
from bot.faq.check import check
from bot.faq.entry import Text
from bot.faq.library import LOCALES

KNOWN = '[kk]\n"ЖСН" = "жеке сәйкестендіру нөмір*"\n[en]\n"IIN*" = "identification number*"\n"UN" = "united nations"\n'


@pytest.fixture
def known(tmp_path: Path) -> abbreviations.Known:
    (tmp_path / "abbreviations.toml").write_text(KNOWN, encoding="utf-8")
    return abbreviations.load(tmp_path)


@pytest.mark.parametrize(
    ("language", "answer", "steps", "said"),
    [
        ("kk", "Алдымен ЖСН-ді алыңыз.", (), [("answer", "ЖСН")]),
        ("kk", "Жеке сәйкестендіру нөмірін (ЖСН) алыңыз.", ("ЖСН-мен барыңыз.",), []),
        ("kk", "Барыңыз.", ("Онда ЖСН сұрайды.",), [("steps", "ЖСН")]),
        ("kk", "Барыңыз.", ("ЖСН алыңыз.", "Жеке сәйкестендіру нөмірі керек."), [("steps", "ЖСН")]),
        ("kk", "ЖСН – жеке сәйкестендіру нөмірі.", (), []),  # in the same part
        ("en", "Get two IINs.", (), [("answer", "IIN")]),
        ("en", "The United Nations, UN, and its UNHCR.", (), []),
        ("en", "Ask UNHCR under the law.", (), []),  # another abbreviation, and a word that begins alike
    ],
)
def test_where_it_is_not(
    known: abbreviations.Known,
    language: str,
    answer: str,
    steps: tuple[str, ...],
    said: list[tuple[str, str]],
) -> None:
    text = Text("?", (), answer, steps)
    assert list(abbreviations.unexplained(text, known[language])) == said


def test_what_the_question_names_the_answer_may_spell_out(known: abbreviations.Known) -> None:
    text = Text("ЖСН деген не?", (), "Бұл – жеке сәйкестендіру нөмірі.")
    assert list(abbreviations.unexplained(text, known["kk"])) == []


def test_the_check_names_entry_and_part(locales: Path) -> None:
    (locales / "abbreviations.toml").write_text('[kk]\n"СІМ" = "сыртқы істер министр*"\n', encoding="utf-8")
    file = locales / "faq" / "fox-permit.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("Бірінші</b> қадам", "СІМ</b>-ге барыңыз"))
    said = [str(fault) for fault in check(locales, dt.date(2026, 11, 29))]
    assert "fox-permit.toml: kk.steps: СІМ is not spelled out where it first stands" in said


def test_the_shipped_table_has_the_common_ones() -> None:
    known = abbreviations.load(LOCALES)
    assert {"АЕК", "ХҚКО", "ЖСН", "СІМ"} <= set(known["kk"])
    assert {"МРП", "ИИН", "МИД"} <= set(known["ru"]) and {"MCI", "MFA"} <= set(known["en"])
