"""Limits of pace: what passes, what must wait and how long."""

import asyncio
import time
from typing import Any

import pytest

from sandbox import Person, Sandbox
from sandbox.errors import ControlError
from sandbox.world.limits import LimitSettings
from tests.sandbox.conftest import CHAT, Caller, Refused


async def outcomes_of(call: Caller, count: int, chat_id: int = CHAT, **more: Any) -> list[int]:
    """The status of each send: 0 for accepted, otherwise retry_after."""
    outcomes = []
    for _ in range(count):
        try:
            await call("sendMessage", chat_id=chat_id, text="a", **more)
            outcomes.append(0)
        except Refused as refusal:
            assert refusal.code == 429
            assert refusal.words == f"Too Many Requests: retry after {refusal.parameters['retry_after']}"
            outcomes.append(refusal.parameters["retry_after"])
    return outcomes


def limit(call: Caller, **settings: Any) -> None:
    call.sandbox.world.account(None).limits.change(settings)


async def test_one_second_of_sends_passes_and_then_time_must(call: Caller, aigerim: Person) -> None:
    limit(call, per_second=3)
    assert await outcomes_of(call, 4) == [0, 0, 0, 1]
    call.sandbox.world.clock.advance(1)
    assert await outcomes_of(call, 4) == [0, 0, 0, 1]


async def test_paid_sends_have_their_own_budget(call: Caller, aigerim: Person) -> None:
    limit(call, per_second=1, paid_per_second=2)
    assert await outcomes_of(call, 2) == [0, 1]
    assert await outcomes_of(call, 3, allow_paid_broadcast=True) == [0, 0, 1]


async def test_one_chat_gets_one_a_second(call: Caller, sandbox: Sandbox, aigerim: Person) -> None:
    await Person("Марат", "ru", person_id=1002).enters(sandbox)
    limit(call, per_chat=1)
    assert await outcomes_of(call, 2) == [0, 1]
    assert await outcomes_of(call, 1, chat_id=1002) == [0]
    call.sandbox.world.clock.advance(1)
    assert await outcomes_of(call, 1) == [0]


async def test_a_group_gets_twenty_a_minute(call: Caller, group: int) -> None:
    limit(call, group_per_minute=20)
    assert await outcomes_of(call, 21, chat_id=group) == [0] * 20 + [3]


async def test_a_flood_wait_closes_everything(call: Caller, sandbox: Sandbox, aigerim: Person) -> None:
    await Person("Марат", "ru", person_id=1002).enters(sandbox)
    limit(call, per_chat=1, flood_wait=True)
    assert await outcomes_of(call, 2) == [0, 1]
    assert await outcomes_of(call, 1, chat_id=1002) == [1]
    call.sandbox.world.clock.advance(1)
    assert await outcomes_of(call, 1, chat_id=1002) == [0]


async def test_only_what_reaches_a_chat_counts(call: Caller, aigerim: Person) -> None:
    limit(call, per_second=1)
    message = await call("sendMessage", chat_id=CHAT, text="a")
    await call("sendChatAction", chat_id=CHAT, action="typing")
    await call("editMessageText", chat_id=CHAT, message_id=message["message_id"], text="b")
    await call("getMe")
    assert await call.refused("copyMessage", chat_id=CHAT, from_chat_id=CHAT, message_id=1) == (
        "Too Many Requests: retry after 1"
    )


@pytest.mark.parametrize("wrong", [{"per_hour": 1}, {"per_second": -1}, {"per_second": "many"}])
def test_limits_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ControlError, match="per_"):
        LimitSettings().changed(wrong)


@pytest.mark.parametrize("latency", [30, [30, 40]])
async def test_latency_delays_every_answer(call: Caller, latency: Any) -> None:
    limit(call, latency_ms=latency)
    began = time.perf_counter()
    await call("getMe")
    assert time.perf_counter() - began >= 0.03


async def test_limits_answer_several_clients_at_once_without_letting_more_through(
    call: Caller, aigerim: Person
) -> None:
    limit(call, per_second=10, latency_ms=[1, 5])
    outcomes = await asyncio.gather(*(outcomes_of(call, 1) for _ in range(30)))
    assert outcomes.count([0]) == 10
