"""Reply markup as Telegram takes it: inline buttons with one action each, reply keyboards, force reply.

Limits that no page states (100 inline buttons, 8 a row; 300 and 12 for reply keyboards) follow
what clients of the Bot API have observed.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson

from sandbox.errors import ApiError, bad_request
from sandbox.markup.links import checked_url
from sandbox.params import Json, Params

_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_FIELDS = ("text", *_ACTIONS, "style", "icon_custom_emoji_id")
_STYLES = {"danger", "success", "primary"}
_MOST_INLINE = (100, 8)
_MOST_REPLY = (300, 12)


def read_markup(params: Params) -> tuple[Json | None, Json | None]:
    """The inline keyboard and the other kind of markup of a call; at most one of them is there."""
    given = params.record("reply_markup", "reply markup")
    if not given:
        return None, None
    if "inline_keyboard" in given:
        return _cached_inline(orjson.dumps(given["inline_keyboard"])), None
    if "keyboard" in given:
        return None, _reply(given)
    if given.get("remove_keyboard") or given.get("force_reply"):
        return None, given
    return None, None


def read_inline(params: Params) -> Json | None:
    """For edits: only an inline keyboard makes sense there."""
    inline, other = read_markup(params)
    if other is not None:
        raise bad_request("inline keyboard expected")
    return inline


@lru_cache(maxsize=512)
def _cached_inline(rows: bytes) -> Json | None:
    """A broadcast carries the same buttons to everyone, so equal keyboards are one object."""
    return _inline(orjson.loads(rows))


def _inline(rows: Any) -> Json | None:
    what = 'field "inline_keyboard" must be an Array of Arrays of InlineKeyboardButton'
    buttons = _keyboard(rows, _button, what, _MOST_INLINE)
    return {"inline_keyboard": buttons} if buttons else None


def _keyboard(rows: Any, read: Callable[[Any], Json], what: str, most: tuple[int, int]) -> list[list[Json]]:
    """The rows that are not empty; `most` is how many buttons there may be, and how many in a row."""
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(what)
    keyboard = [[read(button) for button in row] for row in rows if row]
    if sum(map(len, keyboard)) > most[0] or any(len(row) > most[1] for row in keyboard):
        raise bad_request("reply markup is too long")
    return keyboard


def _wrong_button(what: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {what}")


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _wrong_button("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if text is None:
        raise _wrong_button('Can\'t find field "text"')
    if not isinstance(text, str):
        raise _wrong_button('Field "text" must be of type String')
    actions = [name for name in _ACTIONS if _acts(button, name)]
    if not actions:
        raise _wrong_button("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _wrong_button("exactly one action must be used")
    if not text.strip():
        raise bad_request("REPLY_MARKUP_INVALID")
    if button.get("style") is not None and button["style"] not in _STYLES:
        raise _wrong_button("invalid button style specified")
    _check_action(actions[0], button)
    return {name: button[name] for name in _FIELDS if button.get(name) is not None}


def _acts(button: Json, name: str) -> bool:
    """An empty switch_inline_query is an action too: it opens the chat with the bot's name alone."""
    value = button.get(name)
    return value not in (None, "", False) or (value == "" and name.startswith("switch_inline_query"))


def _check_action(action: str, button: Json) -> None:
    match action:
        case "callback_data":
            if len(str(button["callback_data"]).encode()) > 64:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            button["url"] = checked_url(str(button["url"]), "inline keyboard button URL")
        case "copy_text":
            _check_copy(button["copy_text"])
        case "web_app":
            app = button["web_app"]
            if not isinstance(app, dict) or not str(app.get("url", "")).startswith("https://"):
                raise bad_request("BUTTON_URL_INVALID")
        case "pay" | "callback_game":
            raise bad_request("BUTTON_TYPE_INVALID")


def _check_copy(copied: Any) -> None:
    text = copied.get("text") if isinstance(copied, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _reply(given: Json) -> Json:
    what = 'field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays'
    keyboard = _keyboard(given["keyboard"], _key, what, _MOST_REPLY)
    if not keyboard:
        raise bad_request("REPLY_MARKUP_INVALID")
    return {**given, "keyboard": keyboard}


def _key(key: Any) -> Json:
    button = {"text": key} if isinstance(key, str) else key
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("REPLY_MARKUP_INVALID")
    return button
