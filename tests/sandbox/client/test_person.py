"""The person who drives the sandbox in tests: patient, and precise about what is new."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox import Person, Sandbox, World
from sandbox.errors import ControlError
from tests.sandbox.conftest import CHAT, PNG, TOKEN, Caller


@pytest.fixture
async def echo_bot(call: Caller) -> AsyncIterator[None]:
    """A bot that repeats what it hears and counts how often its button is pressed."""
    task = asyncio.create_task(_repeat(call))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _repeat(call: Caller) -> None:
    offset, presses = 0, 0
    while True:
        for update in await call.updates(offset=offset, timeout=5):
            offset = update["update_id"] + 1
            markup = {"inline_keyboard": [[{"text": f"Басылды: {presses}", "callback_data": "more"}]]}
            if "message" in update:
                chat_id = update["message"]["chat"]["id"]
                said = update["message"].get("text", "файл")
                await call("sendMessage", chat_id=chat_id, text=f"Сіз: {said}", reply_markup=markup)
            elif "callback_query" in update:
                presses += 1
                query = update["callback_query"]
                where = {
                    "chat_id": query["message"]["chat"]["id"],
                    "message_id": query["message"]["message_id"],
                }
                await call("editMessageText", **where, text=f"Басу саны {presses}", reply_markup=markup)
                await call("answerCallbackQuery", callback_query_id=query["id"], text="ия")


async def test_saying_pressing_and_seeing(echo_bot: None, aigerim: Person) -> None:
    await aigerim.says("сәлем")
    card = await aigerim.sees("Сіз: сәлем")
    assert card == aigerim.last
    assert (await aigerim.presses("Басылды"))["text"] == "ия"
    await aigerim.sees("Басу саны 1")
    assert await aigerim.screen() == "Айгерім: сәлем\nSandbox 4242: Басу саны 1\n  [Басылды: 0]"


async def test_an_old_screen_proves_nothing(echo_bot: None, aigerim: Person) -> None:
    await aigerim.says("бір")
    await aigerim.sees("Сіз")
    await aigerim.says("екі")
    await aigerim.sees("Сіз: екі")
    with pytest.raises(AssertionError, match="nothing with 'Сіз: бір'"):
        await aigerim.sees("Сіз: бір", seconds=0.05)
    await aigerim.sees("Сіз: бір", anywhere=True)


async def test_a_complaint_shows_the_screen(aigerim: Person) -> None:
    await aigerim.says("сәлем")
    with pytest.raises(AssertionError) as complaint:
        await aigerim.sees("жауап", seconds=0.05)
    assert str(complaint.value) == "Айгерім sees: nothing with 'жауап'. On the screen:\nАйгерім: сәлем"
    with pytest.raises(AssertionError, match="no button 'Иә'"):
        await aigerim.presses("Иә", seconds=0.05)
    with pytest.raises(AssertionError, match="no poll"):
        await aigerim.votes(0, seconds=0.05)
    await aigerim.does_not_see("жауап", seconds=0.05)


async def test_files_and_polls_and_reactions(call: Caller, aigerim: Person, tmp_path: Path) -> None:
    document = tmp_path / "тізім.csv"
    document.write_text("a,b")
    assert (await aigerim.sends_file(document, caption="міне"))["document"]["name"] == "тізім.csv"
    assert (await aigerim.sends_file(PNG, "a.png"))["photo"]["mime"] == "image/png"
    await call(
        "sendPoll", chat_id=CHAT, question="Қай күн?", options=["Сенбі", "Дүйсенбі"], is_anonymous=False
    )
    assert (await aigerim.votes("Сенбі"))["chosen"] == [0]
    assert (await aigerim.votes())["chosen"] == []
    with pytest.raises(ControlError, match="one answer"):
        await aigerim.votes(0, 1)
    said = await aigerim.says("бір")
    await aigerim.edits(said, "екі")
    await aigerim.reacts("🔥", said)
    assert (await aigerim.chat())[-1]["reactions"] == [{"from": CHAT, "emoji": "🔥"}]


async def test_several_people_share_a_group(call: Caller, sandbox: Sandbox, aigerim: Person) -> None:
    marat = Person("Марат", "ru", sandbox)
    chat_id = await aigerim.founds_group(-100777, "Берлин", marat)
    await marat.says("привет", chat_id=chat_id)
    assert (await aigerim.sees("привет", chat_id=chat_id))["from_name"] == "Марат"
    await call("sendMessage", chat_id=chat_id, text="хабарландыру")
    await marat.sees("хабарландыру", chat_id=chat_id)


async def test_a_person_works_the_same_over_http(running: Sandbox) -> None:
    call = Caller(running)
    marat = Person("Марат", "ru", running.base_url, person_id=CHAT)
    await marat.says("привет")
    await call("sendMessage", chat_id=CHAT, text="ответ")
    await marat.sees("ответ")
    await marat.sends_file(b"x", "a.txt")
    await marat.blocks()
    assert (
        await call.refused("sendMessage", chat_id=CHAT, text="a") == "Forbidden: bot was blocked by the user"
    )
    with pytest.raises(ControlError, match="has blocked the bot"):
        await marat.says("ау")
    await marat.unblocks()
    await marat.deletes_account()
    with pytest.raises(ControlError, match="no account"):
        await marat.says("ау")


async def test_a_person_without_a_world_says_what_is_missing() -> None:
    with pytest.raises(RuntimeError, match="has no sandbox yet"):
        await Person("Айгерім", "kk").says("сәлем")


async def test_the_world_forgets_its_oldest_messages_first() -> None:
    call = Caller(Sandbox(World(history_kept=3, calls_kept=2)))
    aigerim = await Person("Айгерім", "kk", person_id=CHAT).enters(call.sandbox)
    for number in range(5):
        await call("sendMessage", chat_id=CHAT, text=f"{number} хабар")
    assert [message["text"] for message in await aigerim.chat()] == ["2 хабар", "3 хабар", "4 хабар"]
    assert await call.refused("editMessageText", chat_id=CHAT, message_id=1, text="x") == (
        "Bad Request: message to edit not found"
    )
    account = call.sandbox.world.account(None)
    assert [made.number for made in account.calls.since(0)] == [5, 6]
    assert account.deliveries.as_json() == {str(CHAT): {str(number): 1 for number in range(5)}}
    assert (await call.sandbox.call(TOKEN, "getMe", {}))[0] == 200
