"""A broadcast's content as Bot API calls, rendered once for each language and sent to any number of chats.

Several media go as an album, each with its own words if it has any, then the text as a message of its own with the
buttons; one medium carries the text as its caption; a poll follows its text. The text stays as it was typed (entities,
or `parse_mode` where the content has one); what the bot adds are a check-in's answers, the unsubscribe button, in that
language, and for those who read Kazakh in Latin or Arabic letters the button that turns the text.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from bot.broadcasts.content import Media, Poll, Text
from bot.broadcasts.html_text import read_html
from bot.crisis.answering import ANSWERS
from bot.text.translator import Translator

FORMATTING = ("entities", "caption_entities", "parse_mode")
SENDERS = {"photo": "sendPhoto", "video": "sendVideo", "document": "sendDocument"}


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What asks how people are: its number, and the day on which it ended, None while it takes answers."""

    id: int
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call but for its chat; `weight` is how many messages it brings."""

    method: str
    body: dict[str, Any]
    weight: int = 1

    def to(self, chat_id: int) -> dict[str, Any]:
        return {"chat_id": chat_id, **self.body}

    def after_chat(self) -> bytes:
        """The JSON body after the chat id, so that thousands of sends share its bytes."""
        return b"," + orjson.dumps(self.body)[1:] if self.body else b"}"


def sends(
    text: Text, broadcast_id: int, translator: Translator, check_in: CheckIn | None = None
) -> tuple[Call, ...]:
    """One or two calls that bring a chat this language's content; the last one carries the buttons."""
    keyboard = _keyboard(text, broadcast_id, translator, check_in)
    if len(text.media) > 1:
        album = [_file(file) for file in text.media]
        return Call("sendMediaGroup", {"media": album}, len(album)), Call(
            "sendMessage", _text(text) | keyboard
        )
    if text.media:
        [file] = text.media
        return (Call(SENDERS[file.type], {file.type: file.file_id} | _caption(text) | keyboard),)
    if text.poll:
        last = Call("sendPoll", _poll(text.poll) | keyboard)
        return (Call("sendMessage", _text(text)), last) if text.text else (last,)
    return (Call("sendMessage", _text(text) | keyboard),)


def edit(text: Text, broadcast_id: int, translator: Translator, check_in: CheckIn | None = None) -> Call:
    """Changes the text of a message sent before, of a poll only the buttons; `message_id` goes with the chat."""
    keyboard = _keyboard(text, broadcast_id, translator, check_in)
    if text.poll:
        return Call("editMessageReplyMarkup", keyboard)
    if len(text.media) == 1:
        return Call("editMessageCaption", _caption(text) | keyboard)
    return Call("editMessageText", _text(text) | keyboard)


def plain(call: Call) -> Call:
    """The same without formatting, for when Telegram refuses the markup."""
    body = {key: value for key, value in call.body.items() if key not in FORMATTING}
    if "media" in body:
        files = [
            {key: value for key, value in file.items() if key not in FORMATTING} for file in body["media"]
        ]
        body["media"] = files
    if "parse_mode" in call.body:
        for key in ("text", "caption"):
            if key in body:
                body[key] = read_html(body[key]).shown
    return Call(call.method, body, call.weight)


def unlinked(call: Call) -> Call:
    """The same without the author's link buttons, for when Telegram refuses one of them."""
    markup = call.body.get("reply_markup")
    if not markup:
        return call
    kept = [[button for button in row if "url" not in button] for row in markup["inline_keyboard"]]
    rows = {"inline_keyboard": [row for row in kept if row]}
    return Call(call.method, call.body | {"reply_markup": rows}, call.weight)


def paid(call: Call) -> Call:
    return Call(call.method, call.body | {"allow_paid_broadcast": True}, call.weight)


def _keyboard(
    text: Text, broadcast_id: int, translator: Translator, check_in: CheckIn | None
) -> dict[str, Any]:
    rows = [*asked(check_in, translator), *buttons(text, broadcast_id, translator)]
    return {"reply_markup": {"inline_keyboard": rows}}


def asked(check_in: CheckIn | None, translator: Translator) -> list[list[dict[str, str]]]:
    """The answers to a check-in, one below the other; after its end when that was."""
    if check_in is None:
        return []
    if check_in.ended_on is None:
        return [
            [{"text": translator.label(label), "callback_data": f"ci:{check_in.id}:{answer}"}]
            for answer, label in ANSWERS.items()
        ]
    date = translator.words.date(check_in.ended_on)
    ended = translator.label("⏹ Ended on {date}", date=date)
    return [[{"text": ended, "callback_data": f"ci:{check_in.id}:ended"}]]


def buttons(text: Text, broadcast_id: int, translator: Translator) -> list[list[dict[str, str]]]:
    """The author's rows, then the reader's letters where they are not the text's, and the one to unsubscribe with."""
    authors = [[{"text": link.text, "url": link.url} for link in row] for row in text.buttons]
    letters = {"text": translator.label("In my letters"), "callback_data": f"let:{broadcast_id}"}
    leave = {"text": translator.label("Unsubscribe"), "callback_data": f"un:{broadcast_id}"}
    turned = [[letters]] if translator.script != "cyrl" and text.text and not text.poll else []
    return [*authors, *turned, [leave]]


def _file(file: Media) -> dict[str, Any]:
    """A picture of an album with its own words, if it has any."""
    caption = {"caption": file.caption} if file.caption else {}
    marked = {"caption_entities": list(file.entities)} if file.entities else {}
    return {"type": file.type, "media": file.file_id, **caption, **marked}


def _text(text: Text) -> dict[str, Any]:
    return {"text": text.text} | _formatting(text, "entities")


def _caption(text: Text) -> dict[str, Any]:
    return {"caption": text.text} | _formatting(text, "caption_entities") if text.text else {}


def _formatting(text: Text, name: str) -> dict[str, Any]:
    if text.parse_mode:
        return {"parse_mode": text.parse_mode}
    return {name: list(text.entities)} if text.entities else {}


def _poll(poll: Poll) -> dict[str, Any]:
    return {
        "question": poll.question,
        "options": [{"text": option} for option in poll.options],
        "allows_multiple_answers": poll.multiple,
    }
