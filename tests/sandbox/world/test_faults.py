"""Ordered faults: refusals, lost connections, and groups that migrate."""

from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox
from sandbox.errors import ControlError
from sandbox.server.dispatcher import ConnectionLost
from sandbox.world.faults import fault_from
from tests.sandbox.conftest import CHAT, TOKEN, Caller, Refused


def add(call: Caller, **fault: Any) -> None:
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
    add(call, kind=kind, method="sendMessage", times=2, retry_after=3)
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            await call("sendMessage", chat_id=CHAT, text="a")
        assert (refusal.value.code, refusal.value.words) == (code, words)
    await call("sendMessage", chat_id=CHAT, text="өтті")
    assert await aigerim.screen() == "Sandbox 4242: өтті"


async def test_a_fault_keeps_to_its_method_and_chat(call: Caller, sandbox: Sandbox, aigerim: Person) -> None:
    await Person("Марат", "ru", person_id=1002).enters(sandbox)
    add(call, kind="403", method="SENDMESSAGE", chat_id=1002)
    await call("sendMessage", chat_id=CHAT, text="a")
    await call("sendChatAction", chat_id=1002, action="typing")
    assert (
        await call.refused("sendMessage", chat_id=1002, text="a") == "Forbidden: bot was blocked by the user"
    )


async def test_a_share_of_calls_fails_the_same_way_every_time() -> None:
    async def failures() -> list[bool]:
        call = Caller(Sandbox())
        await call("getMe")
        add(call, kind="500", share=0.3)
        return [(await call.sandbox.call(TOKEN, "getMe", {}))[0] == 500 for _ in range(200)]

    first = await failures()
    assert first == await failures()
    assert 40 <= sum(first) <= 80


async def test_lost_answers_tell_before_from_after_acceptance(call: Caller, aigerim: Person) -> None:
    for kind in ("cut_before", "hang", "cut_after"):
        add(call, kind=kind, method="sendMessage", times=1)
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
        for kind, error in (
            ("cut_before", aiohttp.ClientConnectionError),
            ("cut_after", aiohttp.ClientConnectionError),
            ("hang", TimeoutError),
        ):
            async with session.post(
                "/sandbox/faults", json={"kind": kind, "method": "sendMessage", "times": 1}
            ) as done:
                assert done.status == 200
            with pytest.raises(error):
                await send(kind)
        assert await send("соңғы") == 200
    assert [message["text"] for message in await reader.chat()] == ["бірінші", "cut_after", "соңғы"]


async def test_a_group_that_migrates_is_refused_with_its_new_id(call: Caller, aigerim: Person) -> None:
    await aigerim.founds_group(-777, "Ескі топ")
    await call.updates(offset=-1)
    add(call, kind="migrate", times=1)
    await call("sendMessage", chat_id=CHAT, text="жекеге әсер етпейді")
    with pytest.raises(Refused) as refusal:
        await call("sendMessage", chat_id=-777, text="a")
    assert refusal.value.words == "Bad Request: group chat was upgraded to a supergroup chat"
    new_id = refusal.value.parameters["migrate_to_chat_id"]
    assert await call.refused("sendMessage", chat_id=-777, text="a") == refusal.value.words
    assert (await call("sendMessage", chat_id=new_id, text="a"))["chat"]["type"] == "supergroup"
    moved = [update["message"] for update in await call.updates() if "message" in update]
    assert [message.get("migrate_to_chat_id") for message in moved] == [new_id, None]
    assert [message.get("migrate_from_chat_id") for message in moved] == [None, -777]


@pytest.mark.parametrize(
    ("body", "words"), [({"kind": "flood"}, "kind must be one of"), ({}, "kind must be one of")]
)
def test_faults_that_make_no_sense_are_refused(body: dict[str, Any], words: str) -> None:
    with pytest.raises(ControlError, match=words):
        fault_from(body)
