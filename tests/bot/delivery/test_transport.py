"""What PTB is given of the Bot API's answers."""

import pytest
from telegram.error import TelegramError

from bot.delivery.transport import AiohttpRequest

SENT = (
    b'{"ok": true, "result": {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "bold",'
    b' "entities": [{"type": "bold", "offset": 0, "length": 4}],'
    b' "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}}}'
)
RECEIVED = SENT.replace(b'"result": {', b'"result": [{"update_id": 1, "message": {').replace(
    b"}}}", b"}}}]}", 1
)


def test_a_message_we_sent_comes_without_its_marked_places_but_with_its_buttons() -> None:
    sent = AiohttpRequest.parse_json_payload(SENT)["result"]
    assert "entities" not in sent
    assert (sent["message_id"], sent["text"]) == (7, "bold")
    assert sent["reply_markup"]["inline_keyboard"][0][0]["text"] == "A"


def test_what_others_wrote_is_left_whole() -> None:
    [update] = AiohttpRequest.parse_json_payload(RECEIVED)["result"]
    assert update["message"]["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


@pytest.mark.parametrize("payload", [b'{"ok": true, "result": true}', b'{"ok": true, "result": []}'])
def test_an_answer_that_is_no_message_is_as_it_came(payload: bytes) -> None:
    assert AiohttpRequest.parse_json_payload(payload)["ok"] is True


def test_bytes_that_are_no_text_are_read_as_far_as_they_can() -> None:
    assert AiohttpRequest.parse_json_payload(b'{"ok": false, "description": "\xff"}')["ok"] is False


@pytest.mark.parametrize("payload", [b"<html>502</html>", b"[]", b""])
def test_what_is_no_answer_is_an_error_of_telegrams(payload: bytes) -> None:
    with pytest.raises(TelegramError):
        AiohttpRequest.parse_json_payload(payload)
