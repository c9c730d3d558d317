"""How far a broadcast came, as values: groups of which none is small, a course with its pauses."""

import pytest

from bot.delivery.reached import STILL, Course, Reached, course, grouped

LANGUAGES = [
    ("kk", "DE", "sent", 90), ("kk", "TR", "gone", 10), ("ru", "KZ", "sent", 40), ("en", "US", "sent", 3),
]  # fmt: skip


def test_a_group_of_a_few_is_never_by_itself_nor_told_by_what_is_left() -> None:
    by_language = grouped(LANGUAGES, lambda row: row[0], 9)
    assert by_language == [Reached("kk", 100, 90), Reached(None, 43, 43, rest=True)]
    assert sum(group.whole for group in by_language) == 143


def test_where_all_are_large_there_are_no_others() -> None:
    assert grouped(LANGUAGES[:3], lambda row: row[0], 9) == [Reached("kk", 100, 90), Reached("ru", 40, 40)]


def test_only_so_many_are_named() -> None:
    many = [("kk", f"{chr(65 + at)}A", "sent", 100 - at) for at in range(9)]
    shown = grouped(many, lambda row: row[1], 2)
    assert [group.key for group in shown] == ["AA", "BA", None]
    assert shown[-1].sent == sum(100 - at for at in range(2, 9))


def test_a_few_altogether_are_only_others() -> None:
    assert grouped([("kk", None, "sent", 4)], lambda row: row[1], 9) == [Reached(None, 4, 4, rest=True)]


def test_a_span_in_which_nothing_was_sent_is_a_pause() -> None:
    times = [(0, "sent", 5), (1000, "sent", 5), (1500, "gone", 2), (1000 + STILL + 2000, "sent", 10)]
    known = course(times, 1000)
    assert known is not None
    assert known.pauses == ((2000, STILL + 3000),)
    assert known.still == (STILL + 1000) / 1000
    assert known.points == ((0, 0), (1000, 5), (2000, 10), (STILL + 3000, 10), (STILL + 4000, 20))
    points, [(begin, end)] = known.drawn
    assert points[0] == (0, 0) and points[-1] == (1, 1)
    assert 0 < begin < end < 1


def test_a_breath_is_no_pause() -> None:
    known = course([(0, "sent", 1), (20_000, "sent", 1)], 1000)
    assert known is not None and known.pauses == ()


@pytest.mark.parametrize("times", [[], [(0, "sent", 1)], [(0, "gone", 1), (5, "failed", 2)]])
def test_without_a_course_there_is_none(times: list[tuple[int, str, int]]) -> None:
    assert course(times, 1000) is None


def test_a_course_is_whole_at_its_end() -> None:
    assert Course(((0, 0), (10, 4)), ()).drawn == ([(0.0, 0.0), (1.0, 1.0)], [])
