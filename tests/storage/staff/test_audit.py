"""The log of deeds and its chain of seals, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.database.database import Database
from storage.staff import audit
from storage.staff.audit import Chain, Wanted

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


async def deeds(database: Database, number: int, *, at: datetime = NOW, user_id: int = 1) -> None:
    for subject in range(number):
        async with database.begin() as tx:
            await audit.log(tx, user_id, "broadcast.paused", subject, at, name="Дина", recipients=subject)


async def sealed(database: Database) -> Chain:
    async with database.begin() as tx:
        while await audit.seal(tx):
            pass
        return await audit.verify(tx)


async def test_the_log_is_read_newest_first_page_by_page(database: Database) -> None:
    await deeds(database, 3)
    async with database.connect() as tx:
        page, total = await audit.deeds(tx, 2)
    assert total == 3
    assert [deed.subject for deed in page] == ["2", "1"]
    assert page[0].detail == {"name": "Дина", "recipients": 2}


async def test_it_is_filtered_by_colleague_kind_and_age(database: Database) -> None:
    await deeds(database, 2, at=NOW - timedelta(days=3))
    async with database.begin() as tx:
        await audit.log(tx, 2, "team.added", "x", NOW)
        await audit.log(tx, 2, "teamwork.praised", "x", NOW)
        for wanted, number in (
            (Wanted(), 4),
            (Wanted(user_id=2), 2),
            (Wanted(kinds=("team",)), 1),
            (Wanted(kinds=("team", "broadcast")), 3),
            (Wanted(since=NOW - timedelta(days=1)), 2),
            (Wanted(1, ("team",)), 0),
        ):
            assert (await audit.deeds(tx, 10, 0, wanted))[1] == number
        assert await audit.doers(tx) == [2, 1]


async def test_a_log_that_nobody_touched_is_whole(database: Database) -> None:
    async with database.connect() as tx:
        assert await audit.verify(tx) == Chain(0, "", None)
    await deeds(database, 3)
    first = await sealed(database)
    assert (first.length, first.broken_at) == (3, None) and first.seal
    await deeds(database, 2)
    second = await sealed(database)
    assert (second.length, second.broken_at) == (5, None) and second.seal != first.seal


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        (sa.update(audit.audit).values(user_id=666).where(audit.audit.c.place == 2), 2),
        (sa.update(audit.audit).values(subject="9").where(audit.audit.c.place == 4), 4),
        (sa.update(audit.audit).values(detail={"name": "Марат"}).where(audit.audit.c.place == 1), 1),
        (sa.update(audit.audit).values(at=NOW + timedelta(seconds=1)).where(audit.audit.c.place == 3), 3),
        (sa.delete(audit.audit).where(audit.audit.c.place == 2), 3),
        (sa.delete(audit.audit).where(audit.audit.c.place == 1), 2),
        (sa.delete(audit.audit).where(audit.audit.c.place == 4), 4),
        (sa.delete(audit.audit), 4),
    ],
)
async def test_whatever_is_changed_in_the_database_is_found(
    database: Database, change: sa.Update | sa.Delete, broken_at: int
) -> None:
    await deeds(database, 4)
    await sealed(database)
    async with database.begin() as tx:
        await tx.execute(change)
        assert (await audit.verify(tx)).broken_at == broken_at


async def test_old_deeds_go_and_the_rest_stays_whole(database: Database) -> None:
    await deeds(database, 3, at=NOW - timedelta(days=400))
    await deeds(database, 2)
    async with database.begin() as tx:
        assert await audit.expire(tx, NOW - timedelta(days=365)) == 3
        assert await audit.expire(tx, NOW - timedelta(days=365)) == 0
        chain = await audit.verify(tx)
    assert (chain.length, chain.broken_at) == (5, None)
    async with database.begin() as tx:
        assert await audit.expire(tx, NOW + timedelta(days=1)) == 2
        assert (await audit.verify(tx)).broken_at is None
    await deeds(database, 1)
    assert (await sealed(database)).length == 6


async def test_several_that_write_and_seal_at_once_make_one_chain(database: Database) -> None:
    async def seals() -> None:
        for _ in range(10):
            async with database.begin() as tx:
                await audit.seal(tx)

    await asyncio.gather(
        *(deeds(database, 10, user_id=number) for number in range(4)), seals(), seals(), seals()
    )
    assert await sealed(database) == Chain(40, (await sealed(database)).seal, None)
