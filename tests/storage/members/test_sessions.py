"""Who speaks and what they are in the middle of, asked in one statement."""

from datetime import UTC, datetime

from storage.database.database import Database
from storage.members import conversations, members, sessions
from storage.members.conversations import Conversation
from storage.staff import staff

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def test_a_stranger_is_nobody_and_has_nothing_open(database: Database) -> None:
    async with database.connect() as tx:
        assert await sessions.get(tx, 7, 7) == (None, None, None, None, None)


async def test_a_member_comes_with_topics_and_the_open_conversation(database: Database) -> None:
    opened = Conversation("ask", "confirm", {"text": "сәлем"}, NOW)
    async with database.begin() as tx:
        joined = await members.join(tx, 7, "kk", NOW)
        await members.subscribe(tx, joined.id, ["visa", "education"])
        await conversations.put(tx, 7, 7, opened)
        await members.join(tx, 8, "ru", NOW)
    async with database.connect() as tx:
        member, conversation, role, *_ = await sessions.get(tx, 7, 7)
        assert member == await members.by_chat(tx, 7)
        assert member is not None and member.topics == ("education", "visa")
        assert conversation == opened == await conversations.get(tx, 7, 7)
        assert role is None
        other, nothing, *_ = await sessions.get(tx, 8, 8)
        assert other is not None and (other.topics, nothing) == ((), None)


async def test_a_stranger_may_have_one_open_and_a_chat_without_user_none(database: Database) -> None:
    async with database.begin() as tx:
        await members.join(tx, -5, "kk", NOW, kind="group")
        await conversations.put(tx, 9, 9, Conversation("ask", "question", {}, NOW))
    async with database.connect() as tx:
        stranger, conversation, *_ = await sessions.get(tx, 9, 9)
        group, nothing, *_ = await sessions.get(tx, -5, None)
    assert stranger is None and conversation is not None and conversation.state == "question"
    assert group is not None and nothing is None


async def test_a_colleague_comes_with_their_role_until_they_are_removed(database: Database) -> None:
    async with database.begin() as tx:
        await staff.add(tx, 7, "approver", "Марат", 1, NOW)
    async with database.connect() as tx:
        assert await sessions.get(tx, -5, 7) == (None, None, "approver", None, None)
    async with database.begin() as tx:
        await staff.remove(tx, 7, NOW)
    async with database.connect() as tx:
        assert await sessions.get(tx, 7, 7) == (None, None, None, None, None)


async def test_a_conversation_takes_the_place_of_the_one_before_and_ends_once(database: Database) -> None:
    async with database.begin() as tx:
        await conversations.put(tx, 9, 9, Conversation("ask", "question", {}, NOW))
        await conversations.put(tx, 9, 9, Conversation("rating", "missing", {"rating": 3}, NOW))
        assert await conversations.get(tx, 9, 9) == Conversation("rating", "missing", {"rating": 3}, NOW)
        assert [await conversations.end(tx, 9, 9) for _ in range(2)] == [True, False]
