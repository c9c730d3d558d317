"""What staff's pictures are drawn with: colours, sizes and letters, in pixels from the upper left corner.

The colours are the house's (those of `sandbox/page`). A card is 1080 pixels wide, which a phone shows at a third: no
letter is smaller than 34. matplotlib is imported where it draws, since it takes as long as half a start of the bot and
most processes never draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GROUND, TRACK, WHITE, PALE = "#073b48", "#1d5563", "#ffffff", "#bfe0e7"
SKY, GOLD, CORAL, STONE = "#8fe3f2", "#ffd86b", "#ff9a86", "#7fa3ac"
PAPER = {  # the same colours for what is printed
    GROUND: "#ffffff", TRACK: "#e3edf0", WHITE: "#0f1619", PALE: "#3b4d55", SKY: "#00788f", GOLD: "#a87400",
    CORAL: "#c4473a", STONE: "#9fb0b7",
}  # fmt: skip
WIDTH, EDGE, GAP, DPI = 1080, 56, 36, 100  # pixels
TITLE, HUGE, LARGE, SMALL = 46, 132, 40, 34  # pixels a letter is high
LETTERS = "ӘҒҚҢӨҰҮҺІәғқңөұүһіЖжЯя"


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


def missing_letters(wanted: str = LETTERS) -> str:
    """Letters for which the pictures' font has no shape."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known = get_font(findfont(FontProperties())).get_charmap()
    return "".join(letter for letter in wanted if ord(letter) not in known)
