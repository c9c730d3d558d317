"""The shared budget on PostgreSQL: shares never sum to more than the rate."""

import asyncio

from bot.delivery.budget import Budget
from storage.database.database import Database


async def test_one_process_has_it_all_and_three_share_it(database: Database) -> None:
    if database.dialect == "sqlite":
        alone = Budget(database, "a", 28)
        await alone.renew()
        assert alone.share == 28 and await alone.alive() == ["a"]
        return
    a, b, c = (Budget(database, name, 28) for name in "abc")
    await a.renew()
    assert a.share == 28
    sums = []
    for _ in range(10):
        for one in (a, b, c):
            await one.renew()
            sums.append(a.share + b.share + c.share)
        await asyncio.sleep(0.25)
    assert max(sums) <= 28
    assert sorted((a.share, b.share, c.share)) == [9, 9, 10]


async def test_a_share_that_grows_waits_until_the_others_second_is_over(database: Database) -> None:
    if database.dialect == "sqlite":
        return
    a, b = Budget(database, "a", 30), Budget(database, "b", 30)
    await a.renew()
    await b.renew()
    await a.renew()
    assert (a.share, b.share) == (15, 0)
    await asyncio.sleep(1.2)
    await a.renew()
    await b.renew()
    assert (a.share, b.share) == (15, 15)


async def test_a_flood_wait_is_everybodys(database: Database) -> None:
    if database.dialect == "sqlite":
        return
    a, b = Budget(database, "a", 30), Budget(database, "b", 30)
    await a.renew(flood_wait=60.0)
    assert 55 < await b.renew() <= 60
