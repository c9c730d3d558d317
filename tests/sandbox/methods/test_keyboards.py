"""Buttons and keyboards that Telegram refuses, in its exact words."""

from typing import Any

import pytest

from sandbox import Person
from tests.sandbox.conftest import CHAT, Caller

BUTTON = {"text": "a", "callback_data": "b"}
BUTTONS = [
    ({"text": "a", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
    ({"text": "a", "callback_data": "қ" * 33}, "BUTTON_DATA_INVALID"),
    ({"text": "a"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (
        {"text": "a", "callback_data": ""},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "a", "callback_data": "x", "url": "https://kz.kz"},
        "can't parse inline keyboard button: exactly one action must be used",
    ),
    ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
    (
        {"text": 5, "callback_data": "x"},
        'can\'t parse inline keyboard button: Field "text" must be of type String',
    ),
    ({"text": " ", "callback_data": "x"}, "REPLY_MARKUP_INVALID"),
    (
        {"text": "a", "url": "nowhere"},
        "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    (
        {"text": "a", "url": "ftp://kz.kz"},
        "inline keyboard button URL 'ftp://kz.kz' is invalid: Unsupported URL protocol",
    ),
    ({"text": "a", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
    (
        {"text": "a", "callback_data": "x", "style": "pink"},
        "can't parse inline keyboard button: invalid button style specified",
    ),
]
NO_KEY = "can't parse keyboard button: Can't find field \"text\""
KEYBOARDS: list[tuple[dict[str, Any], str]] = [
    ({"inline_keyboard": 5}, 'field "inline_keyboard" must be an Array of Arrays of InlineKeyboardButton'),
    ({"inline_keyboard": [[BUTTON] * 9]}, "reply markup is too long"),
    ({"inline_keyboard": [[BUTTON]] * 101}, "reply markup is too long"),
    ({"keyboard": ["a"]}, 'field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays'),
    ({"keyboard": [[]]}, "REPLY_MARKUP_INVALID"),
    ({"keyboard": [[" "]]}, "REPLY_MARKUP_INVALID"),
    ({"keyboard": [[{"title": "a"}]]}, NO_KEY),
    ({"keyboard": [["a"] * 13]}, "reply markup is too long"),
    ({"keyboard": [["a"] * 12] * 26}, "reply markup is too long"),
]


@pytest.mark.parametrize(("button", "words"), BUTTONS)
async def test_a_bad_button_is_refused(
    call: Caller, aigerim: Person, button: dict[str, Any], words: str
) -> None:
    given = await call.refused(
        "sendMessage", chat_id=CHAT, text="a", reply_markup={"inline_keyboard": [[button]]}
    )
    assert given == f"Bad Request: {words}"


@pytest.mark.parametrize(("markup", "words"), KEYBOARDS)
async def test_a_bad_keyboard_is_refused(
    call: Caller, aigerim: Person, markup: dict[str, Any], words: str
) -> None:
    given = await call.refused("sendMessage", chat_id=CHAT, text="a", reply_markup=markup)
    assert given == f"Bad Request: {words}"


async def test_a_keyboard_without_buttons_is_none(call: Caller, aigerim: Person) -> None:
    sent = await call("sendMessage", chat_id=CHAT, text="a", reply_markup={"inline_keyboard": [[], []]})
    assert "reply_markup" not in sent
