"""Whether what waits for its turn is still so: known at once, of a look not long ago."""

from datetime import timedelta

import pytest

from bot.clock import now
from bot.delivery.unchanged import EVERY, FRESH, Unchanged
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database

CONTENT = {"kk": {"text": "x"}}


async def stored(database: Database) -> Broadcast:
    async with database.begin() as tx:
        number = await broadcasts.create(tx, CONTENT, {}, now(), state="sending")
        broadcast = await broadcasts.get(tx, number)
    assert broadcast is not None
    return broadcast


@pytest.mark.parametrize(
    ("looked", "changes", "so"), [(False, False, None), (True, False, True), (True, True, False)]
)
async def test_what_was_read_long_ago_is_so_if_a_look_of_late_says_it(
    database: Database, looked: bool, changes: bool, so: bool | None
) -> None:
    moment = 100.0
    unchanged, broadcast = Unchanged(database, lambda: moment), await stored(database)
    assert unchanged.is_so([broadcast], moment) and unchanged.due
    if changes:
        async with database.begin() as tx:
            assert await broadcasts.step(
                tx, broadcast.id, ("sending",), "recalled", now() + timedelta(seconds=1)
            )
    moment += 2 * FRESH
    if looked:
        await unchanged.look([broadcast.id])
        assert not unchanged.due
    moment += EVERY
    assert unchanged.is_so([broadcast], 100.0) is so


async def test_a_look_grows_old(database: Database) -> None:
    moment = 100.0
    unchanged, broadcast = Unchanged(database, lambda: moment), await stored(database)
    await unchanged.look([broadcast.id])
    moment += 2 * FRESH
    assert unchanged.due and unchanged.is_so([broadcast], 100.0) is None


async def test_one_that_is_gone_is_not_so(database: Database) -> None:
    moment = 100.0
    unchanged, broadcast = Unchanged(database, lambda: moment), await stored(database)
    moment += 2 * FRESH
    await unchanged.look([broadcast.id + 1])
    assert unchanged.is_so([broadcast], 100.0) is False
