"""The control API over HTTP, name by name as scripts from outside rely on it."""

import asyncio
from typing import Any

import aiohttp
import orjson
import pytest

from tests.sandbox.conftest import CHAT, PNG, TOKEN, HttpClient

MESSAGE_KEYS = {
    "message_id", "from", "date", "text", "html", "buttons", "keyboard", "photo", "document", "poll",
    "edited", "reply_to",
}  # fmt: skip


async def test_somebody_writes_and_reads_the_answer(client: HttpClient) -> None:
    sent = await client.post(f"/sandbox/people/{CHAT}/send", {"text": "/start faq_x"})
    (update,) = await client.call("getUpdates")
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    await client.call(
        "sendMessage",
        chat_id=CHAT,
        text="<b>Қош</b> келдіңіз",
        parse_mode="HTML",
        reply_to_message_id=sent["message_id"],
        reply_markup={"inline_keyboard": [[{"text": "Сайт", "url": "https://gov.kz/"}]]},
    )
    said, answered = await client.get(f"/sandbox/people/{CHAT}/chat")
    assert set(said) >= MESSAGE_KEYS
    assert (said["from"], answered["from"]) == (CHAT, "bot")
    assert (answered["text"], answered["html"]) == ("Қош келдіңіз", "<b>Қош</b> келдіңіз")
    (button,) = answered["buttons"][0]
    assert (button["text"], button["data"], button["url"]) == ("Сайт", None, "https://gov.kz/")
    assert answered["reply_to"] == said["message_id"] and answered["edited"] is False
    later = await client.get(f"/sandbox/people/{CHAT}/chat?after={said['message_id']}&chat_id={CHAT}")
    assert [message["message_id"] for message in later] == [answered["message_id"]]


async def test_pressing_waits_for_the_answer(client: HttpClient) -> None:
    markup = {"inline_keyboard": [[{"text": "Иә", "callback_data": "yes:1"}]]}
    message = await client.call("sendMessage", chat_id=CHAT, text="Ма?", reply_markup=markup)

    async def answer(**more: Any) -> dict[str, Any]:
        (update,) = await client.call("getUpdates", timeout=3)
        query: dict[str, Any] = update["callback_query"]
        await client.call("answerCallbackQuery", callback_query_id=query["id"], **more)
        await client.call("getUpdates", offset=update["update_id"] + 1)
        return query

    pressing = asyncio.create_task(answer(text="Дайын", show_alert=True))
    where = {"message_id": message["message_id"], "button": "Иә"}
    pressed = await client.post(f"/sandbox/people/{CHAT}/press", where)
    assert pressed == {"answered": True, "text": "Дайын", "alert": True, "url": None}
    query = await pressing
    assert (query["data"], query["from"]["id"], query["message"]["text"]) == ("yes:1", CHAT, "Ма?")
    pressing = asyncio.create_task(answer())
    where = {"message_id": message["message_id"], "data": "yes:1"}
    pressed = await client.post(f"/sandbox/people/{CHAT}/press", where)
    assert pressed == {"answered": True, "text": None, "alert": False, "url": None}
    await pressing


