"""Who asked to be forgotten is known again by their chat only, until they write."""

import sqlalchemy as sa

from bot.clock import now
from storage.database.database import Database
from storage.members import forgotten, members


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
    assert len(digest) == 64 and "1001" not in digest


async def test_who_writes_again_is_no_longer_marked(database: Database) -> None:
    async with database.begin() as tx:
        await forgotten.mark(tx, 1001, now())
        await members.join(tx, 1001, "kk", now())
        assert await forgotten.among(tx, [1001]) == set()
