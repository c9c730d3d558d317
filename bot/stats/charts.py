"""Pictures for staff, made for a phone: few numbers, large letters, one card that is legible in dark and light chats.

A card is 1080 pixels wide, which a phone shows at a third: no letter is smaller than 34. It has its own background in
the house's colours (those of `sandbox/page`), so it does not matter what is around it. Every function takes plain
numbers and worded labels; `await drawn(card, …)` is the way in. matplotlib's object interface may run in a thread
beside the loop; it is imported where it draws, since it takes as long as half a start of the bot and most processes
never draw.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, ParamSpec

if TYPE_CHECKING:
    from matplotlib.axes import Axes

P = ParamSpec("P")
GROUND, TRACK, WHITE, PALE = "#073b48", "#1d5563", "#ffffff", "#bfe0e7"
SKY, GOLD, CORAL, STONE = "#8fe3f2", "#ffd86b", "#ff9a86", "#7fa3ac"
PAPER = {  # the same colours for what is printed
    GROUND: "#ffffff", TRACK: "#e3edf0", WHITE: "#0f1619", PALE: "#3b4d55", SKY: "#00788f", GOLD: "#a87400",
    CORAL: "#c4473a", STONE: "#9fb0b7",
}  # fmt: skip
SHEET = 1.414  # how many times as high as wide a page is
LINE = 58  # of a table
WIDTH, EDGE, GAP, DPI = 1080, 56, 36, 100  # pixels
TITLE, HUGE, LARGE, SMALL = 46, 132, 40, 34  # pixels a letter is high
ROW = 84  # of a ranking
LETTERS = "ӘҒҚҢӨҰҮҺІәғқңөұүһіЖжЯя"
_drawing = asyncio.Semaphore(1)  # drawing is heavy; two cores serve members first


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
    """What came (up) and what went (down) each day, with the days written below the first and the last."""

    title: str
    came: Sequence[int]
    went: Sequence[int]
    begin: str
    end: str


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


Block = Headline | Share | Course | Days | Beside | Table


async def drawn(draw: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
    """Draws in a thread, one picture at a time."""
    async with _drawing:
        return await asyncio.to_thread(draw, *args, **kwargs)


def missing_letters(wanted: str = LETTERS) -> str:
    """Letters for which the pictures' font has no shape."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known = get_font(findfont(FontProperties())).get_charmap()
    return "".join(letter for letter in wanted if ord(letter) not in known)


def card(title: str, *blocks: Block) -> bytes:
    """The blocks one below the other under the title, as a PNG."""
    made = BytesIO()
    _figure(title, blocks, {}).savefig(made, format="png")
    return made.getvalue()


def sheets(pages: Sequence[tuple[str, Sequence[Block]]]) -> bytes:
    """Cards on paper: the pages of a PDF, whose words can be searched and copied. A title may have a line above it,
    "quarter 4 of 2026\\nMembers"."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages

    made = BytesIO()
    with rc_context({"pdf.fonttype": 42}), PdfPages(made) as file:
        for title, blocks in pages:
            file.savefig(_figure(title, blocks, PAPER))
    return made.getvalue()


def _figure(title: str, blocks: Sequence[Block], paper: Mapping[str, str]) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = 2 * EDGE + 80 + sum(_height(block) + GAP for block in blocks)
    height = max(height, SHEET * WIDTH) if paper else height
    ground = paper.get(GROUND, GROUND)
    figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=ground)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    pen = Pen(axes, paper)
    above, _, name = title.rpartition("\n")
    pen.text(EDGE, EDGE + 10, above, SMALL, PALE, room=WIDTH - 2 * EDGE)
    pen.text(EDGE, EDGE + (64 if above else 40), name, TITLE, WHITE, bold=True, room=WIDTH - 2 * EDGE)
    pen.top = EDGE + 80 + GAP
    for block in blocks:
        DRAW[type(block)](pen, block)
        pen.top += _height(block) + GAP
    return figure


@dataclass(slots=True)
class Pen:
    """Draws in pixels from the upper left corner; `top` is where the next block begins, `paper` other colours."""

    axes: "Axes"
    paper: Mapping[str, str]
    top: float = 0.0
    _widths: dict[tuple[str, float, bool], float] = field(default_factory=dict)

    def text(
        self, x: float, y: float, text: str, size: float, colour: str, *, bold: bool = False, right: bool = False,
        room: float = WIDTH,
    ) -> float:  # fmt: skip
        """Standing on the line y, cut to the room there is; its width."""
        fitting = self._fitting(text, size, bold, room)
        self.axes.text(
            x, y, fitting, fontsize=size * 72 / DPI, color=self.colour(colour), fontweight="bold" if bold else "normal",
            ha="right" if right else "left", va="baseline", parse_math=False,
        )  # fmt: skip
        return self.width(fitting, size, bold)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import text_to_path

        key = text, size, bold
        if key not in self._widths:
            font = FontProperties(weight="bold" if bold else "normal", size=size)
            self._widths[key] = float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])
        return self._widths[key]

    def colour(self, name: str) -> str:
        return self.paper.get(name, name)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        from matplotlib.patches import Rectangle

        self.axes.add_patch(
            Rectangle((x, y), max(width, 0.0), height, color=self.colour(colour), linewidth=0)
        )

    def _fitting(self, text: str, size: float, bold: bool, room: float) -> str:
        cut = text
        while len(cut) > 1 and self.width(cut if cut == text else f"{cut}…", size, bold) > room:
            cut = cut[:-1].rstrip()
        return cut if cut == text else f"{cut}…"


def _height(block: Block) -> float:
    if isinstance(block, Headline):
        return 180
    if isinstance(block, Share):
        return 64 + 54 * len(_sized(block))
    if isinstance(block, Beside):
        return 64 + ROW * max(len(block.left.rows), len(block.right.rows), 1)
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


def _below(pen: Pen, lower: float, begin: str, end: str, middle: str = "") -> None:
    pen.bar(EDGE, lower, WIDTH - 2 * EDGE, 4, STONE)
    pen.text(EDGE, lower + 50, begin, SMALL, PALE, room=360)
    pen.text(WIDTH - EDGE, lower + 50, end, SMALL, PALE, right=True, room=360)
    if middle:
        pen.text(WIDTH / 2 - pen.width(middle, SMALL) / 2, lower + 50, middle, SMALL, GOLD, room=360)


def _days(pen: Pen, block: Days) -> None:
    room, upper, lower = WIDTH - 2 * EDGE, pen.top + 70, pen.top + 280
    pen.text(EDGE, pen.top + 32, block.title, LARGE, WHITE, bold=True, room=room)
    up, down = max([*block.came, 0]), max([*block.went, 0])
    scale = (lower - upper) / max(up + down, 1)
    zero, step = upper + up * scale, room / max(len(block.came), 1)
    for place, (came, went) in enumerate(zip(block.came, block.went, strict=True)):
        pen.bar(EDGE + place * step, zero - came * scale, step * 0.7, came * scale, SKY)
        pen.bar(EDGE + place * step, zero, step * 0.7, went * scale, CORAL)
    pen.bar(EDGE, zero - 1, room, 3, STONE)
    pen.text(EDGE, lower + 50, block.begin, SMALL, PALE, room=360)
    pen.text(WIDTH - EDGE, lower + 50, block.end, SMALL, PALE, right=True, room=360)


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


DRAW: dict[type, Callable[[Pen, Any], None]] = {
    Headline: _headline, Share: _share, Course: _course, Days: _days, Beside: _beside, Table: _table,
}  # fmt: skip
