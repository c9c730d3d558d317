"""What the figures have in common: numbers that stand for a few people, shares, and lists of the largest groups."""

from collections.abc import Iterable
from html import escape

from babel.numbers import format_percent

from bot.stats.figures import FEW, shown
from bot.stats.quarter import few
from bot.text.translator import Translator

MOST = 8  # lines of one kind
Named = list[tuple[str, int]]


def number(translator: Translator, count: int | None) -> str:
    """As people write it, plain; "< 5" for a few people, and for None, which is hidden already."""
    known = few(count) if count is not None else None
    return f"< {FEW}" if known is None else translator.words.number(known)


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
