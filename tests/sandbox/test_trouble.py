"""Ordered trouble: limits, faults, latency, and groups that migrate."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox, World
from sandbox.server.dispatcher import ConnectionLost
from sandbox.world.faults import fault_from
from sandbox.world.limits import LimitSettings
from sandbox.world.records import Clock
from tests.sandbox.conftest import TOKEN, Caller, Refused

CHAT = 1001


class StillClock(Clock):
    """Time that only moves when told, so that a slow machine refills no budget."""

    def now(self) -> float:
        return 1_800_000_000 + self._ahead


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(World(clock=StillClock()))


async def sent(call: Caller, count: int, chat_id: int = CHAT, **more: Any) -> list[int]:
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
    assert await sent(call, 4) == [0, 0, 0, 1]
    call.sandbox.world.clock.advance(1)
    assert await sent(call, 4) == [0, 0, 0, 1]


async def test_paid_sends_have_their_own_budget(call: Caller, aigerim: Person) -> None:
    limit(call, per_second=1, paid_per_second=2)
    assert await sent(call, 2) == [0, 1]
    assert await sent(call, 3, allow_paid_broadcast=True) == [0, 0, 1]


async def test_one_chat_gets_one_a_second(call: Caller, sandbox: Sandbox, aigerim: Person) -> None:
    await Person("Марат", "ru", person_id=1002).enters(sandbox)
    limit(call, per_chat=1)
    assert await sent(call, 2) == [0, 1]
    assert await sent(call, 1, chat_id=1002) == [0]
    call.sandbox.world.clock.advance(1)
    assert await sent(call, 1) == [0]


async def test_a_group_gets_twenty_a_minute(call: Caller, group: int) -> None:
    limit(call, group_per_minute=20)
    assert await sent(call, 21, chat_id=group) == [0] * 20 + [3]


async def test_a_flood_wait_closes_everything(call: Caller, sandbox: Sandbox, aigerim: Person) -> None:
    await Person("Марат", "ru", person_id=1002).enters(sandbox)
    limit(call, per_chat=1, flood_wait=True)
    assert await sent(call, 2) == [0, 1]
    assert await sent(call, 1, chat_id=1002) == [1]
    call.sandbox.world.clock.advance(1)
    assert await sent(call, 1, chat_id=1002) == [0]


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
    with pytest.raises(ValueError, match="per_"):
        LimitSettings().changed(wrong)


@pytest.mark.parametrize("latency", [30, [30, 40]])
async def test_latency_delays_every_answer(call: Caller, latency: Any) -> None:
    limit(call, latency_ms=latency)
    began = time.perf_counter()
    await call("getMe")
    assert time.perf_counter() - began >= 0.03


def order(call: Caller, **fault: Any) -> None:
    call.sandbox.world.account(None).faults.add(fault_from(fault))


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("429", 429, "Too Many Requests: retry after 3"),
        ("403", 403, "Forbidden: bot was blocked by the user"),
        ("400", 400, "Bad Request: sandbox fault"),
        ("500", 500, "Internal Server Error"),
    ],
)
async def test_a_fault_answers_as_often_as_ordered(
    call: Caller, aigerim: Person, kind: str, code: int, words: str
) -> None:
    order(call, kind=kind, method="sendMessage", times=2, retry_after=3)
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            await call("sendMessage", chat_id=CHAT, text="a")
        assert (refusal.value.code, refusal.value.words) == (code, words)
    await call("sendMessage", chat_id=CHAT, text="өтті")
    assert await aigerim.screen() == "Sandbox 4242: өтті"


async def test_a_fault_keeps_to_its_method_and_chat(call: Caller, sandbox: Sandbox, aigerim: Person) -> None:
    await Person("Марат", "ru", person_id=1002).enters(sandbox)
    order(call, kind="403", method="SENDMESSAGE", chat_id=1002)
    await call("sendMessage", chat_id=CHAT, text="a")
    await call("sendChatAction", chat_id=1002, action="typing")
    assert (
        await call.refused("sendMessage", chat_id=1002, text="a") == "Forbidden: bot was blocked by the user"
    )


async def test_a_share_of_calls_fails_the_same_way_every_time() -> None:
    async def failures() -> list[bool]:
        call = Caller(Sandbox())
        await call("getMe")
        order(call, kind="500", share=0.3)
        found = []
        for _ in range(200):
            status, _ = await call.sandbox.call(TOKEN, "getMe", {})
            found.append(status == 500)
        return found

    first = await failures()
    assert first == await failures()
    assert 40 <= sum(first) <= 80


async def test_lost_answers_tell_before_from_after_acceptance(call: Caller, aigerim: Person) -> None:
    for kind in ("cut_before", "hang", "cut_after"):
        order(call, kind=kind, method="sendMessage", times=1)
        with pytest.raises(ConnectionLost):
            await call("sendMessage", chat_id=CHAT, text=kind)
    assert await aigerim.screen() == "Sandbox 4242: cut_after"


async def test_over_http_a_cut_closes_the_connection_and_a_hang_stays_silent(running: Sandbox) -> None:
    reader = await Person("Айгерім", "kk", person_id=CHAT).enters(running.base_url)
    async with aiohttp.ClientSession(running.base_url, timeout=aiohttp.ClientTimeout(total=0.3)) as session:

        async def send(text: str) -> int:
            async with session.post(
                f"/bot{TOKEN}/sendMessage", json={"chat_id": CHAT, "text": text}
            ) as answer:
                return answer.status

        assert await send("бірінші") == 200
        for kind, trouble in (
            ("cut_before", aiohttp.ClientConnectionError),
            ("cut_after", aiohttp.ClientConnectionError),
            ("hang", TimeoutError),
        ):
            async with session.post(
                "/sandbox/faults", json={"kind": kind, "method": "sendMessage", "times": 1}
            ) as done:
                assert done.status == 200
            with pytest.raises(trouble):
                await send(kind)
        assert await send("соңғы") == 200
    assert [each["text"] for each in await reader.chat()] == ["бірінші", "cut_after", "соңғы"]


async def test_a_group_that_migrates_is_refused_with_its_new_id(call: Caller, aigerim: Person) -> None:
    await aigerim.founds_group(-777, "Ескі топ")
    await call.updates(offset=-1)
    order(call, kind="migrate", times=1)
    await call("sendMessage", chat_id=CHAT, text="жекеге әсер етпейді")
    with pytest.raises(Refused) as refusal:
        await call("sendMessage", chat_id=-777, text="a")
    assert refusal.value.words == "Bad Request: group chat was upgraded to a supergroup chat"
    new_id = refusal.value.parameters["migrate_to_chat_id"]
    assert await call.refused("sendMessage", chat_id=-777, text="a") == refusal.value.words
    assert (await call("sendMessage", chat_id=new_id, text="a"))["chat"]["type"] == "supergroup"
    moved = [update["message"] for update in await call.updates() if "message" in update]
    assert [each.get("migrate_to_chat_id") for each in moved] == [new_id, None]
    assert [each.get("migrate_from_chat_id") for each in moved] == [None, -777]


async def test_limits_answer_several_clients_at_once_without_letting_more_through(
    call: Caller, aigerim: Person
) -> None:
    limit(call, per_second=10, latency_ms=[1, 5])
    outcomes = await asyncio.gather(*(sent(call, 1) for _ in range(30)))
    assert [each for (each,) in outcomes].count(0) == 10


@pytest.mark.parametrize(
    ("body", "words"), [({"kind": "flood"}, "kind must be one of"), ({}, "kind must be one of")]
)
def test_faults_that_make_no_sense_are_refused(body: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fault_from(body)
