"""Offers in figures that give nobody away: a group is told when FEW members stand behind it, however many offers. Pure.

One member may have ten offers, so members are counted, not offers, before a number is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.offers.introductions import State
from bot.offers.kinds import Side
from bot.stats.figures import FEW
from storage.offers.offers import Standing

GROUPS = ("kind", "field", "country")
MOST = 8  # groups of one kind


@dataclass(frozen=True, slots=True)
class Ranked:
    """The largest groups with their offers; `rest` are those of all others, None where they are of a few members."""

    groups: tuple[tuple[str | None, int], ...]
    rest: int | None


@dataclass(frozen=True, slots=True)
class Offers:
    """Open ones, and what came of introductions; None is a number of a few people. `by` is keyed by GROUPS."""

    open: int | None
    given: int | None
    sought: int | None
    by: Mapping[str, Ranked]
    proposed: int
    met: int


def counted(standing: Sequence[Standing], introductions: Mapping[str, int], most: int = MOST) -> Offers:
    """`introductions` by their state."""
    sides = {side: [offer for offer in standing if offer.side == side] for side in Side}
    told = all(not offers or _people(offers) >= FEW for offers in sides.values())
    given, sought = (len(sides[side]) if told else None for side in (Side.GIVE, Side.SEEK))
    return Offers(
        open=len(standing) if not standing or _people(standing) >= FEW else None,
        given=given,
        sought=sought,
        by={name: ranked(standing, name, most) for name in GROUPS},
        proposed=sum(introductions.values()),
        met=introductions.get(State.MET, 0),
    )


def ranked(standing: Iterable[Standing], name: str, most: int = MOST) -> Ranked:
    """By a column of theirs. Others of fewer than FEW members take in the smallest group that would be told."""
    groups: dict[str | None, list[Standing]] = {}
    for offer in standing:
        groups.setdefault(getattr(offer, name), []).append(offer)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0] or ""))
    kept = [group for group in ordered if _people(group[1]) >= FEW][:most]
    rest = [offer for key, offers in ordered if key not in dict(kept) for offer in offers]
    while rest and kept and _people(rest) < FEW:
        rest += kept.pop()[1]
    number = len(rest) if not rest or _people(rest) >= FEW else None
    return Ranked(tuple((key, len(offers)) for key, offers in kept), number)


def _people(offers: Iterable[Standing]) -> int:
    return len({offer.member_id for offer in offers})
