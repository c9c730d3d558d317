"""Pressing an inline button and waiting for the bot's answer, as a client spins until it comes."""

import asyncio

from sandbox.account import Account
from sandbox.control.finding import message_for
from sandbox.control.reading import words
from sandbox.control.trouble import Wrong
from sandbox.messages import Message
from sandbox.shapes import Json
from sandbox.users import User

ANSWER_SECONDS = 5.0


async def press(account: Account, user: User, body: Json) -> Json:
    """Presses by the button's text or data; waits up to five seconds for answerCallbackQuery.

    `"forged": true` sends data no button of the message has, as a changed client can.
    """
    message = message_for(account, user, body)
    button = _forged(body) if body.get("forged") else _button(message, body)
    if button.get("callback_data") is None:
        return {"answered": True, "text": None, "alert": False, "url": button.get("url")}
    query_id, query = account.callbacks.ask(account.clock.now(), user.id)
    account.update("callback_query", _callback(account, user, message, query_id, button), user.id)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await asyncio.shield(query.answer)
    except TimeoutError:
        return {"answered": False, "text": None, "alert": False, "url": None}
    return {"answered": True, **answer}


def _callback(account: Account, user: User, message: Message, query_id: str, button: Json) -> Json:
    return {
        "id": query_id,
        "from": user.as_api(),
        "message": message.as_api(account.me),
        "chat_instance": str(message.chat.id * 7919),
        "data": button["callback_data"],
    }


def _forged(body: Json) -> Json:
    data = words(body, "data")
    if not 1 <= len(data.encode()) <= 64:
        raise Wrong("data must have 1 to 64 bytes")
    return {"callback_data": data}


def _button(message: Message, body: Json) -> Json:
    rows = (message.markup or {}).get("inline_keyboard", [])
    buttons: list[Json] = [button for row in rows for button in row]
    text, data = body.get("button"), body.get("data")
    for button in buttons:
        if data is not None and button.get("callback_data") == data:
            return button
        if data is None and button["text"] == text:
            return button
    shown = ", ".join(repr(button["text"]) for button in buttons) or "none"
    raise Wrong(
        f"message {message.id} has no button {text if data is None else data!r}; it has: {shown}", 404
    )
