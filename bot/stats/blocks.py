"""The parts of a card: what each says, as plain numbers and worded labels, how high it is and how it is drawn."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.stats.figures import FEW
from bot.stats.pen import (
    CORAL,
    EDGE,
    GAP,
    GOLD,
    HUGE,
    LARGE,
    PALE,
    SKY,
    SMALL,
    STONE,
    TRACK,
    WHITE,
    WIDTH,
    Pen,
)

LINE = 58  # of a table
ROW = 84  # of a ranking
LINES = (SKY, GOLD, CORAL, STONE)  # colours of lines


@dataclass(frozen=True, slots=True)
class Headline:
    """One number that matters, and what it is."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """Of a whole: its words with the number in them, its size, its colour."""

    text: str
    size: float
    colour: str


@dataclass(frozen=True, slots=True)
class Share:
    """Parts of a whole as one bar; those of no size are left out."""

    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Course:
    """What grew over time: points from 0 to 1 both ways, in order; `pauses` are spans (from, to) of the way."""

    title: str
    points: Sequence[tuple[float, float]]
    begin: str
    end: str
    pauses: Sequence[tuple[float, float]] = ()
    pause: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ranking: name, number as written, how much of the largest line is there and how much is filled."""

    name: str
    number: str
    whole: float
    filled: float


@dataclass(frozen=True, slots=True)
class Ranking:
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Days:
    """What came (up) and what went (down) each day, with the days written below the first and the last. A few are a
    gray bar of one length, which `few` says in words."""

    title: str
    came: Sequence[int]
    went: Sequence[int]
    begin: str
    end: str
    few: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One of several: its name, and points from 0 to 1 both ways, in order."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Lines:
    """How several numbers changed over the same time, LINES at most."""

    title: str
    lines: Sequence[Line]
    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class Note:
    """What signs in the numbers mean, a line each."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two rankings side by side."""

    left: Ranking
    right: Ranking


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words, numbers at the right; the first column takes the room that is left."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Headline | Share | Course | Days | Lines | Beside | Table | Note


def height(block: Block) -> float:
    """Pixels."""
    if isinstance(block, Headline):
        return 180
    if isinstance(block, Share):
        return 64 + 54 * len(_sized(block))
    if isinstance(block, Beside):
        return 64 + ROW * max(len(block.left.rows), len(block.right.rows), 1)
    if isinstance(block, Lines):
        return 340 + 54 * len(block.lines)
    if isinstance(block, Note):
        return 50 * len(block.lines)
    if isinstance(block, Table):
        return 70 + LINE * (1 + len(block.rows))
    return 340


def _headline(pen: Pen, block: Headline) -> None:
    pen.text(EDGE, pen.top + 108, block.number, HUGE, SKY, bold=True, room=WIDTH - 2 * EDGE)
    pen.text(EDGE, pen.top + 172, block.text, LARGE, PALE, room=WIDTH - 2 * EDGE)


def _sized(block: Share) -> list[Part]:
    return [part for part in block.parts if part.size > 0]


def _share(pen: Pen, block: Share) -> None:
    parts, left, room = _sized(block), float(EDGE), WIDTH - 2 * EDGE
    whole = sum(part.size for part in parts) or 1
    pen.bar(EDGE, pen.top, room, 40, TRACK)
    for part in parts:
        pen.bar(left, pen.top, room * part.size / whole, 40, part.colour)
        left += room * part.size / whole
    for place, part in enumerate(parts):
        y = pen.top + 96 + 54 * place
        pen.bar(EDGE, y - 28, 30, 30, part.colour)
        pen.text(EDGE + 50, y, part.text, SMALL, WHITE, room=room - 50)


def _course(pen: Pen, block: Course) -> None:
    room, upper, lower = WIDTH - 2 * EDGE, pen.top + 70, pen.top + 280
    pen.text(EDGE, pen.top + 32, block.title, LARGE, WHITE, bold=True, room=room)
    for begin, end in block.pauses:
        pen.bar(EDGE + room * begin, upper, max(room * (end - begin), 4), lower - upper, TRACK)
        for offset in (-10, 4):  # the sign of a pause
            pen.bar(EDGE + room * (begin + end) / 2 + offset, upper + 14, 7, 28, GOLD)
    line = [(EDGE + room * x, lower - (lower - upper) * y) for x, y in block.points]
    pen.axes.fill([*(x for x, _ in line), line[-1][0], line[0][0]], [*(y for _, y in line), lower, lower],
                  color=pen.colour(SKY), alpha=0.35, linewidth=0)  # fmt: skip
    pen.axes.plot([x for x, _ in line], [y for _, y in line], color=pen.colour(SKY), linewidth=5)
    _below(pen, lower, block.begin, block.end, block.pause if block.pauses else "")


def _below(pen: Pen, lower: float, begin: str, end: str, middle: str = "", colour: str = GOLD) -> None:
    pen.bar(EDGE, lower, WIDTH - 2 * EDGE, 4, STONE)
    pen.text(EDGE, lower + 50, begin, SMALL, PALE, room=360)
    pen.text(WIDTH - EDGE, lower + 50, end, SMALL, PALE, right=True, room=360)
    if middle:
        pen.text(WIDTH / 2 - pen.width(middle, SMALL) / 2, lower + 50, middle, SMALL, colour, room=480)


