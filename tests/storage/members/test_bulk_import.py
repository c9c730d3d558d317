"""Members in bulk: importing twice changes nothing, and what members chose themselves stays."""

from typing import Any

from bot.clock import now
from storage.database.database import Database
from storage.members import bulk_import, members


def row(chat: int, **other: Any) -> dict[str, Any]:
    return {"chat_id": chat, "language": "kk", "country": None, "timezone": None, "topics": ()} | other


async def put(database: Database, *rows: dict[str, Any]) -> tuple[int, int]:
    async with database.begin() as tx:
        return await bulk_import.put(tx, rows, now())


async def test_importing_twice_changes_nothing(database: Database) -> None:
    rows = [row(1, topics=("law", "quota")), row(-100, country="MN")]
    assert await put(database, *rows) == (2, 0)
    assert await put(database, *rows) == (0, 0)
    async with database.connect() as tx:
        found = await members.by_chat(tx, 1)
        group = await members.by_chat(tx, -100)
    assert found is not None and found.topics == ("law", "quota")
    assert group is not None and (group.kind, group.country) == ("group", "MN")


async def test_an_import_adds_and_changes_but_empties_nothing(database: Database) -> None:
    await put(database, row(1, country="TR", topics=("law",)))
    assert await put(database, row(1, language="ru", topics=("quota",))) == (0, 1)
    async with database.connect() as tx:
        found = await members.by_chat(tx, 1)
    assert found is not None
    assert (found.language, found.country, found.topics) == ("ru", "TR", ("law", "quota"))


async def test_a_chat_twice_in_a_file_counts_by_its_last_line(database: Database) -> None:
    assert await put(database, row(1, language="ru"), row(1, language="en")) == (1, 0)
    async with database.connect() as tx:
        found = await members.by_chat(tx, 1)
    assert found is not None and found.language == "en"


async def test_an_export_reads_every_page(database: Database) -> None:
    await put(database, *(row(n, topics=("law",)) for n in range(1, 8)))
    async with database.connect() as tx:
        found = [one async for one in bulk_import.all_rows(tx, page=3)]
    assert [one.chat_id for one in found] == list(range(1, 8))
    assert all(one.topics == ("law",) for one in found)
