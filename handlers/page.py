"""A page of a list, and the buttons that turn to the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from telegram import InlineKeyboardButton

from handlers.screen import button

Item = TypeVar("Item")
Turn = Callable[[str, int], InlineKeyboardButton]  # a sign and the page it leads to


@dataclass(frozen=True, slots=True)
class Page:
    """One of the `pages` of a list, `at` from 0; `wanted` by a button, it is kept within those there are."""

    at: int
    pages: int
    size: int

    @classmethod
    def of(cls, wanted: str, number: int, size: int) -> "Page":
        pages = -(-number // size)
        return cls(min(max(int(wanted), 0), max(pages - 1, 0)) if wanted.isdigit() else 0, pages, size)

    @property
    def start(self) -> int:
        """How many of the list come before it."""
        return self.at * self.size

    def cut(self, listed: Sequence[Item]) -> list[Item]:
        """What of the list is on it."""
        return list(listed[self.start :][: self.size])

    def signs(self, made: Turn) -> list[InlineKeyboardButton]:
        """« and », where there is more."""
        signs = (("«", self.at - 1), ("»", self.at + 1))
        return [made(sign, turned) for sign, turned in signs if 0 <= turned < self.pages]

    def numbered(self, made: Turn) -> list[InlineKeyboardButton]:
        """« 2/5 » for lists of several pages; pressing the middle changes nothing."""
        signs, before = self.signs(made), 1 if self.at else 0
        middle = [button(f"{self.at + 1}/{self.pages}", "noop")] if self.pages > 1 else []
        return [*signs[:before], *middle, *signs[before:]]

    def turns(self, verb: str, *values: object) -> list[InlineKeyboardButton]:
        """The same, with the page as the last value of each button."""
        return self.numbered(lambda sign, turned: button(sign, verb, *values, turned))