def _days(pen: Pen, block: Days) -> None:
    room, upper, lower = WIDTH - 2 * EDGE, pen.top + 70, pen.top + 280
    pen.text(EDGE, pen.top + 32, block.title, LARGE, WHITE, bold=True, room=room)
    up, down = max([*map(_long, block.came), 0]), max([*map(_long, block.went), 0])
    scale = (lower - upper) / max(up + down, 1)
    zero, step = upper + up * scale, room / max(len(block.came), 1)
    for place, (came, went) in enumerate(zip(block.came, block.went, strict=True)):
        higher = zero - _long(came) * scale
        pen.bar(EDGE + place * step, higher, step * 0.7, _long(came) * scale, SKY if came >= FEW else STONE)
        pen.bar(EDGE + place * step, zero, step * 0.7, _long(went) * scale, CORAL if went >= FEW else STONE)
    small = any(0 < number < FEW for number in (*block.came, *block.went))
    _below(pen, lower, block.begin, block.end, block.few if small else "", STONE)
    pen.bar(EDGE, zero - 1, room, 3, STONE)


def _long(number: int) -> int:
    """How long a bar is: a few people are not counted by it."""
    return FEW - 1 if 0 < number < FEW else number


def _lines(pen: Pen, block: Lines) -> None:
    room, upper, lower = WIDTH - 2 * EDGE, pen.top + 70, pen.top + 280
    pen.text(EDGE, pen.top + 32, block.title, LARGE, WHITE, bold=True, room=room)
    for place, (line, colour) in enumerate(zip(block.lines, LINES, strict=False)):
        across, up = (
            [EDGE + room * x for x, _ in line.points],
            [lower - (lower - upper) * y for _, y in line.points],
        )
        pen.axes.plot(across, up, color=pen.colour(colour), linewidth=5, marker="o", markersize=6)
        y = lower + 110 + 54 * place
        pen.bar(EDGE, y - 20, 44, 10, colour)
        pen.text(EDGE + 64, y, line.name, SMALL, PALE, room=room - 64)
    _below(pen, lower, block.begin, block.end)


def _note(pen: Pen, block: Note) -> None:
    for place, line in enumerate(block.lines):
        pen.text(EDGE, pen.top + 34 + 50 * place, line, SMALL, PALE, room=WIDTH - 2 * EDGE)


def _beside(pen: Pen, block: Beside) -> None:
    half = (WIDTH - 2 * EDGE - GAP) / 2
    _ranking(pen, EDGE, half, block.left)
    _ranking(pen, EDGE + half + GAP, half, block.right)


def _ranking(pen: Pen, left: float, room: float, block: Ranking) -> None:
    pen.text(left, pen.top + 32, block.title, LARGE, WHITE, bold=True, room=room)
    for place, row in enumerate(block.rows):
        y = pen.top + 64 + ROW * place
        taken = pen.text(left + room, y + 34, row.number, SMALL, WHITE, right=True, bold=True)
        pen.text(left, y + 34, row.name, SMALL, PALE, room=room - taken - 16)
        pen.bar(left, y + 48, room * row.whole, 16, STONE)
        pen.bar(left, y + 48, room * row.filled, 16, SKY)


def _table(pen: Pen, block: Table) -> None:
    """Columns as wide as what stands in them; the first one is cut to the rest."""
    pen.text(EDGE, pen.top + 32, block.title, LARGE, WHITE, bold=True, room=WIDTH - 2 * EDGE)
    lines = [list(block.headings), *map(list, block.rows)]
    widths = [max(pen.width(line[at], SMALL) for line in lines) + 30 for at in range(1, len(block.headings))]
    ends = [WIDTH - EDGE - sum(widths[at + 1 :]) for at in range(len(widths))]
    first = WIDTH - 2 * EDGE - sum(widths)
    for place, line in enumerate(lines):
        y = pen.top + 70 + LINE * place + 38
        colour = WHITE if place else PALE
        pen.text(EDGE, y, line[0], SMALL, colour, room=first)
        for at, cell in enumerate(line[1:]):
            pen.text(ends[at], y, cell, SMALL, colour, right=True, room=widths[at])
        pen.bar(EDGE, y + 16, WIDTH - 2 * EDGE, 2, TRACK)


def draw(pen: Pen, block: Block) -> None:
    """Where the pen is."""
    DRAW[type(block)](pen, block)


DRAW: dict[type, Callable[[Pen, Any], None]] = {
    Headline: _headline, Share: _share, Course: _course, Days: _days, Lines: _lines, Beside: _beside, Table: _table,
    Note: _note,
}  # fmt: skip


def rows(block: Block) -> Iterator[list[str]]:
    """A block as rows; shares and courses are tables already where a table is made."""
    if isinstance(block, Headline):
        yield [block.text, block.number]
    elif isinstance(block, Table):
        yield from ([], [block.title], list(block.headings), *map(list, block.rows))
    elif isinstance(block, Note):
        yield from ([], *([line] for line in block.lines))
    elif isinstance(block, Beside):
        for column in (block.left, block.right):
            if column.rows:
                yield from ([], [column.title], *([row.name, row.number] for row in column.rows))
