"""Members in bulk: what is written, and read again a page at a time."""

from typing import Any

from bot.clock import now
from storage.database.database import Database
from storage.members import bulk_import, members


def new(chat: int, **other: Any) -> dict[str, Any]:
    return {"chat_id": chat, "language": "kk", "joined_at": now()} | other


async def test_new_rows_changes_and_topics_are_written_together(database: Database) -> None:
    async with database.begin() as tx:
        await bulk_import.write(tx, [new(1), new(2)], {}, [(1, "law"), (2, "quota"), (2, "law")])
        await bulk_import.write(tx, [], {1: {"country": "MN"}}, [(1, "events")])
    async with database.connect() as tx:
        known = await bulk_import.of_chats(tx, [1, 2, 3])
        assert known == {chat: await members.by_chat(tx, chat) for chat in (1, 2)}
    assert (known[1].country, known[1].topics, known[2].topics) == ("MN", ("events", "law"), ("law", "quota"))


async def test_nothing_to_write_is_nothing(database: Database) -> None:
    async with database.begin() as tx:
        await bulk_import.write(tx, [], {}, [])
        assert await bulk_import.of_chats(tx, []) == {}


async def test_an_export_reads_every_page(database: Database) -> None:
    async with database.begin() as tx:
        await bulk_import.write(tx, [new(n) for n in range(1, 8)], {}, [(n, "law") for n in range(1, 8)])
    async with database.connect() as tx:
        exported = [member async for member, _ in bulk_import.all_rows(tx, page=3)]
        assert await bulk_import.count(tx) == 7
    assert [member.chat_id for member in exported] == list(range(1, 8))
    assert all(member.topics == ("law",) for member in exported)


async def test_a_choice_is_kept_beside_earlier_ones(database: Database) -> None:
    async with database.begin() as tx:
        await bulk_import.write(tx, [new(1)], {}, [])
        await members.choose(tx, 1, members.Chosen.LANGUAGE, language="ru")
        await members.choose(tx, 1, members.Chosen.TOPICS)
        member = await members.by_chat(tx, 1)
    assert member is not None and member.language == "ru"
    assert member.chosen == members.Chosen.LANGUAGE | members.Chosen.TOPICS
