"""Pictures for staff, made for a phone: few numbers, large letters, one card that is legible in dark and light chats.

A card has its own background, so it does not matter what is around it. Every function takes titles and `blocks`;
`await drawn(card, …)` is the way in. matplotlib's object interface may run in a thread beside the loop.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any, ParamSpec

from bot.stats import blocks
from bot.stats.blocks import Block
from bot.stats.pen import DPI, EDGE, GAP, GROUND, PALE, PAPER, SMALL, TITLE, WHITE, WIDTH, Pen

P = ParamSpec("P")
SHEET = 1.414  # how many times as high as wide a page is
_drawing = asyncio.Semaphore(1)  # drawing is heavy; two cores serve members first


async def drawn(draw: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
    """Draws in a thread, one picture at a time."""
    async with _drawing:
        return await asyncio.to_thread(draw, *args, **kwargs)


def card(title: str, *parts: Block) -> bytes:
    """The blocks one below the other under the title, as a PNG."""
    made = BytesIO()
    _figure(title, parts, {}).savefig(made, format="png")
    return made.getvalue()


def sheets(pages: Sequence[tuple[str, Sequence[Block]]]) -> bytes:
    """Cards on paper: the pages of a PDF, whose words can be searched and copied. A title may have a line above it,
    "quarter 4 of 2026\\nMembers"."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages

    made = BytesIO()
    with rc_context({"pdf.fonttype": 42}), PdfPages(made) as file:
        for title, parts in pages:
            file.savefig(_figure(title, parts, PAPER))
    return made.getvalue()


def _figure(title: str, parts: Sequence[Block], paper: Mapping[str, str]) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = 2 * EDGE + 80 + sum(blocks.height(part) + GAP for part in parts)
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
    for part in parts:
        blocks.draw(pen, part)
        pen.top += blocks.height(part) + GAP
    return figure
