"""Records, not lines; and a quotation mark left open spoils its own line only."""

import pytest

from bot.members.records import Record, lines_of, read, separator


def records(text: str, width: int = 2) -> list[Record]:
    return list(read(lines_of(text), ",", 0, lambda cells: len(cells) == width))


def test_a_quoted_line_break_is_part_of_its_record() -> None:
    assert records('1,"a\nb"\r\n2,c\n') == [Record(1, ("1", "a\nb")), Record(3, ("2", "c"))]


def test_a_doubled_quotation_mark_is_one() -> None:
    assert records('1,"a ""b"""\n') == [Record(1, ("1", 'a "b"'))]


@pytest.mark.parametrize("rest", ["2,b\n", '2,b\n3,"c"\n', '2,b\n3,"c\n'])
def test_a_mark_left_open_spoils_its_own_line_only(rest: str) -> None:
    first, second, *_ = records('1,"a\n' + rest)
    assert first == Record(1, broken="not CSV: unexpected end of data")
    assert second == Record(2, ("2", "b"))


def test_a_mark_inside_a_cell_is_a_letter() -> None:
    assert records('1,5" wide\n2,b\n') == [Record(1, ("1", '5" wide')), Record(2, ("2", "b"))]


def test_lines_without_any_text_are_passed_over() -> None:
    assert records("1,a\n\n , \n,\n2,b") == [Record(1, ("1", "a")), Record(5, ("2", "b"))]


def test_old_macs_end_lines_with_a_return_only() -> None:
    assert records("1,a\r2,b\r") == [Record(1, ("1", "a")), Record(2, ("2", "b"))]


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [("sep=;\r\n", ";"), ("SEP=\t\n", "\t"), ('"sep=,"\n', ","), ("sep=\n", None), ("chat_id;a\n", None)],
)
def test_excels_first_line_names_the_delimiter(line: str, delimiter: str | None) -> None:
    assert separator(line) == delimiter
