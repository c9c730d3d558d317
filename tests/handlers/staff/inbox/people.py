"""Questions as they lie in the table, for tests of what staff do with them."""

from datetime import datetime
from typing import Any

from bot.inbox import cards
from sandbox import Person
from storage.inbox import question_cards, questions
from storage.inbox.questions import Question
from tests.handlers.running_bot import RunningBot


async def asked(bot: RunningBot, text: str, chat: int = 5001, language: str = "kk", **more: Any) -> int:
    """A member's question that staff have seen already."""
    country, at = more.pop("country", None), more.pop("at", bot.services.clock())
    async with bot.services.database.begin() as tx:
        number = await questions.ask(tx, chat, text, language, country, at)
        await question_cards.carded(tx, number, [], at)
        if more:
            await questions.touch(tx, number, **more)
    await cards.fold_words(bot.services)
    return number


async def question(bot: RunningBot, number: int) -> Question:
    async with bot.services.database.connect() as tx:
        kept = await questions.get(tx, number)
    assert kept is not None
    return kept


async def answered(bot: RunningBot, number: int, at: datetime) -> None:
    async with bot.services.database.begin() as tx:
        await questions.answered(tx, number, at, answered_by=1, answered_name="Ерлан")


async def card(bot: RunningBot, person: Person, number: int) -> dict[str, Any]:
    """Opens a question's card by its button."""
    await bot.sends(person, "Тізім", f"сұрақ {number}", f"qc:{number}")
    await person.presses(f"сұрақ {number}")
    return await person.sees(f"№ {number} сұрақ")
