"""The table of a broadcast, as a spreadsheet will read it."""

import pytest

from handlers.staff.sent.report import _cells
from storage.deliveries.deliveries import Row


def row(reason: str | None, chat_id: int = -100500) -> Row:
    return Row(chat_id, "kk", None, "kk", "failed", reason, 0, False, None, None)


@pytest.mark.parametrize("reason", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_looks_like_a_formula_is_marked_as_text(reason: str) -> None:
    assert _cells(row(reason))[5] == "'" + reason


def test_a_groups_number_stays_a_number_and_nothing_is_an_empty_cell() -> None:
    cells = _cells(row("Forbidden: bot was kicked"))
    assert (cells[0], cells[2], cells[5], cells[9]) == (-100500, "", "Forbidden: bot was kicked", "")
