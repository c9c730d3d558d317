"""Every refusal the bot may meet, in Telegram's exact words."""

from typing import Any

import pytest

from sandbox import Person, Sandbox
from sandbox.params import Upload
from tests.sandbox.conftest import CHAT, PNG, TOKEN, Caller

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


SENDS: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "a"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 5, "text": "a"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "a"}, "chat not found"),
    ("sendMessage", {"chat_id": CHAT, "text": "a", "message_thread_id": 9}, "message thread not found"),
    (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_to_message_id": 99},
        "message to be replied not found",
    ),
    (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_parameters": {"message_id": 99}},
        "message to be replied not found",
    ),
    (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_parameters": {"quote": "x"}},
        'can\'t find field "message_id"',
    ),
    (
        "sendMessage",
        {"chat_id": CHAT, "text": "a", "reply_markup": "{"},
        "can't parse reply markup JSON object",
    ),
    ("sendMessage", {"chat_id": CHAT, "text": "a", "reply_markup": "[]"}, "object expected as reply markup"),
    ("editMessageText", {"chat_id": CHAT, "message_id": 99, "text": "a"}, "message to edit not found"),
    ("editMessageText", {"chat_id": CHAT, "text": "a"}, "message identifier is not specified"),
    ("editMessageText", {"chat_id": CHAT, "message_id": 99, "text": "a" * 4097}, "MESSAGE_TOO_LONG"),
    ("deleteMessage", {"chat_id": CHAT, "message_id": 99}, "message to delete not found"),
    ("deleteMessages", {"chat_id": CHAT}, "message identifiers are not specified"),
    (
        "deleteMessages",
        {"chat_id": CHAT, "message_ids": list(range(1, 102))},
        "too many message identifiers specified",
    ),
    ("deleteMessages", {"chat_id": CHAT, "message_ids": [0]}, "invalid message identifier specified"),
    ("copyMessage", {"chat_id": CHAT, "from_chat_id": CHAT, "message_id": 99}, "message to copy not found"),
    ("copyMessage", {"chat_id": CHAT, "from_chat_id": 5, "message_id": 99}, "chat not found"),
    (
        "forwardMessage",
        {"chat_id": CHAT, "from_chat_id": CHAT, "message_id": 99},
        "message to forward not found",
    ),
    (
        "forwardMessages",
        {"chat_id": CHAT, "from_chat_id": CHAT, "message_ids": [2, 1]},
        "message identifiers must be in a strictly increasing order",
    ),
    ("sendPhoto", {"chat_id": CHAT}, "there is no photo in the request"),
    ("sendPhoto", {"chat_id": CHAT, "photo": "attach://x"}, "there is no photo in the request"),
    ("sendDocument", {"chat_id": CHAT, "document": "whatever"}, "wrong file identifier/HTTP URL specified"),
    ("sendDocument", {"chat_id": CHAT, "document": "https://x.kz/a.pdf"}, "failed to get HTTP URL content"),
    ("sendMediaGroup", {"chat_id": CHAT}, 'parameter "media" is required'),
    ("sendMediaGroup", {"chat_id": CHAT, "media": []}, "there are no messages to send"),
    (
        "sendMediaGroup",
        {"chat_id": CHAT, "media": [{"type": "photo", "media": "x"}] * 11},
        "too many messages to send as an album",
    ),
    (
        "sendMediaGroup",
        {"chat_id": CHAT, "media": [{"type": "photo", "media": "attach://x"}]},
        "can't parse InputMedia: media not found",
    ),
    ("getFile", {"file_id": "x"}, "invalid file_id"),
    ("sendPoll", {"chat_id": CHAT, "question": "", "options": ["a"]}, "poll question must be non-empty"),
    (
        "sendPoll",
        {"chat_id": CHAT, "question": "a" * 301, "options": ["a"]},
        "poll question length must not exceed 300",
    ),
    ("sendPoll", {"chat_id": CHAT, "question": "a", "options": []}, "poll must have at least 1 option"),
    (
        "sendPoll",
        {"chat_id": CHAT, "question": "a", "options": ["b"] * 13},
        "poll can't have more than 12 options",
    ),
    ("sendPoll", {"chat_id": CHAT, "question": "a", "options": ["b", " "]}, "poll options must be non-empty"),
    (
        "sendPoll",
        {"chat_id": CHAT, "question": "a", "options": ["b" * 101]},
        "poll options length must not exceed 100",
    ),
    ("stopPoll", {"chat_id": CHAT, "message_id": 9}, "message to edit not found"),
    ("sendChatAction", {"chat_id": CHAT, "action": "dance"}, "wrong parameter action in request"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": []},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ("getChat", {"chat_id": 5}, "chat not found"),
    ("getChatMember", {"chat_id": CHAT, "user_id": 5}, "user not found"),
    ("getChatAdministrators", {"chat_id": CHAT}, "there are no administrators in the private chat"),
    ("createForumTopic", {"chat_id": CHAT, "name": "x"}, "the chat is not a forum"),
    ("setMessageReaction", {"chat_id": CHAT, "message_id": 9}, "message to react not found"),
    ("setMyCommands", {"commands": [{"command": "Start!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": ""}]},
        "command description must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": "x" * 257}]},
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": f"a{n}", "description": "x"} for n in range(101)]},
        "BOT_COMMANDS_TOO_MUCH",
    ),
    (
        "getMyCommands",
        {"scope": {"type": "chat"}},
        "can't parse BotCommandScope: Can't find field \"chat_id\"",
    ),
    ("getMyCommands", {"scope": {"type": "moon"}}, "can't parse BotCommandScope: Unsupported type specified"),
    ("getMyCommands", {"language_code": "kazakh"}, "invalid language code specified"),
    (
        "setWebhook",
        {"url": "http://otandas.kz/hook"},
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://otandas.kz:9000/hook"},
        "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    (
        "setWebhook",
        {"url": "https://otandas.kz/", "secret_token": "a b"},
        "secret token contains unallowed characters",
    ),
    (
        "setWebhook",
        {"url": "https://otandas.kz/"},
        "bad webhook: the sandbox calls only this machine, like http://127.0.0.1:8443/",
    ),
    ("sendGame", {"chat_id": CHAT}, "the sandbox doesn't support sendGame"),
]


