"""The buttons of one kind of rows, `se:<event>:<part>:…`: made, and handled with the row and the rest of the button."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.text.languages import LANGUAGES
from handlers.routing import END, Handler, pressed
from handlers.screen import Screen, button, say
from handlers.staff.access import staff_button

ARGUMENTS = 4  # after the number and the part, missing ones empty
LANGUAGE = f":(?:{'|'.join(LANGUAGES)})"  # behind a part, in a button's pattern
Part = Callable[..., Awaitable[Any]]


class Versioned(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...


Row = TypeVar("Row", bound=Versioned)


@dataclass(frozen=True, slots=True)
class OfRow(Generic[Row]):
    """`opened` reads the row of a number, GoneError when there is none; `changed` is said where somebody was quicker,
    `outdated` of a part nobody knows. `noun`: by which its number is kept while something is typed for it."""

    verb: str
    noun: str
    opened: Callable[[Context, str], Awaitable[Row]]
    changed: str
    outdated: str

    def part(self, text: str, row: Row, *values: object) -> InlineKeyboardButton:
        return button(text, self.verb, row.id, *values)

    def back(self, context: Context, row: Row) -> InlineKeyboardButton:
        return self.part(context.label("Back"), row, "card")

    def await_typed(self, context: Context, row: Row, **more: Any) -> None:
        """What is typed next is for this row."""
        context.typed |= {self.noun: row.id, **more}

    async def typed_for(self, context: Context) -> Row:
        return await self.opened(context, str(context.typed[self.noun]))

    async def refuse(self, update: Update, context: Context, row: Row, told: str) -> None:
        """Something typed was not taken; the way back goes with the reason."""
        await say(update, context, Screen(told, [[self.back(context, row)]]), reply=True)

    def check_version(self, row: Row, version: str) -> None:
        """BotError when it changed since the pressed button was shown."""
        if version != str(row.version):
            raise BotError(self.changed)

    def on(self, name: str, callback: Part, action: Action) -> Handler:
        """The handler of a part, whose name may be a pattern."""
        return staff_button(rf"{self.verb}:\d+:{name}", action, Opening(self.opened, callback))

    def on_others(self, action: Action) -> Handler:
        return self.on("[^:]*", self._refuse, action)

    async def _refuse(self, update: Update, context: Context, row: Row, *_: str) -> None:
        raise BotError(self.outdated)


@dataclass(frozen=True, slots=True)
class Opening:
    """A callback that awaits nothing typed ends what was awaited before."""

    opened: Callable[[Context, str], Awaitable[Any]]
    callback: Part

    async def __call__(self, update: Update, context: Context) -> str:
        number, _, *rest = pressed(update, 2 + ARGUMENTS)
        return await self.callback(update, context, await self.opened(context, number), *rest) or END
