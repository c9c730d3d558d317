"""The benchmark's people: a slow bot is waited for, one that says nothing has lost their messages."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

from benchmarks.replicas.load import Crowd
from sandbox import World

SILENCE = 0.4


def crowd(number: int) -> Crowd:
    """So many people who wait for an answer."""
    made = Crowd(World(calls_kept=10, history_kept=100))
    for _ in range(number):
        made.say("?")
    return made


async def answers(people: Crowd, numbers: range, pause: float) -> None:
    for number in numbers:
        await asyncio.sleep(pause)
        people._heard(cast(Any, SimpleNamespace(by_bot=True, chat=SimpleNamespace(id=number))))


async def test_a_bot_that_answers_slowly_is_waited_for() -> None:
    people = crowd(8)
    answering = asyncio.create_task(answers(people, range(1, 9), SILENCE / 4))
    assert await people.answered(SILENCE) == 0
    assert len(people.waits) == 8 and max(people.waits) > SILENCE
    await answering


async def test_who_hears_nothing_any_more_has_lost_the_answer() -> None:
    people = crowd(5)
    await answers(people, range(1, 3), 0)
    assert await people.answered(SILENCE) == 3