@pytest.mark.parametrize(("method", "params", "words"), SENDS)
async def test_a_call_that_cannot_be_is_refused(
    call: Caller, aigerim: Person, method: str, params: dict[str, Any], words: str
) -> None:
    assert await call.refused(method, **params) == f"Bad Request: {words}"


async def test_tokens_are_checked_before_anything_else(sandbox: Sandbox) -> None:
    for token, status, words in (
        ("nonsense", 404, "Not Found"),
        ("12", 404, "Not Found"),
        ("12:", 401, "Unauthorized"),
        ("12:a b", 401, "Unauthorized"),
    ):
        answered, payload = await sandbox.call(token, "getMe", {})
        assert (answered, payload["description"]) == (status, words)
    assert (await sandbox.call("12:right", "getMe", {}))[0] == 200
    assert (await sandbox.call("12:wrong", "getMe", {}))[0] == 401


async def test_an_unknown_method_is_not_found(sandbox: Sandbox) -> None:
    status, payload = await sandbox.call(TOKEN, "sendPigeon", {})
    assert (status, payload) == (404, {"ok": False, "error_code": 404, "description": "Not Found"})


async def test_method_names_are_found_in_any_case(call: Caller) -> None:
    assert (await call("GETME"))["id"] == 4242


async def test_an_edit_that_changes_nothing_is_refused(call: Caller, aigerim: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    sent = await call("sendMessage", chat_id=CHAT, text="<b>a</b>", parse_mode="HTML", reply_markup=markup)
    where = {"chat_id": CHAT, "message_id": sent["message_id"]}
    same = {"text": "*a*", "parse_mode": "MarkdownV2", "reply_markup": markup}
    assert await call.refused("editMessageText", **where, **same) == NOT_MODIFIED
    assert await call.refused("editMessageReplyMarkup", **where, reply_markup=markup) == NOT_MODIFIED
    edited = await call("editMessageText", **where, text="a")
    assert "reply_markup" not in edited and "edit_date" in edited
    assert await call.refused("editMessageReplyMarkup", **where) == NOT_MODIFIED


async def test_only_own_messages_can_be_edited(call: Caller, aigerim: Person) -> None:
    said = await aigerim.says("сәлем")
    words = await call.refused("editMessageText", chat_id=CHAT, message_id=said["message_id"], text="x")
    assert words == "Bad Request: message can't be edited"


async def test_a_message_older_than_two_days_cannot_be_deleted(call: Caller, aigerim: Person) -> None:
    sent = await call("sendMessage", chat_id=CHAT, text="ескі")
    call.sandbox.world.clock.advance(48 * 3600)
    where = {"chat_id": CHAT, "message_id": sent["message_id"]}
    assert await call.refused("deleteMessage", **where) == "Bad Request: message can't be deleted"
    assert await call("deleteMessages", chat_id=CHAT, message_ids=[sent["message_id"]]) is True
    assert "ескі" in await aigerim.screen()


async def test_people_who_are_out_of_reach_are_forbidden(
    call: Caller, sandbox: Sandbox, aigerim: Person
) -> None:
    await aigerim.blocks()
    blocked = await call.refused("sendMessage", chat_id=CHAT, text="a")
    assert blocked == "Forbidden: bot was blocked by the user"
    await aigerim.unblocks()
    await call("sendMessage", chat_id=CHAT, text="a")
    await aigerim.deletes_account()
    assert await call.refused("sendMessage", chat_id=CHAT, text="a") == "Forbidden: user is deactivated"
    stranger = sandbox.world.account(None).people[CHAT]
    stranger.deactivated, stranger.started = False, False
    words = await call.refused("sendMessage", chat_id=CHAT, text="a")
    assert words == "Forbidden: bot can't initiate conversation with a user"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("kicked", "Forbidden: bot was kicked from the supergroup chat"),
        ("left", "Forbidden: bot is not a member of the supergroup chat"),
        ("deleted", "Forbidden: the group chat was deleted"),
    ],
)
async def test_groups_without_the_bot_are_forbidden(
    call: Caller, group: int, status: str, words: str
) -> None:
    call.sandbox.world.account(None).chats[group].bot_status = status
    assert await call.refused("sendMessage", chat_id=group, text="a") == words


