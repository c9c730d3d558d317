"""Who asked to be forgotten is known again by their chat only, until they write."""

from hashlib import sha256

import sqlalchemy as sa

from bot.clock import now
from storage import installation
from storage.database.database import Database
from storage.members import erasure, forgotten, members


async def test_a_mark_is_set_once_and_found_by_its_chat(database: Database) -> None:
    async with database.begin() as tx:
        await forgotten.mark(tx, 1001, now())
        await forgotten.mark(tx, 1001, now())
        assert await forgotten.among(tx, [1001, 1002, -1001]) == {1001}
        assert await forgotten.among(tx, []) == set()


async def test_the_number_is_not_in_it(database: Database) -> None:
    async with database.begin() as tx:
        await forgotten.mark(tx, 1001, now())
        [digest] = (await tx.execute(sa.select(forgotten.forgotten.c.digest))).scalars()
    assert digest.startswith("keyed:") and "1001" not in digest


async def test_without_the_key_of_the_installation_it_tells_nothing(database: Database) -> None:
    async with database.begin() as tx:
        await forgotten.mark(tx, 1001, now())
        await installation.adopt(tx, "another")
        assert await forgotten.among(tx, [1001]) == set()


async def test_marks_of_earlier_versions_are_known_and_go_too(database: Database) -> None:
    async with database.begin() as tx:
        earlier = sha256(b"otandas forgotten 1001").hexdigest()
        await tx.execute(sa.insert(forgotten.forgotten).values(digest=earlier, at=now()))
        assert await forgotten.among(tx, [1001, 1002]) == {1001}
        assert await forgotten.since(tx, 1001)
        await members.join(tx, 1001, "kk", now())
        assert await forgotten.among(tx, [1001]) == set()


async def test_another_databases_marks_are_carried_with_its_key(database: Database) -> None:
    async with database.begin() as tx:
        await forgotten.mark(tx, 1001, now())
        later = await forgotten.everyone(tx)
        await forgotten.unmark(tx, 1001)
        await installation.adopt(tx, "of a backup from before there were keys")
        await members.join(tx, 1002, "kk", now())
        assert await erasure.erase_again(tx, [later]) == 0
        assert await forgotten.among(tx, [1001, 1002]) == {1001}


async def test_who_writes_again_is_no_longer_marked(database: Database) -> None:
    async with database.begin() as tx:
        await forgotten.mark(tx, 1001, now())
        await members.join(tx, 1001, "kk", now())
        assert await forgotten.among(tx, [1001]) == set()
