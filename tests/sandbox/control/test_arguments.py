"""Calls that make no sense are refused with a sentence, never with a failure of the server."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.conftest import CHAT, TOKEN, HttpClient

WRONG_KINDS = [
    ("POST", "people", {"id": True}),
    ("POST", "people", {"id": 2**70}),
    ("POST", "people", "somebody"),
    ("POST", "groups", [1]),
    ("POST", "groups", {"id": -1, "members": ["x"]}),
    ("POST", "groups", {"id": -1, "members": 5}),
    ("POST", "groups", {"id": -1, "type": "crowd"}),
    ("POST", "people/1001/send", {"text": ["x"]}),
    ("POST", "people/1001/send", {"text": "x", "chat_id": "abc"}),
    ("POST", "people/1001/send", {"text": "x", "reply_to": [1]}),
    ("POST", "people/1001/send", {"text": "x", "thread_id": "z"}),
    ("POST", "people/1001/send", {"text": "x", "entities": "bold"}),
    ("POST", "people/1001/send", {"text": "x", "extra": 5}),
    ("POST", "people/1001/press", {"message_id": "x", "button": "A"}),
    ("POST", "people/1001/vote", {"message_id": [1]}),
    ("POST", "faults", {"kind": "429", "times": [1]}),
    ("POST", "faults", {"kind": "429", "share": 5}),
    ("POST", "faults", {"kind": "429", "shar": 1}),
    ("POST", "limits", {"latency_ms": ["a", "b"]}),
    ("POST", "limits", 5),
    ("GET", "people/1001/chat?after=abc", None),
    ("GET", "people/1001/chat?bot=x", None),
    ("GET", "calls?after=99999999999999999999", None),
    ("GET", "calls?bot=x", None),
    ("GET", "people/1001/events?bot=x", None),
]


@pytest.mark.parametrize(("method", "path", "body"), WRONG_KINDS)
async def test_a_value_of_a_wrong_kind_is_answered_with_a_sentence(
    client: HttpClient, method: str, path: str, body: Any
) -> None:
    answer = await client.ask(method, f"/sandbox/{path}", 400, **({} if body is None else {"json": body}))
    assert answer["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/sandbox/reset", 405),
        ("GET", "/sandbox/people/%D9%A1/chat", 404),
        ("GET", "/sandbox/people/99999999999999999999999/chat", 404),
        ("GET", "/page/%2e%2e/%2e%2e/server.py", 404),
        ("GET", "/file/botnothing/photos/1", 404),
        ("GET", "/file/bot42:wrong/../../etc/passwd", 404),
    ],
)
async def test_wrong_ways_are_refused_in_json(
    client: HttpClient, method: str, path: str, status: int
) -> None:
    answer = await client.ask(method, path, status)
    assert answer.get("error") or answer["description"]


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
async def test_a_broken_form_is_refused_by_both_apis(client: HttpClient, kind: str) -> None:
    headers = {"content-type": kind}
    said = await client.ask("POST", "/sandbox/people/1001/send", 400, data=b"torn", headers=headers)
    assert said["error"]
    said = await client.ask("POST", f"/bot{TOKEN}/sendPhoto", 400, data=b"torn", headers=headers)
    assert said["description"].startswith("Bad Request: can't parse request")


async def test_a_changed_client_presses_what_no_button_says(client: HttpClient) -> None:
    sent = await client.call("sendMessage", chat_id=CHAT, text="?")
    press = {"message_id": sent["message_id"], "data": "staff:everything", "forged": True}
    pressed = asyncio.create_task(client.post(f"/sandbox/people/{CHAT}/press", press))
    (update,) = await client.call("getUpdates", timeout=5)
    assert update["callback_query"]["data"] == "staff:everything"
    await client.call("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    assert (await pressed)["answered"]
    await client.post(f"/sandbox/people/{CHAT}/press", {**press, "data": "я" * 33}, status=400)
