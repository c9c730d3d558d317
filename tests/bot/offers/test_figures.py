"""Offers in figures: a group is told by the members behind it, never by their offers."""

from collections.abc import Sequence

from bot.offers.figures import Ranked, counted, ranked
from storage.offers.offers import Standing


def of(
    members: Sequence[int], country: str | None = "DE", side: str = "give", kind: str = "teaching"
) -> list[Standing]:
    return [Standing(member, side, kind, "it", country) for member in members]


def test_one_member_with_many_offers_is_no_group() -> None:
    standing = [*of(range(9), "DE"), *of([100] * 8, "TR")]
    assert ranked(standing, "country") == Ranked((), 17)  # Germany is hidden with the one in Türkiye
    assert counted(of([100] * 8), {}).open is None


def test_the_largest_come_first_and_the_others_are_told_together() -> None:
    standing = [
        *of(range(9), "DE"),
        *of(range(20, 26), "TR"),
        *of(range(30, 33), "PL"),
        *of(range(40, 43), None),
    ]
    assert ranked(standing, "country") == Ranked((("DE", 9), ("TR", 6)), 6)
    assert ranked(standing, "country", 1) == Ranked((("DE", 9),), 12)
    assert ranked(standing, "field") == Ranked((("it", 21),), 0)


def test_others_who_are_the_same_few_members_stay_hidden() -> None:
    kinds = [*of(range(4), kind="teaching"), *of(range(4), kind="vacancy")]
    assert ranked(kinds, "kind") == Ranked((), None)  # eight offers, four members
    assert ranked([], "kind") == Ranked((), 0)


def test_a_side_of_a_few_is_not_worked_out_from_the_whole() -> None:
    few = counted([*of(range(9)), *of(range(10, 13), side="seek")], {})
    assert (few.open, few.given, few.sought) == (12, None, None)
    many = counted([*of(range(9)), *of(range(10, 16), side="seek")], {"met": 3, "declined": 4})
    assert (many.open, many.given, many.sought, many.proposed, many.met) == (15, 9, 6, 7, 3)
    assert counted([], {}).open == 0
