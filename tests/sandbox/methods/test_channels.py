"""Channels as Telegram has them: a bot is an administrator or not there, posts by right, and nobody is the author."""

import pytest

from sandbox import Sandbox
from sandbox.client import InProcess
from sandbox.world.chats import Status

TOKEN, CHANNEL = "4200:test", -1001234567890


async def made(**more: object) -> Sandbox:
    sandbox = Sandbox()
    control = InProcess(sandbox.world)
    await sandbox.call(TOKEN, "getMe", {})
    for number in (1001, 1002):
        await control.request("POST", "people", {"id": number, "first_name": "Дана"})
    body = {"id": CHANNEL, "title": "Арна", "members": [1001, 1002], "type": "channel", **more}
    await control.request("POST", "groups", body)
    return sandbox


async def test_the_bot_posts_without_an_author_and_hears_posts_of_administrators() -> None:
    sandbox = await made()
    _, sent = await sandbox.call(TOKEN, "sendMessage", {"chat_id": CHANNEL, "text": "Сәлем"})
    assert sent["ok"] and "from" not in sent["result"]
    assert sent["result"]["sender_chat"]["id"] == CHANNEL
    control = InProcess(sandbox.world)
    await control.request("POST", "people/1001/send", {"text": "Жаңалық", "chat_id": CHANNEL})
    with pytest.raises(Exception, match="only those post there"):
        await control.request("POST", "people/1002/send", {"text": "Мен де", "chat_id": CHANNEL})
    _, updates = await sandbox.call(TOKEN, "getUpdates", {})
    added, post = updates["result"]
    rights = added["my_chat_member"]["new_chat_member"]
    assert rights["status"] == "administrator" and rights["can_post_messages"] is True
    assert post["channel_post"]["text"] == "Жаңалық" and "from" not in post["channel_post"]


async def test_without_the_right_nothing_is_posted() -> None:
    sandbox = await made(can_post_messages=False)
    for method, more in (
        ("sendMessage", {"text": "Сәлем"}),
        ("sendPoll", {"question": "?", "options": ["а", "б"]}),
    ):
        status, refused = await sandbox.call(TOKEN, method, {"chat_id": CHANNEL, **more})
        assert status == 400
        assert refused["description"] == "Bad Request: need administrator rights in the channel chat"
    _, own = await sandbox.call(TOKEN, "getChatMember", {"chat_id": CHANNEL, "user_id": 4200})
    assert own["result"]["can_post_messages"] is False


async def test_an_administrator_no_more_the_bot_is_not_there() -> None:
    sandbox = await made()
    sandbox.world.account(None).chats[CHANNEL].bot_status = Status.LEFT
    status, refused = await sandbox.call(TOKEN, "sendMessage", {"chat_id": CHANNEL, "text": "Сәлем"})
    assert (status, refused["description"]) == (403, "Forbidden: bot is not a member of the channel chat")


async def test_a_bot_is_no_reader_of_a_channel() -> None:
    with pytest.raises(Exception, match="only be an administrator"):
        await made(bot_is_admin=False)
