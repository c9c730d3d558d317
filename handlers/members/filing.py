"""How a member's question becomes staff's: cut to length, counted, kept. Entered from `ask.py` and `danger.py`."""

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.inbox import office
from bot.text.translator import N_
from storage.inbox import blocks, questions

LONGEST = 2000  # characters of a question; a card must hold it with room to spare
CUT = "…"
FULL = N_(
    "Five of your questions wait for an answer already. The answers will come here; then you can ask the next one."
)
BLOCKED = N_("Staff take no questions from you any more. Reason: {reason}")


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + CUT


async def file(
    tx: AsyncConnection,
    update: Update,
    context: Context,
    text: str,
    language: str,
    country: str | None,
    *,
    urgent: bool = False,
) -> int:
    """Keeps the question and returns its number; BotError when too many wait already, or staff take none from here;
    urgent ones they always take."""
    chat, at = chat_of(update), context.services.clock()
    if not urgent and (reason := await blocks.reason(tx, chat)):
        raise BotError(BLOCKED, reason=reason)
    if await questions.full(tx, chat, at, urgent=urgent):
        raise BotError(FULL)
    promised = None if urgent else office.promised(context.services.config, at)
    return await questions.ask(tx, chat, text, language, country, at, urgent=urgent, promised=promised)
