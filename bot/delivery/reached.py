"""How far a broadcast came, as values for a picture or a table: by groups, over time, with the pauses. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Generic, TypeVar

from bot.delivery.decision import DeliveryState
from bot.stats.figures import FEW

STILL = 60_000  # ms in which nothing was sent, from which it counts as a pause
STEPS = 4  # the same in steps of the course, for broadcasts of days
Key = TypeVar("Key")
Counted = tuple[str | None, str | None, str, int]  # language, country, state, number


@dataclass(frozen=True, slots=True)
class Reached(Generic[Key]):
    """`sent` of `whole` members; `key` None with `rest` stands for all smaller groups together."""

    key: Key | None
    whole: int
    sent: int
    rest: bool = False


def grouped(counted: Iterable[Counted], key: Callable[[Counted], Key], most: int) -> list[Reached[Key]]:
    """The largest groups, then the others in one; a group of fewer than FEW people is never by itself, and where
    the others are so few, the smallest group is hidden with them."""
    sums: dict[Key, list[int]] = {}
    for row in counted:
        both = sums.setdefault(key(row), [0, 0])
        both[0] += row[3]
        both[1] += row[3] if row[2] == DeliveryState.SENT else 0
    ordered = sorted(sums.items(), key=lambda item: (-item[1][0], str(item[0])))
    shown = [Reached(name, whole, sent) for name, (whole, sent) in ordered if whole >= FEW][:most]
    others = sum(whole for whole, _ in sums.values()) - sum(group.whole for group in shown)
    if 0 < others < FEW and shown:
        others += shown.pop().whole
    if not others:
        return shown
    sent = sum(sent for _, sent in sums.values()) - sum(group.sent for group in shown)
    return [*shown, Reached(None, others, sent, rest=True)]


@dataclass(frozen=True, slots=True)
class Course:
    """What was sent by when: (ms since 1970, how many in all), and the spans in which nothing was."""

    points: tuple[tuple[int, int], ...]
    pauses: tuple[tuple[int, int], ...]

    @property
    def still(self) -> float:
        """Seconds of all pauses."""
        return sum(end - begin for begin, end in self.pauses) / 1000

    @property
    def drawn(self) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
        """Points and pauses as shares of the way and of all."""
        first, last, most = self.points[0][0], self.points[-1][0], self.points[-1][1]
        way = max(last - first, 1)
        points = [((at - first) / way, number / most) for at, number in self.points]
        return points, [((begin - first) / way, (end - first) / way) for begin, end in self.pauses]


def course(times: Sequence[tuple[int, str, int]], step_ms: int) -> Course | None:
    """From counts by step (start in ms, state, number); None where there is no course to speak of."""
    sent = [(start, number) for start, state, number in times if state == DeliveryState.SENT]
    if len(sent) < 2:
        return None
    growing = accumulate(number for _, number in sent)
    points = [
        (sent[0][0], 0),
        *((start + step_ms, number) for (start, _), number in zip(sent, growing, strict=True)),
    ]
    still = max(STILL, STEPS * step_ms)
    gaps = [(before + step_ms, after) for (before, _), (after, _) in pairwise(sent)]
    level = dict(points)
    pauses = tuple((begin, end) for begin, end in gaps if end - begin >= still)
    held = [(end, level[begin]) for begin, end in pauses]
    return Course(tuple(sorted([*points, *held])), pauses)