async def test_files_are_checked_for_what_they_are(call: Caller, aigerim: Person) -> None:
    for content, words in ((b"", "file must be non-empty"), (b"text", "IMAGE_PROCESS_FAILED")):
        upload = {"photo": Upload("a.png", "image/png", content)}
        assert await call.refused("sendPhoto", upload, chat_id=CHAT) == f"Bad Request: {words}"
    sent = await call("sendPhoto", {"photo": Upload("a.png", "image/png", PNG)}, chat_id=CHAT)
    file_id = sent["photo"][-1]["file_id"]
    words = await call.refused("sendDocument", chat_id=CHAT, document=file_id)
    assert words == "Bad Request: type of file mismatch"


async def test_kinds_that_do_not_mix_in_an_album_are_refused(call: Caller, aigerim: Person) -> None:
    uploads = {"first": Upload("a.png", "image/png", PNG), "second": Upload("a.txt", "text/plain", b"x")}
    media = [{"type": "photo", "media": "attach://first"}, {"type": "document", "media": "attach://second"}]
    words = await call.refused("sendMediaGroup", uploads, chat_id=CHAT, media=media)
    assert words == "Bad Request: document can't be mixed with other media types"


async def test_a_reply_may_be_sent_without_its_original(call: Caller, aigerim: Person) -> None:
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await call("sendMessage", chat_id=CHAT, text="a", reply_parameters=lenient)
    assert "reply_to_message" not in sent


async def test_paid_broadcasts_need_the_switch(call: Caller, aigerim: Person) -> None:
    await call("sendMessage", chat_id=CHAT, text="a", allow_paid_broadcast=True)
    call.sandbox.world.account(None).paid = False
    words = await call.refused("sendMessage", chat_id=CHAT, text="a", allow_paid_broadcast=True)
    assert words == "Bad Request: FLOODSKIP_NOT_ALLOWED"
