"""A broadcast's content as Bot API calls, rendered once for each language and sent to any number of chats.

Several media go as an album without caption, then the text as a message of its own with the buttons; one
medium carries the text as its caption; a poll follows its text. The text stays as it was typed (entities,
or `parse_mode` where the content has one); what the bot adds is the unsubscribe button, in that language.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import orjson

from bot.text.catalogs import Words

FORMATTING = ("entities", "caption_entities", "parse_mode")
SENDERS = {"photo": "sendPhoto", "video": "sendVideo", "document": "sendDocument"}


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call but for its chat; `weight` is how many messages it brings."""

    method: str
    body: dict[str, Any]
    weight: int = 1

    def to(self, chat_id: int) -> dict[str, Any]:
        return {"chat_id": chat_id, **self.body}

    def tail(self) -> bytes:
        """The JSON body after the chat id, so that thousands of sends share its bytes."""
        return b"," + orjson.dumps(self.body)[1:] if self.body else b"}"


def sends(part: dict[str, Any], broadcast_id: int, words: Words) -> tuple[Call, ...]:
    """One or two calls that bring a chat this language's content; the last one carries the buttons."""
    keyboard = {"reply_markup": {"inline_keyboard": buttons(part, broadcast_id, words)}}
    media, poll, text = part.get("media") or [], part.get("poll"), part.get("text") or ""
    if len(media) > 1:
        return Call("sendMediaGroup", {"media": [_item(one) for one in media]}, len(media)), Call(
            "sendMessage", _text(part) | keyboard)  # fmt: skip
    if media:
        kind = media[0]["type"]
        return (Call(SENDERS[kind], {kind: media[0]["file_id"]} | _caption(part) | keyboard),)
    if poll:
        last = Call("sendPoll", _poll(poll) | keyboard)
        return (Call("sendMessage", _text(part)), last) if text else (last,)
    return (Call("sendMessage", _text(part) | keyboard),)


def weight(part: dict[str, Any]) -> int:
    """How many messages a chat gets, as `sends` brings them."""
    media = len(part.get("media") or [])
    return media + 1 if media > 1 else 2 if part.get("poll") and part.get("text") else 1


def edit(part: dict[str, Any], broadcast_id: int, words: Words) -> Call:
    """Changes the text of a message sent before; `message_id` goes with the chat."""
    keyboard = {"reply_markup": {"inline_keyboard": buttons(part, broadcast_id, words)}}
    if len(part.get("media") or []) == 1:
        return Call("editMessageCaption", _caption(part) | keyboard)
    return Call("editMessageText", _text(part) | keyboard)


def plain(call: Call) -> Call:
    """The same without formatting, for when Telegram refuses the markup."""
    body = {key: value for key, value in call.body.items() if key not in FORMATTING}
    if "parse_mode" in call.body:
        for key in ("text", "caption"):
            if key in body:
                body[key] = unescape(re.sub(r"<[^>]*>", "", body[key]))
    return Call(call.method, body, call.weight)


def paid(call: Call) -> Call:
    return Call(call.method, call.body | {"allow_paid_broadcast": True}, call.weight)


def buttons(part: dict[str, Any], broadcast_id: int, words: Words) -> list[list[dict[str, str]]]:
    """The author's rows, then the one to unsubscribe with."""
    leave = {"text": words.t("Unsubscribe"), "callback_data": f"un:{broadcast_id}"}
    return [*(part.get("buttons") or []), [leave]]


def _text(part: dict[str, Any]) -> dict[str, Any]:
    return {"text": part.get("text") or ""} | _formatting(part, "entities")


def _caption(part: dict[str, Any]) -> dict[str, Any]:
    return {"caption": part["text"]} | _formatting(part, "caption_entities") if part.get("text") else {}


def _formatting(part: dict[str, Any], name: str) -> dict[str, Any]:
    if part.get("parse_mode"):
        return {"parse_mode": part["parse_mode"]}
    return {name: part["entities"]} if part.get("entities") else {}


def _item(medium: dict[str, str]) -> dict[str, str]:
    return {"type": medium["type"], "media": medium["file_id"]}


def _poll(poll: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": poll["question"],
        "options": [{"text": one} for one in poll["options"]],
        "allows_multiple_answers": bool(poll.get("multiple")),
    }
