from typing import Any

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from handlers.errors import apologise
from tests.handlers.house import House


async def failed(house: House, error: Exception, person_id: int) -> None:
    """What the dispatch does with an update that was given up."""
    raw = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "Құпия сөз",
           "chat": {"id": person_id, "type": "private", "first_name": "А"},
           "from": {"id": person_id, "is_bot": False, "first_name": "А", "language_code": "ru"}}}  # fmt: skip
    update = Update.de_json(raw, house.application.bot)
    async with house.application.session(update):
        context: Any = Context.from_error(update, error, house.application)
        await apologise(update, context)


async def test_a_failure_is_told_in_the_members_language(house: House) -> None:
    ivan = await house.person("Иван", "ru")
    await ivan.says("/help")
    await failed(house, RuntimeError("Құпия сөз"), ivan.id)
    await ivan.sees("У нас произошла ошибка. Ничего не потеряно.")


async def test_a_refusal_is_told_in_its_own_words(house: House) -> None:
    ivan = await house.person("Иван", "ru")
    await ivan.says("/help")
    await failed(house, BotError("Only administrators of this group can change this."), ivan.id)
    await ivan.sees("Это могут менять только администраторы группы.")


async def test_an_unreachable_member_raises_nothing(house: House) -> None:
    await failed(house, RuntimeError(), 987654)


async def test_what_was_written_is_not_logged(house: House, capsys: Any) -> None:
    ivan = await house.person("Иван", "ru")
    await ivan.says("/help")
    await failed(house, RuntimeError("Құпия сөз"), ivan.id)
    assert "Құпия" not in capsys.readouterr().out
