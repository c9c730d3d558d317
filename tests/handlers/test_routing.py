import pytest

from handlers.routing import LONGEST, Typed, row_number
from storage.members import conversations, members
from storage.members.conversations import Conversation
from tests.handlers.running_bot import RunningBot
from tests.handlers.test_conversations import declared


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12), ("", 0), ("x", 0), ("-1", 0), ("9" * 19, 0),
        ("²", 0), ("٣", 0), ("१", 0), ("１", 0), ("①", 0), ("Ⅷ", 0), ("½", 0), ("1²", 0), ("1_0", 0), ("1 ", 0),
    ],
)  # fmt: skip
def test_what_no_database_holds_is_no_rows_number(written: str, number: int) -> None:
    """In a button or in the words of a link."""
    assert row_number(written) == number


@pytest.mark.parametrize(
    ("language", "refusal"),
    [("kk", "Тым ұзын: 201 таңба"), ("ru", "Слишком длинно: знаков 201"), ("en", "Too long: 201 characters")],
)
async def test_what_is_too_long_for_a_step_is_refused_and_awaited_anew(
    bot: RunningBot, language: str, refusal: str
) -> None:
    dina = await bot.person("Dina", language)
    async with bot.services.database.begin() as tx:
        await conversations.put(
            tx, dina.id, dina.id, Conversation("time_zone", "city", {"verb": "zone"}, bot.services.clock())
        )
    await dina.says("x" * 201)
    await dina.sees(refusal)
    await dina.says("Novosibirsk")
    await dina.sees(":")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        member = await members.by_chat(tx, dina.id)
    assert member and member.timezone == "Asia/Novosibirsk"


def test_every_name_reason_and_time_has_a_length() -> None:
    unbounded = {
        (conversation.name, state)
        for conversation in declared().values()
        for state, handlers in conversation.states.items()
        for handler in handlers
        if isinstance(handler, Typed) and handler.longest == LONGEST
    }
    assert unbounded == {
        ("ask", "question"),  # cut, and shown as it is cut, before it is sent
        ("ask", "confirm"),
        ("contribute", "kind"),  # one of a few is looked for in it
        ("contribute", "field"),
        ("trial", "guest"),  # a message of theirs is forwarded
        ("team", "colleague"),  # a message of theirs is forwarded
        ("entry", "search"),
        ("entry", "part"),  # what may be published has its own limits
        ("new_entry", "part"),
        ("new_entry", "field"),
        ("broadcast", "text"),  # as long as a message
        ("broadcast", "links"),
        ("broadcast", "country"),  # a number of names
        ("inbox", "search"),  # so many words are looked for
        ("inbox", "answer"),  # as long as a message
        ("inbox", "text"),
        ("inbox", "places"),
    }
