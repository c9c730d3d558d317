"""A button of one row, `se:<event>:<part>:…`: its callback gets the row and the rest of the button."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram import Update

from bot.context import Context
from handlers.routing import END, pressed

Part = Callable[..., Awaitable[str | None]]
ARGUMENTS = 4  # after the number and the part, missing ones empty


@dataclass(frozen=True, slots=True)
class OfRow:
    """`opened` reads the row of a number, GoneError when there is none; a callback that awaits nothing typed ends what
    was awaited before."""

    opened: Callable[[Context, str], Awaitable[Any]]
    callback: Part

    async def __call__(self, update: Update, context: Context) -> str:
        number, _, *rest = pressed(update, 2 + ARGUMENTS)
        return await self.callback(update, context, await self.opened(context, number), *rest) or END
