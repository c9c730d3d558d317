"""Who speaks, asked in one statement."""

from datetime import UTC, datetime

from storage.database.database import Database
from storage.members import conversations, members
from storage.members.sessions import speaker

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def test_a_stranger_is_nobody_who_stands_nowhere(database: Database) -> None:
    async with database.look() as tx:
        found = await speaker(tx, 7, 7)
    assert (found.member, found.step) == (None, None)


async def test_a_member_comes_with_topics_and_the_step_they_stand_at(database: Database) -> None:
    async with database.begin() as tx:
        joined = await members.join(tx, 7, "kk", NOW)
        await members.subscribe(tx, joined.id, ["visa", "education"])
        await conversations.stand(tx, 7, 7, "ask", {"text": "сәлем"}, NOW)
        await members.join(tx, 8, "ru", NOW)
    async with database.look() as tx:
        found = await speaker(tx, 7, 7)
        assert found.member == await members.by_chat(tx, 7)
        assert found.member is not None and found.member.topics == ("education", "visa")
        assert found.step == await conversations.at(tx, 7, 7)
        other = await speaker(tx, 8, 8)
        assert other.member is not None and (other.member.topics, other.step) == ((), None)


async def test_a_stranger_may_stand_somewhere_and_a_chat_without_user_nowhere(database: Database) -> None:
    async with database.begin() as tx:
        await members.join(tx, -5, "kk", NOW, kind="group")
        await conversations.stand(tx, 9, 9, "ask", {}, NOW)
    async with database.look() as tx:
        stranger, group = await speaker(tx, 9, 9), await speaker(tx, -5, None)
    assert stranger.member is None and stranger.step is not None and stranger.step.name == "ask"
    assert group.member is not None and group.step is None
