"""A process is whole or it ends: no loop stands still unseen, no task ends by an error unheard."""

import asyncio
import time

import pytest

from bot.errors import EndedError
from bot.periodic import Job
from bot.supervision import Rounds, repeated, set_within, standing, supervised
from bot.updates.lease import ProcessLease
from storage.database.database import Database
from storage.updates import leases
from tests.logged import Lines


def test_a_loop_that_comes_round_is_not_named() -> None:
    turning, still = Rounds(5), Rounds(5, last=time.monotonic() - 20)
    assert standing({"a": turning, "b": still}) == {"b": "no round for 20 s"}
    still.turned()
    assert standing({"a": turning, "b": still}) == {}


async def test_a_task_that_ends_by_an_error_ends_the_block_in_order(lines: Lines) -> None:
    closed = False

    async def broken() -> None:
        await asyncio.sleep(0.01)
        raise KeyError("Құпия сөз")

    async def whole() -> None:
        nonlocal closed
        async with supervised() as watch:
            watch(asyncio.create_task(broken(), name="lease"))
            try:
                await asyncio.sleep(5)
            finally:
                await asyncio.sleep(0)  # what closes may wait
                closed = True

    with pytest.raises(
        EndedError, match=r"lease ended by an error \(KeyError at tests.bot.test_supervision:\d+\)"
    ):
        await asyncio.create_task(whole())
    assert closed
    assert (lines.last["task"], "Құпия" in lines.text) == ("lease", False)


async def test_a_task_that_ends_or_is_canceled_ends_nothing() -> None:
    async with supervised() as watch:
        ending, canceled = (asyncio.create_task(asyncio.sleep(seconds)) for seconds in (0, 60))
        watch(ending)
        watch(canceled)
        canceled.cancel()
        await asyncio.sleep(0.02)


async def test_a_block_that_is_canceled_from_outside_says_nothing_else() -> None:
    async def whole() -> None:
        async with supervised():
            await asyncio.sleep(60)

    task = asyncio.create_task(whole())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_lease_that_is_not_renewed_for_a_fault_of_ours_ends_its_task(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def faulty(*_: object) -> bool:
        raise TypeError

    monkeypatch.setattr(leases, "take", faulty)
    task = ProcessLease(database).start()
    await asyncio.wait([task], timeout=5)
    assert isinstance(task.exception(), TypeError)


async def test_a_round_that_takes_too_long_is_seen() -> None:
    job = Job("work", 0.0, asyncio.Event().wait)
    job.rounds.within = 0.05
    running = asyncio.create_task(job.run())
    await asyncio.sleep(0.1)
    assert standing({job.name: job.rounds}).keys() == {"work"}
    running.cancel()


@pytest.mark.parametrize("turns", range(5))
async def test_a_loop_is_ended_also_when_what_it_waits_for_comes_at_that_moment(turns: int) -> None:
    """`asyncio.wait_for` of Python 3.11 would go on."""
    event = asyncio.Event()

    async def loop() -> None:
        while True:
            await set_within(event, 60)
            event.clear()

    task = asyncio.create_task(loop())
    await asyncio.sleep(0.01)
    event.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=2)
    assert task.cancelled()


async def test_what_is_not_set_is_waited_for_so_long_and_no_longer() -> None:
    event = asyncio.Event()
    assert not await set_within(event, 0.01)
    event.set()
    assert await set_within(event, 0.01)


async def test_a_round_that_fails_is_logged_and_followed_by_the_next(lines: Lines) -> None:
    rounds, over = 0, asyncio.Event()

    async def turn() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise KeyError("Құпия сөз")
        over.set()

    task = asyncio.create_task(repeated(0, turn, "rounds.failed"))
    assert await set_within(over, 5)
    task.cancel()
    await asyncio.wait([task], timeout=2)
    assert (lines.last["event"], lines.last["round"]) == ("rounds.failed", "turn")
