"""Pictures for staff, drawn with matplotlib's object interface, which may run in a thread beside the loop.

Every function takes plain numbers and worded labels and gives a PNG. `await drawn(function, …)` is the way in.
matplotlib is imported where it draws: it takes as long as half a start of the bot, and most processes never draw.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, ParamSpec

if TYPE_CHECKING:
    from matplotlib.axes import Axes

P = ParamSpec("P")
BLUE, GREY, RED, SAND, GREEN = "#1c7fb5", "#9aa5ad", "#c4473a", "#d9a441", "#3c8f5a"
DPI = 150
LETTERS = "ӘҒҚҢӨҰҮҺІәғқңөұүһіЖжЯя"
DATES = (  # numbers only, since month names would be English: ticks, what is written beside the axis, first of a unit
    ["%Y", "%d.%m", "%d.%m", "%H:%M", "%H:%M", "%S"],
    ["", "%Y", "%m.%Y", "%d.%m.%Y", "%d.%m.%Y", "%d.%m.%Y %H:%M"],
    ["", "%m.%Y", "%d.%m", "%d.%m", "%H:%M", "%H:%M"],
)
_drawing = asyncio.Semaphore(1)  # drawing is heavy; two cores serve members first


@dataclass(frozen=True, slots=True)
class Bars:
    """One panel of horizontal bars."""

    title: str
    names: Sequence[str]
    values: Sequence[float]
    colours: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One panel over time; `series` by label, all over the same moments."""

    title: str
    moments: Sequence[datetime]
    series: Mapping[str, Sequence[float]]


async def drawn(draw: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
    """Draws in a thread, one picture at a time."""
    async with _drawing:
        return await asyncio.to_thread(draw, *args, **kwargs)


def missing_letters(wanted: str = LETTERS) -> str:
    """Letters for which the pictures' font has no shape."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known = get_font(findfont(FontProperties())).get_charmap()
    return "".join(letter for letter in wanted if ord(letter) not in known)


def panels(title: str, *parts: Bars | Line) -> bytes:
    """The panels one below the other."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights = [2.2 if isinstance(part, Line) else 0.7 + 0.34 * max(1, len(part.names)) for part in parts]
    figure = Figure(figsize=(7.2, sum(heights) + 0.6), dpi=DPI, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    figure.suptitle(title, fontsize=12, fontweight="bold")
    grid = figure.subplots(len(parts), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    for axes, part in zip(grid[:, 0], parts, strict=True):
        (_line if isinstance(part, Line) else _bars)(axes, part)
    picture = BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()


def _line(axes: "Axes", part: Any) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.ticker import MaxNLocator

    for (name, values), colour in zip(part.series.items(), (BLUE, RED, SAND, GREEN), strict=False):
        axes.plot(part.moments, values, color=colour, linewidth=1.8, label=name)
        axes.fill_between(part.moments, values, color=colour, alpha=0.12)
    locator = AutoDateLocator(maxticks=7)  # type: ignore[no-untyped-call]
    zone = part.moments[0].tzinfo if part.moments else None
    axes.xaxis.set_major_locator(locator)
    written = ConciseDateFormatter(locator, zone, *DATES)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(written)
    axes.set_ylim(bottom=0)
    if len(part.series) > 1:
        axes.legend(frameon=False, fontsize=8)
    _plain(axes, part.title)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))


def _bars(axes: "Axes", part: Any) -> None:
    rows = range(len(part.names))
    axes.barh(rows, part.values, color=list(part.colours) or BLUE, height=0.62)
    axes.set_yticks(list(rows), part.names, fontsize=9)
    axes.invert_yaxis()
    most = max([*part.values, 1])
    for row, value in zip(rows, part.values, strict=True):
        axes.text(value + most * 0.01, row, f"{value:,.0f}".replace(",", "\u202f"), va="center", fontsize=8)
    axes.set_xlim(0, most * 1.12)
    _plain(axes, part.title)
    axes.xaxis.set_visible(False)


def _plain(axes: "Axes", title: str) -> None:
    axes.set_title(title, fontsize=10, loc="left")
    axes.tick_params(labelsize=8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
