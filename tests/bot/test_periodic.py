"""Work that repeats: again after a failure, never twice at once, and ended rather than cut off."""

import asyncio

from bot.periodic import Job, repeating


async def test_work_is_repeated_though_a_round_fails() -> None:
    rounds = asyncio.Queue[None]()

    async def work() -> None:
        rounds.put_nowait(None)
        raise OSError("no database")

    async with repeating(Job("work", 0.01, work)):
        for _ in range(3):
            await asyncio.wait_for(rounds.get(), 5)


async def test_after_a_failure_it_rests() -> None:
    rounds = 0

    async def work() -> None:
        nonlocal rounds
        rounds += 1
        raise OSError("no network")

    async with repeating(Job("work", 0.01, work, rest=60)):
        await asyncio.sleep(0.2)
    assert rounds == 1


async def test_a_round_under_way_is_ended_before_the_block_is_left() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await asyncio.sleep(0.2)
        ended.set()

    async with repeating(Job("work", 0.01, work)):
        await asyncio.wait_for(begun.wait(), 5)
    assert ended.is_set()
