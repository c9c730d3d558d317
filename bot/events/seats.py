"""Who has a seat and who waits, after an answer: the rule, apart from rows and screens.

Seats are given in the order in which members said yes. Whoever finds none waits in line; when seats become free, the
line is walked from its head, and everybody whose party fits into what is left moves up. So no seat stays empty that
somebody in line could use, and nobody is overtaken by a party of their own size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage.events.responses import Response


@dataclass(frozen=True, slots=True)
class Hall:
    """`taken` seats of `seats` (None: no limit); `line` in order, at least all who may fit into the free ones."""

    seats: int | None
    taken: int
    line: Sequence[Response] = ()

    @property
    def free(self) -> int | None:
        return None if self.seats is None else max(self.seats - self.taken, 0)


@dataclass(frozen=True, slots=True)
class After:
    """How the answer stands, and who else moved up, in order. `refused`: it keeps the guests it had, for there are
    no seats for more."""

    response: Response
    moved_up: tuple[Response, ...] = ()
    refused: bool = False


def after(hall: Hall, before: Response | None, wished: Response, ticket: int) -> After:
    """What becomes of the wished answer; `ticket` is its place in line if it has to go there."""
    seated = before is not None and before.seated
    if wished.answer == "yes" and seated:
        assert before is not None
        return _resized(hall, before, wished)
    taken = hall.taken - (before.size if before is not None and seated else 0)
    line = [waiting for waiting in hall.line if waiting.member_id != wished.member_id]
    if wished.answer == "yes":
        place = before.ticket if before is not None and before.waiting else ticket
        wished = replace(wished, ticket=place)
        line = sorted([*line, wished], key=lambda waiting: waiting.ticket or 0)
    moved = moved_up(replace(hall, taken=taken, line=line))
    own = next((response for response in moved if response.member_id == wished.member_id), wished)
    return After(own, tuple(response for response in moved if response.member_id != wished.member_id))


def moved_up(hall: Hall) -> list[Response]:
    """Those in line who have seats now."""
    free, moved = hall.free, []
    for waiting in hall.line:
        if free is None or waiting.size <= free:
            moved.append(replace(waiting, ticket=None))
            free = None if free is None else free - waiting.size
    return moved


def _resized(hall: Hall, before: Response, wished: Response) -> After:
    """Other guests of somebody who has seats: fewer leave theirs to the line, more need free ones."""
    grown = wished.size - before.size
    if hall.free is not None and grown > hall.free:
        return After(before, refused=True)
    own = replace(wished, ticket=None, attended_at=before.attended_at)
    return After(own, tuple(moved_up(replace(hall, taken=hall.taken + grown))))
