"""Tables for spreadsheets: whatever a person wrote stays text there."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.csv_table import FORMULA, content, lines


@pytest.mark.parametrize("cell", ["=1+1", "+7 701", "-2", "@SUM(A1)", "\t=1", "\n=1"])
def test_text_that_would_be_a_formula_is_marked_as_text(cell: str) -> None:
    [[read]] = csv.reader(StringIO(lines([[cell]]), newline=""))
    assert read == f"'{cell}"


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert lines([[-100500, None, "Дина"]], delimiter=";") == "-100500;;Дина\n"


def test_a_file_says_that_it_is_utf_8() -> None:
    assert content([["Қазақша"]]) == b"\xef\xbb\xbf" + "Қазақша\n".encode()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=2))
def test_cells_come_back_as_they_were(cells: list[str]) -> None:
    [row] = csv.reader(StringIO(lines([cells]), newline=""))
    texts = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    assert row == [f"'{text}" if text.startswith(FORMULA) else text for text in texts]
