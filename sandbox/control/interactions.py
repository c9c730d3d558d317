"""What people do and wait for: pressing an inline button, voting in a poll, asking the bot inline."""

import asyncio

from sandbox.control.arguments import array, chat_for, message_for, string, to_integer
from sandbox.control.messages import deliver
from sandbox.control.view import message_view, poll_view
from sandbox.errors import ControlError
from sandbox.params import Json
from sandbox.world.account import Account
from sandbox.world.chats import Message, User
from sandbox.world.interactions import Poll, Query

ANSWER_SECONDS = 5.0


async def press(account: Account, user: User, body: Json) -> Json:
    """Presses by the button's text or data; waits up to five seconds for answerCallbackQuery.

    `"forged": true` sends data no button of the message has, as a changed client can.
    """
    message = message_for(account, user, body)
    button = _forged(body) if body.get("forged") else _button(message, body)
    if button.get("callback_data") is None:
        return {"answered": True, "text": None, "alert": False, "url": button.get("url")}
    query_id, query = account.callbacks.open(account.clock.now(), user.id)
    account.update("callback_query", _callback(account, user, message, query_id, button), user.id)
    answer = await _answer(query) or {"answered": False, "text": None, "alert": False, "url": None}
    return {"answered": True, **answer}


async def _answer(query: Query) -> Json | None:
    """What the bot says within five seconds."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await asyncio.shield(query.answer)
    except TimeoutError:
        return None


def _callback(account: Account, user: User, message: Message, query_id: str, button: Json) -> Json:
    return {
        "id": query_id,
        "from": user.as_api(),
        "message": message.as_api(account.me),
        "chat_instance": str(message.chat.id * 7919),
        "data": button["callback_data"],
    }


def _forged(body: Json) -> Json:
    data = string(body, "data")
    if not 1 <= len(data.encode()) <= 64:
        raise ControlError("data must have 1 to 64 bytes")
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
    raise ControlError(
        f"message {message.id} has no button {text if data is None else data!r}; it has: {shown}", 404
    )


def vote(account: Account, user: User, body: Json) -> Json:
    """Chooses options by number; an empty list takes the vote back."""
    message = message_for(account, user, body)
    if "poll" not in message.media:
        raise ControlError(f"message {message.id} is no poll")
    poll = account.polls[message.media["poll"]["id"]]
    chosen = sorted({to_integer(option, "an option") for option in array(body, "options")})
    _check_vote(poll, user, chosen)
    if chosen:
        poll.votes[user.id] = chosen
    else:
        poll.votes.pop(user.id, None)
    message.media = {"poll": poll.as_api()}
    _send_votes(account, user, message, poll, chosen)
    return poll_view(poll, user.id)


def _check_vote(poll: Poll, user: User, chosen: list[int]) -> None:
    if poll.closed:
        raise ControlError("the poll is closed")
    if any(not 0 <= option < len(poll.options) for option in chosen):
        raise ControlError(f"options go from 0 to {len(poll.options) - 1}")
    if len(chosen) > 1 and not poll.multiple:
        raise ControlError("this poll takes one answer")
    if poll.quiz and user.id in poll.votes:
        raise ControlError("an answer to a quiz stands")


def _send_votes(account: Account, user: User, message: Message, poll: Poll, chosen: list[int]) -> None:
    """Names reach the bot only if the poll isn't anonymous; counts always."""
    if not poll.anonymous:
        answer = {
            "poll_id": poll.id,
            "user": user.as_api(),
            "option_ids": chosen,
            "option_persistent_ids": [poll.persistent_id(option) for option in chosen],
        }
        account.update("poll_answer", answer, user.id)
    account.update("poll", poll.as_api(), user.id)
    account.publish("poll", message)


async def ask(account: Account, user: User, body: Json) -> Json:
    """Sends the query and waits up to five seconds for results."""
    chat = chat_for(account, user, body.get("chat_id"))
    query_id, query = account.inline.open(account.clock.now(), user.id)
    asked = {
        "id": query_id,
        "from": user.as_api(),
        "query": string(body, "query"),
        "offset": string(body, "offset"),
        "chat_type": "sender" if chat.private else chat.type,
    }
    account.update("inline_query", asked, user.id)
    answer = await _answer(query)
    if answer is None:
        return {"answered": False, "results": [], "next_offset": ""}
    account.inline_results[user.id] = answer["results"]
    results = [_result_view(result) for result in answer["results"]]
    return {"answered": True, "results": results, "next_offset": answer["next_offset"]}


def _result_view(result: Json) -> Json:
    return {**{name: result[name] for name in ("id", "title", "description")}, "text": result["content"][0]}


def choose(account: Account, user: User, body: Json) -> Json:
    """Sends one of the results last shown, in this person's name, into the chat."""
    results = {result["id"]: result for result in account.inline_results.get(user.id, [])}
    result = results.get(str(body.get("result_id")))
    if result is None:
        raise ControlError(f"person {user.id} was shown no result {body.get('result_id')!r}", 404)
    chat = chat_for(account, user, body.get("chat_id"))
    text, entities = result["content"]
    content: Json = {"text": text, "entities": entities, "extra": {"via_bot": account.me}}
    message = account.new_message(chat, user, **content, markup=result["markup"])
    deliver(account, message)
    return {"message_id": message.id, "message": message_view(account, message, user.id)}
