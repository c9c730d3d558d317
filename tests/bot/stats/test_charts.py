"""Pictures for a phone: their size, that no letter is small, that nothing leaves its place."""

import struct
from typing import Any

import pytest

from bot.stats import pen
from bot.stats.blocks import Beside, Course, Days, Headline, Line, Lines, Note, Part, Ranking, Row, Share
from bot.stats.charts import card, drawn, sheets
from bot.stats.pen import Pen

LONG = "Біріккен Араб Әмірліктерінің солтүстігіндегі қазақтар мен олардың отбасылары"
BLOCKS = (
    Headline("98 %", LONG),
    Share([Part("жіберілді: 12 230", 12230, pen.SKY), Part("қате: 0", 0, pen.CORAL)]),
    Course(
        "Уақыт бойынша",
        [(0, 0), (0.3, 0.4), (0.7, 0.4), (1, 1)],
        "24.11. 18:00",
        "18:47",
        [(0.3, 0.7)],
        "үзіліс",
    ),
    Days("Қосылғаны, кеткені", [3, 0, 5], [1, 2, 0], "01.11.", "03.11."),
    Days("Қосылғаны", [3, 0, 9], [1, 2, 0], "01.11.", "03.11.", "сұр: 5 адамнан аз"),
    Lines(
        LONG,
        [Line(LONG, [(0, 0.2), (1, 1)]), Line("орысша: 900", [(0.5, 0.1)]), Line("", [])],
        "01.09.",
        "24.11.",
    ),
    Note(["< 5: 5 адамнан аз", LONG]),
    Beside(
        Ranking("Тілдер", [Row("қазақша", "6 210", 1, 0.98)]),
        Ranking("Елдер", [Row(LONG, "12 345 678", 1, 0.5)]),
    ),
)


async def test_a_card_is_as_wide_as_a_phone_needs_and_not_taller_than_it_shows() -> None:
    picture = await drawn(card, "Есеп", *BLOCKS[:3], BLOCKS[-1])
    width, height = struct.unpack(">II", picture[16:24])
    assert width == pen.WIDTH
    assert height <= 1.5 * width


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float, float]]:
    """Where each text begins and ends, and how high its letters are."""
    spans: list[tuple[float, float, float]] = []
    text = Pen.text

    def noted(self: Pen, x: float, y: float, said: str, size: float, *more: Any, **options: Any) -> float:
        wide = text(self, x, y, said, size, *more, **options)
        left = x - wide if options.get("right") else x
        spans.append((left, left + wide, size))
        return wide

    monkeypatch.setattr(Pen, "text", noted)
    return spans


def test_every_text_is_large_and_within_the_card(written: list[tuple[float, float, float]]) -> None:
    card(LONG, *BLOCKS)
    assert len(written) > 12
    assert min(size for _, _, size in written) >= pen.SMALL >= 34
    assert all(left >= pen.EDGE - 1 and right <= pen.WIDTH - pen.EDGE + 1 for left, right, _ in written)


def test_letters_stand_out_from_the_ground() -> None:
    """WCAG's contrast of 4.5 for what is read; the card brings its own ground, so a dark chat changes nothing."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in (pen.WHITE, pen.PALE, pen.SKY, pen.GOLD, pen.CORAL):
        assert (light(colour) + 0.05) / (light(pen.GROUND) + 0.05) >= 4.5


def test_several_cards_are_the_pages_of_a_pdf() -> None:
    file = sheets([("Бірінші", BLOCKS[:1]), ("Екінші", BLOCKS[1:])])
    assert file.startswith(b"%PDF") and b"/Count 2" in file


def test_a_few_people_are_a_bar_of_one_length(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[float, str]] = []
    monkeypatch.setattr(Pen, "bar", lambda _, x, y, width, height, colour: drawn.append((height, colour)))
    card("", Days("", [1, 4, 8, 0], [2, 0, 0, 0], "", "", "сұр"))
    small = {height for height, colour in drawn if colour == pen.STONE and height > 4}
    assert len(small) == 1
    assert max(height for height, colour in drawn if colour == pen.SKY) == 2 * small.pop()
