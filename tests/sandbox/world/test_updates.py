"""How updates are asked for: offsets, long polls, allowed kinds."""

import asyncio

import pytest

from sandbox import Person
from tests.sandbox.conftest import Caller, Refused, texts


async def test_an_offset_confirms_and_a_negative_one_forgets_all_but_the_tail(
    call: Caller, aigerim: Person
) -> None:
    for text in "абвг":
        await aigerim.says(text)
    first = await call.updates(limit=2)
    assert texts(first) == ["а", "б"]
    assert texts(await call.updates()) == ["а", "б", "в", "г"]
    assert texts(await call.updates(offset=first[-1]["update_id"] + 1)) == ["в", "г"]
    assert texts(await call.updates(offset=-1)) == ["г"]
    assert texts(await call.updates()) == ["г"]


async def test_a_long_poll_ends_with_the_first_update(call: Caller, aigerim: Person) -> None:
    polling = asyncio.create_task(call.updates(timeout=5))
    await asyncio.sleep(0)
    await aigerim.says("сәлем")
    async with asyncio.timeout(1):
        assert texts(await polling) == ["сәлем"]


async def test_a_second_poller_ends_the_first(call: Caller, aigerim: Person) -> None:
    first = asyncio.create_task(call.updates(timeout=5))
    await asyncio.sleep(0)
    assert await call.updates() == []
    with pytest.raises(Refused) as refusal:
        await first
    assert refusal.value.code == 409
    assert refusal.value.words == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_allowed_updates_stick_and_hold_for_what_comes_later(call: Caller, aigerim: Person) -> None:
    await aigerim.says("бір")
    assert len(await call.updates(allowed_updates=["my_chat_member"])) == 1
    await aigerim.says("екі")
    await aigerim.blocks()
    assert [sorted(update)[0] for update in await call.updates()] == ["message", "my_chat_member"]
    await call.updates(offset=-1, allowed_updates=[])
    await aigerim.unblocks()
    await aigerim.reacts("👍", await aigerim.says("үш"))
    assert len(await call.updates()) == 3


async def test_updates_are_kept_for_a_day(call: Caller, aigerim: Person) -> None:
    await aigerim.says("ескі")
    call.sandbox.world.clock.advance(86_401)
    await aigerim.says("жаңа")
    assert texts(await call.updates()) == ["жаңа"]
