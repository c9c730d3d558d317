"""What the figures have in common: numbers that stand for a few people, also where one of them could be worked out from
others, shares, and lists of the largest groups."""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from babel.numbers import format_percent

from bot.stats.figures import FEW, hidden, shown
from bot.stats.quarter import few
from bot.text.translator import Translator

MOST = 8  # lines of one kind
DASH = "–"
Named = list[tuple[str, int]]


def number(translator: Translator, count: int | None) -> str:
    """As people write it, plain; "< 5" for a few people, and for None, which is hidden already."""
    known = few(count) if count is not None else None
    return f"< {FEW}" if known is None else translator.words.number(known)


Say = Callable[[int | None], str]


def beside(say: Say, numbers: Sequence[int]) -> list[str]:
    """Numbers that add up to one that is told, too: one by which a small one could be worked out is a dash."""
    told = hidden(list(enumerate(numbers)), adding_up=True)
    return [
        DASH if kept is None and few(many) is not None else say(many)
        for many, (_, kept) in zip(numbers, told, strict=True)
    ]


def came_and_went(say: Say, joined: int, left: int) -> tuple[str, str]:
    """Beside how many there were before and after one tells the other, so neither is told where one is of a few."""
    if few(joined) is not None and few(left) is not None:
        return say(joined), say(left)
    told = [say(many) if few(many) is None else DASH for many in (joined, left)]
    return told[0], told[1]


def summed(say: Say, numbers: Sequence[int]) -> str:
    """The sum of numbers that are told one by one, "20+" where it would tell the small ones among them."""
    small = sum(many for many in numbers if few(many) is None)
    large = sum(numbers) - small
    return f"{say(large)}+" if 0 < small < FEW and large else say(large + small)


def share(translator: Translator, part: int, whole: int) -> str:
    """Per cent, rounded down; a dash where either number is of a few people."""
    if whole < FEW or 0 < part < FEW:
        return "–"
    return format_percent(int(100 * part / whole) / 100, locale=translator.language)


def largest(translator: Translator, title: str, counted: Named) -> list[str]:
    """The largest groups, the rest in one line; groups of a few people never by themselves."""
    return listed(translator, title, *shown(counted, MOST))


def listed(
    translator: Translator, title: str, groups: Iterable[tuple[str, int]], rest: int | None
) -> list[str]:
    """Lines of HTML; `title` is markup already. `rest` None: the others are a few people."""
    lines = ["", title]
    lines += [f"• {escape(f'{name}: {number(translator, many)}', quote=False)}" for name, many in groups]
    if rest != 0:
        others = number(translator, rest)
        lines.append(
            translator.t("• others, among them groups under {few}: {number}", few=FEW, number=others)
        )
    return lines