async def test_a_press_without_answer_or_button_says_so(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.control.interactions.ANSWER_SECONDS", 0.05)
    markup = {"inline_keyboard": [[{"text": "Иә", "callback_data": "yes:1"}]]}
    message = await client.call("sendMessage", chat_id=CHAT, text="Ма?", reply_markup=markup)
    where = {"message_id": message["message_id"]}
    pressed = await client.post(f"/sandbox/people/{CHAT}/press", {**where, "button": "Иә"})
    assert pressed["answered"] is False
    wrong = await client.post(f"/sandbox/people/{CHAT}/press", {**where, "button": "Жоқ"}, status=404)
    assert "it has: 'Иә'" in wrong["error"]
    await client.post(f"/sandbox/people/{CHAT}/press", {"message_id": 999, "button": "Иә"}, status=404)


async def test_a_group_hears_what_privacy_lets_through(client: HttpClient) -> None:
    group = {"id": -100500, "title": "Берлин", "members": [CHAT], "forum": False, "bot_is_admin": False}
    await client.call("getMe")
    await client.post("/sandbox/groups", group)
    for text in ("жай сөз", "/help", "сәлем @sandbox_4242_bot"):
        await client.post(f"/sandbox/people/{CHAT}/send", {"text": text, "chat_id": -100500})
    updates = await client.call("getUpdates")
    assert [update["message"]["text"] for update in updates if "message" in update] == [
        "/help",
        "сәлем @sandbox_4242_bot",
    ]
    assert updates[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    shown = await client.get(f"/sandbox/people/{CHAT}/chat?chat_id=-100500")
    assert len(shown) == 3
    chats = await client.get(f"/sandbox/people/{CHAT}/chats")
    assert [chat["type"] for chat in chats] == ["private", "supergroup"]


async def test_files_go_both_ways(client: HttpClient) -> None:
    form = aiohttp.FormData({"text": "сурет"})
    form.add_field("file", PNG, filename="a.png", content_type="image/png")
    await client.ask("POST", f"/sandbox/people/{CHAT}/send", data=form)
    (update,) = await client.call("getUpdates")
    file_id = update["message"]["photo"][-1]["file_id"]
    assert update["message"]["caption"] == "сурет"
    path = (await client.call("getFile", file_id=file_id))["file_path"]
    async with client.session.get(f"/file/bot{TOKEN}/{path}") as answer:
        assert await answer.read() == PNG
    shown = (await client.get(f"/sandbox/people/{CHAT}/chat"))[0]["photo"]
    async with client.session.get(shown["url"]) as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", PNG)
    async with client.session.get(f"/file/bot{TOKEN}/nothing") as answer:
        assert answer.status == 404


async def test_calls_and_deliveries_are_counted(client: HttpClient) -> None:
    for text in ("Жаңалық бір", "Жаңалық екі", "Ескерту"):
        await client.call("sendMessage", chat_id=CHAT, text=text)
    await client.ask("POST", f"/bot{TOKEN}/sendMessage", 400, data={"chat_id": "5", "text": "x"})
    assert await client.get("/sandbox/deliveries") == {str(CHAT): {"Жаңалық": 2, "Ескерту": 1}}
    calls = await client.get("/sandbox/calls?method=sendMessage&after=1")
    assert [made["status"] for made in calls] == [200, 200, 400]
    assert calls[-1]["parameters"] == {"chat_id": "5", "text": "x"}
    assert calls[-1]["description"] == "Bad Request: chat not found"
    assert set(calls[0]) >= {"number", "time", "method", "parameters", "status", "description"}


async def test_faults_and_limits_are_set_and_taken_back(client: HttpClient) -> None:
    await client.post(
        "/sandbox/faults", {"method": "sendMessage", "chat_id": None, "share": 1.0, "kind": "403"}
    )
    await client.ask("POST", f"/bot{TOKEN}/sendMessage", 403, json={"chat_id": CHAT, "text": "a"})
    await client.ask("DELETE", "/sandbox/faults")
    limits = {
        "per_second": 30,
        "paid_per_second": 1000,
        "per_chat": 1,
        "group_per_minute": 20,
        "latency_ms": 1,
    }
    assert (await client.post("/sandbox/limits", limits))["per_chat"] == 1
    await client.post("/sandbox/limits", {"per_chat": 0.01})
    await client.call("sendMessage", chat_id=CHAT, text="a")
    await client.ask("POST", f"/bot{TOKEN}/sendMessage", 429, json={"chat_id": CHAT, "text": "a"})
    await client.post("/sandbox/limits", {"per_chat": 0})
    await client.call("sendMessage", chat_id=CHAT, text="a")
    await client.post("/sandbox/limits", {"speed": 1}, status=400)
    await client.post("/sandbox/faults", {"kind": "rain"}, status=400)


async def test_each_token_is_a_bot_of_its_own(client: HttpClient) -> None:
    await client.call("sendMessage", chat_id=CHAT, text="бірінші бот")
    await client.ask("POST", "/bot77:second/sendMessage", 400, json={"chat_id": CHAT, "text": "a"})
    await client.post("/sandbox/people?bot=77", {"id": CHAT, "first_name": "Айгерім"})
    await client.call("sendMessage", token="77:second", chat_id=CHAT, text="екінші бот")
    for query, text in (("", "бірінші бот"), ("?bot=4242", "бірінші бот"), ("?bot=77", "екінші бот")):
        shown = await client.get(f"/sandbox/people/{CHAT}/chat{query}")
        assert [message["text"] for message in shown] == [text]
    state = await client.get("/sandbox/state?bot=77")
    assert state["bot"]["id"] == 77 and [bot["id"] for bot in state["bots"]] == [4242, 77]


async def test_a_reset_empties_the_world_and_update_numbers_go_on(client: HttpClient) -> None:
    await client.post(f"/sandbox/people/{CHAT}/send", {"text": "a"})
    (before,) = await client.call("getUpdates")
    await client.post("/sandbox/reset")
    assert (await client.get("/sandbox/state"))["people"] == []
    await client.get(f"/sandbox/people/{CHAT}/chat", status=404)
    await client.post(
        "/sandbox/people", [{"id": CHAT, "first_name": "Айгерім"}, {"id": 1002, "first_name": "Марат"}]
    )
    await client.post("/sandbox/people/1002/send", {"text": "b"})
    (after,) = await client.call("getUpdates", offset=before["update_id"] + 1)
    assert after["message"]["text"] == "b"


async def test_live_events_reach_the_page(client: HttpClient) -> None:
    async with client.session.get(f"/sandbox/people/{CHAT}/events") as stream:
        assert stream.content_type == "text/event-stream"

        async def next_event() -> dict[str, Any]:
            async with asyncio.timeout(3):
                while True:
                    line = await stream.content.readline()
                    event: dict[str, Any] = orjson.loads(line[6:]) if line.startswith(b"data: ") else {}
                    if event.get("kind") not in (None, "elsewhere"):
                        return event

        await stream.content.readline()
        message = await client.call("sendMessage", chat_id=CHAT, text="бір")
        where = {"chat_id": CHAT, "message_id": message["message_id"]}
        told = await next_event()
        assert (told["kind"], told["message_id"]) == ("message", message["message_id"])
        assert told["message"]["text"] == "бір"
        await client.call("editMessageText", **where, text="екі")
        told = await next_event()
        assert (told["kind"], told["message"]["edited"]) == ("edit", True)
        await client.call("sendChatAction", chat_id=CHAT, action="typing")
        assert (await next_event())["kind"] == "typing"
        await client.call("pinChatMessage", **where)
        assert (await next_event())["kind"] == "pin"
        await client.call("deleteMessage", **where)
        assert await next_event() == {"kind": "delete", **where}


async def test_people_edit_react_delete_and_change_language(client: HttpClient) -> None:
    sent = await client.post(f"/sandbox/people/{CHAT}/send", {"html": "<b>бір</b>"})
    where = {"message_id": sent["message_id"]}
    assert sent["message"]["html"] == "<b>бір</b>"
    await client.post(f"/sandbox/people/{CHAT}/edit", {**where, "text": "екі"})
    await client.post(f"/sandbox/people/{CHAT}/react", {**where, "emoji": "🔥"})
    (shown,) = await client.get(f"/sandbox/people/{CHAT}/chat")
    assert (shown["text"], shown["edited"], shown["reactions"]) == (
        "екі",
        True,
        [{"from": CHAT, "emoji": "🔥"}],
    )
    kinds = [sorted(set(update) - {"update_id"})[0] for update in await client.call("getUpdates")]
    assert kinds == ["message", "edited_message"]
    await client.post(f"/sandbox/people/{CHAT}/delete", where)
    assert await client.get(f"/sandbox/people/{CHAT}/chat") == []
    await client.post(f"/sandbox/people/{CHAT}/language", {"language_code": "ru"})
    assert (await client.get("/sandbox/state"))["people"][0]["language_code"] == "ru"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/sandbox/people/5/send", {"text": "a"}, 404),
        ("/sandbox/people/x/send", {"text": "a"}, 404),
        (f"/sandbox/people/{CHAT}/send", {}, 400),
        (f"/sandbox/people/{CHAT}/send", {"text": "a", "chat_id": -5}, 404),
        (f"/sandbox/people/{CHAT}/send", {"text": "a", "reply_to": 77}, 404),
        (f"/sandbox/people/{CHAT}/fly", {}, 404),
        ("/sandbox/people", {"first_name": "x"}, 400),
        ("/sandbox/groups", {"id": 5, "title": "x"}, 400),
        ("/sandbox/groups", {"id": -5, "title": "x", "members": [9]}, 404),
        ("/sandbox/weather", {}, 404),
        ("/sandbox/people?bot=x", {"id": 7}, 400),
    ],
)
async def test_calls_that_make_no_sense_are_answered_with_a_sentence(
    client: HttpClient, path: str, body: dict[str, Any], status: int
) -> None:
    assert (await client.post(path, body, status=status))["error"]


async def test_the_page_is_served(client: HttpClient) -> None:
    async with client.session.get("/") as answer:
        assert answer.url.path == "/page/" and answer.status == 200


@pytest.mark.parametrize("how", ["json", "data", "params"])
async def test_arguments_come_in_any_encoding(client: HttpClient, how: str) -> None:
    arguments = {"chat_id": str(CHAT), "text": "сәлем & 👋", "reply_markup": '{"force_reply": true}'}
    answer = await client.ask(
        "POST" if how != "params" else "GET", f"/bot{TOKEN}/SENDMESSAGE", **{how: arguments}
    )
    assert answer["result"]["text"] == "сәлем & 👋"
    async with client.session.post(
        f"/bot{TOKEN}/sendMessage", data=b"{", headers={"content-type": "application/json"}
    ) as broken:
        assert broken.status == 400
