"""Trial mode on both databases: only the team and the guests, so many messages a day, until an owner goes live."""

import asyncio
from datetime import UTC, date, datetime

from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import deliveries, launches
from storage.members import audience, erasure, members
from storage.members.audience import Audience
from storage.staff import staff, trial

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
OWNER, COLLEAGUE, LEFT, GUEST, STRANGER = 1, 2, 3, 4, 5  # chats, and by the order of joining the members' ids
TEXT = {"kk": {"text": "x"}}


async def people(database: Database) -> None:
    """The owner of the configuration, a colleague, one who left, a guest to be, and somebody else."""
    async with database.begin() as tx:
        for chat in (OWNER, COLLEAGUE, LEFT, GUEST, STRANGER):
            await members.join(tx, chat, "kk", NOW)
        for chat in (COLLEAGUE, LEFT):
            await staff.add(tx, chat, "editor", None, OWNER, NOW)
        await staff.remove(tx, LEFT, NOW)


async def begun(database: Database, a_day: int = 100) -> None:
    async with database.begin() as tx:
        assert await trial.begin(tx, a_day, [OWNER], NOW)
        assert await trial.add(tx, GUEST, OWNER, NOW)


async def go_live(database: Database) -> None:
    async with database.begin() as tx:
        assert await trial.end(tx)


async def launched(database: Database, *, urgent: bool = False) -> int:
    async with database.begin() as tx:
        number = await broadcasts.create(tx, TEXT, {}, NOW, state="sending", urgent=urgent)
        await launches.begin(tx, number)
    return number


async def known(database: Database, number: int) -> Broadcast:
    async with database.connect() as tx:
        broadcast = await broadcasts.get(tx, number)
    assert broadcast is not None
    return broadcast


async def write(database: Database, number: int, slices: int = 100) -> None:
    """A member a slice."""
    for _ in range(slices):
        async with database.begin() as tx:
            broadcast = await broadcasts.get(tx, number)
            assert broadcast is not None
            await launches.members_slice(tx, broadcast, 1, NOW)


async def reached(database: Database, number: int) -> set[int]:
    async with database.connect() as tx:
        return {member for member, _ in await deliveries.page(tx, number)}


async def counted(database: Database) -> int:
    async with database.connect() as tx:
        return sum(group.number for group in await audience.tally(tx, Audience(), NOW))


async def test_without_a_trial_everybody_is_reached(database: Database) -> None:
    await people(database)
    number = await launched(database)
    await write(database, number)
    assert await reached(database, number) == {1, 2, 3, 4, 5}
    assert await counted(database) == 5
    async with database.begin() as tx:
        assert await trial.current(tx) is None and not await trial.end(tx)
        assert await trial.take(tx, 10**9, TODAY) and not await trial.limit(tx, 20)


async def test_a_trial_reaches_the_team_and_its_guests_and_counts_them_urgent_or_not(
    database: Database,
) -> None:
    await people(database)
    await begun(database)
    for urgent in (False, True):
        number = await launched(database, urgent=urgent)
        await write(database, number)
        assert await reached(database, number) == {OWNER, COLLEAGUE, GUEST}
        async with database.connect() as tx:
            assert await launches.recipients(tx, await known(database, number), NOW, 10) == 3
    assert await counted(database) == 3
    async with database.connect() as tx:
        everybody = await audience.tally(tx, Audience(), NOW, everybody=True)
    assert sum(group.number for group in everybody) == 5


async def test_a_broadcast_that_is_being_written_when_the_trial_ends_stays_with_the_guests(
    database: Database,
) -> None:
    await people(database)
    await begun(database)
    number = await launched(database)
    await write(database, number, slices=2)
    await go_live(database)
    later = await launched(database)
    await write(database, number)
    await write(database, later)
    assert await reached(database, number) == {OWNER, COLLEAGUE, GUEST}
    assert await reached(database, later) == {1, 2, 3, 4, 5}
    assert ((await known(database, number)).trial, (await known(database, later)).trial) == (True, False)


async def test_one_that_was_on_its_way_before_the_trial_goes_on_to_everybody(database: Database) -> None:
    await people(database)
    number = await launched(database)
    await write(database, number, slices=2)
    await begun(database)
    await write(database, number)
    assert await reached(database, number) == {1, 2, 3, 4, 5}


async def test_fixed_recipients_are_guests_if_there_was_a_trial_when_they_were_fixed_or_at_the_launch(
    database: Database,
) -> None:
    await people(database)
    before = await launched(database)  # fixed while it was live
    await begun(database)
    within = await launched(database)  # fixed in the trial
    async with database.begin() as tx:
        await launches.begin(tx, before)  # launched in the trial
    await go_live(database)
    async with database.begin() as tx:
        await launches.begin(tx, within)  # launched live
    for number in (before, within):
        await write(database, number)
        assert await reached(database, number) == {OWNER, COLLEAGUE, GUEST}


async def test_a_day_has_room_for_so_many_and_the_next_one_begins_anew(database: Database) -> None:
    await begun(database, a_day=20)
    wanted = [(15, TODAY, True, 5), (6, TODAY, False, 5), (5, TODAY, True, 0), (0, TODAY, True, 0)]
    wanted += [(21, TOMORROW, False, 20), (20, TOMORROW, True, 0)]
    for number, day, fits, left in wanted:
        async with database.begin() as tx:
            assert await trial.take(tx, number, day) == fits
            current = await trial.current(tx)
            assert current is not None and current.left(day) == left
    async with database.begin() as tx:
        assert await trial.limit(tx, 50) and not await trial.limit(tx, 50)
        assert await trial.take(tx, 30, TOMORROW)


async def test_two_processes_do_not_take_the_same_room(database: Database) -> None:
    await begun(database, a_day=20)

    async def take() -> bool:
        async with database.begin() as tx:
            return await trial.take(tx, 12, TODAY)

    assert sorted(await asyncio.gather(take(), take(), take())) == [False, False, True]


async def test_a_trial_begins_once_and_a_guest_stands_on_the_list_once(database: Database) -> None:
    await begun(database)
    async with database.begin() as tx:
        assert not await trial.begin(tx, 20, [], NOW)
        assert not await trial.add(tx, GUEST, OWNER, NOW)
        await trial.welcome(tx, [OWNER, 9], NOW)  # named in the configuration since
        assert [guest.chat_id for guest in await trial.listing(tx)] == [OWNER, GUEST, 9]
        assert await trial.drop(tx, GUEST) and not await trial.drop(tx, GUEST)


async def test_whoever_is_forgotten_is_no_guest(database: Database) -> None:
    await people(database)
    await begun(database)
    async with database.begin() as tx:
        await erasure.erase(tx, GUEST, NOW)
        assert await trial.guest(tx, GUEST) is None
