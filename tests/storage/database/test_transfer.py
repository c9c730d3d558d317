"""A copy has every row, in either direction, and never overwrites."""

from pathlib import Path

import pytest

from bot.clock import now
from storage.database import transfer, versions
from storage.database.database import Database
from storage.members import members
from tests.conftest import fresh_postgres


async def filled(database: Database, people: int) -> None:
    async with database.begin() as tx:
        for chat in range(1, people + 1):
            member = await members.join(tx, chat, "ru", now())
            await members.subscribe(tx, member.id, ["law", "events"])


async def test_a_copy_goes_to_postgresql_and_back(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "PAGE", 7)
    first = Database.open(f"sqlite:///{tmp_path}/a.db")
    middle = Database.open(await fresh_postgres(postgres))
    last = Database.open(f"sqlite:///{tmp_path}/b.db")
    for database in (first, middle, last):
        await versions.upgrade(database)
    await filled(first, 20)
    advanced: list[int] = []
    there = await transfer.copy(first, middle, advanced.append)
    back = await transfer.copy(middle, last, advanced.append)
    assert there == back
    assert (there["members"], there["subscriptions"]) == (20, 40)
    assert sum(advanced) == sum(there.values()) + sum(back.values())
    async with middle.begin() as tx:
        assert (await members.join(tx, 999, "en", now())).id == 21
    for database in (first, middle, last):
        await database.close()


async def test_a_database_with_rows_is_not_overwritten(database: Database, tmp_path: Path) -> None:
    await filled(database, 1)
    other = Database.open(f"sqlite:///{tmp_path}/other.db")
    await versions.upgrade(other)
    await filled(other, 3)
    with pytest.raises(transfer.NotEmptyError, match="members"):
        await transfer.copy(other, database, lambda _: None)
    await other.close()
