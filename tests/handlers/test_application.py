"""Stored updates as PTB reads them, and what a person reads when one of theirs failed for good."""

from typing import Any

import pytest
import structlog
from telegram import Update

from bot.context import Context
from bot.errors import BotError
from handlers.application import apologise, parse, readable
from storage.updates.updates import StoredUpdate
from tests.handlers.running_bot import RunningBot
from tests.logged import Lines


def test_an_update_that_cannot_be_read_is_nobodys_and_no_error() -> None:
    unreadable = (
        '{"update_id": 1, "message": {"message_id": 1, "date": "x", "chat": {"id": 1, "type": "private"}}}'
    )
    with pytest.raises((KeyError, TypeError, ValueError)):
        parse(StoredUpdate(1, 1, unreadable, 0, None), None)
    assert readable(StoredUpdate(1, 1, unreadable, 0, None), None) is None
    assert readable(StoredUpdate(2, 1, '{"update_id": 2}', 0, None), None) is not None


async def failed(bot: RunningBot, error: Exception, person_id: int) -> None:
    """What the dispatch does with an update that was given up."""
    raw = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "Құпия сөз",
           "chat": {"id": person_id, "type": "private", "first_name": "А"},
           "from": {"id": person_id, "is_bot": False, "first_name": "А", "language_code": "ru"}}}  # fmt: skip
    update = Update.de_json(raw, bot.application.bot)
    async with bot.application.session(update):
        context: Any = Context.from_error(update, error, bot.application)
        await apologise(update, context)


async def test_a_failure_is_told_in_the_members_language(bot: RunningBot) -> None:
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/help")
    await failed(bot, RuntimeError("Құпия сөз"), ivan.id)
    await ivan.sees("У нас произошла ошибка. Ничего не потеряно.")


async def test_a_refusal_is_told_in_its_own_words(bot: RunningBot) -> None:
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/help")
    await failed(bot, BotError("Only administrators of this group can change this."), ivan.id)
    await ivan.sees("Это могут менять только администраторы группы.")


async def test_an_unreachable_member_raises_nothing(bot: RunningBot) -> None:
    await failed(bot, RuntimeError(), 987654)


async def test_what_was_written_is_not_logged(bot: RunningBot, lines: Lines) -> None:
    ivan = await bot.person("Иван", "ru")
    await ivan.says("/help")
    await failed(bot, RuntimeError("Құпия сөз"), ivan.id)
    assert lines.last["error"] == "RuntimeError"
    assert "Құпия" not in lines.text


async def test_no_line_names_whoever_is_answered(bot: RunningBot, lines: Lines) -> None:
    user = {"id": 7, "is_bot": False, "first_name": "Айгүл", "last_name": "Серік", "username": "aigul_s"}
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 7, "type": "private"},
        "from": user,
        "text": "Құпия сөз",
    }
    update = Update.de_json({"update_id": 1, "message": message}, bot.application.bot)
    async with bot.application.session(update):
        structlog.get_logger().warning(
            "Айгүл Серік said", said="<Құпия сөз>", by=["aigul_s", {"to": "Айгүл"}]
        )
    assert not any(word in lines.text for word in ("Айгүл", "Серік", "aigul_s", "Құпия"))
