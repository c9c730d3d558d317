"""Inline queries: typing after the bot's name, seeing results, choosing one."""

import asyncio

from sandbox.account import Account
from sandbox.control.finding import chat_for
from sandbox.control.talking import heard
from sandbox.control.trouble import Wrong
from sandbox.control.view import seen
from sandbox.messages import Message
from sandbox.shapes import Json
from sandbox.users import User

_ANSWER_SECONDS = 5.0


async def ask(account: Account, user: User, body: Json) -> Json:
    """Sends the query and waits up to five seconds for results."""
    chat = chat_for(account, user, body.get("chat_id"))
    query_id, query = account.inline.ask(account.clock.now(), user.id)
    asked = {
        "id": query_id,
        "from": user.as_api(),
        "query": str(body.get("query") or ""),
        "offset": str(body.get("offset") or ""),
        "chat_type": "sender" if chat.private else chat.type,
    }
    account.update("inline_query", asked, user.id)
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            answer = await asyncio.shield(query.answer)
    except TimeoutError:
        return {"answered": False, "results": [], "next_offset": ""}
    account.inline_results[user.id] = answer["results"]
    return {
        "answered": True,
        "results": [_shown(result) for result in answer["results"]],
        "next_offset": answer["next_offset"],
    }


def _shown(result: Json) -> Json:
    return {
        "id": result["id"],
        "title": result["title"],
        "description": result["description"],
        "text": result["content"][0],
    }


def choose(account: Account, user: User, body: Json) -> Json:
    """Sends one of the results last seen, in this person's name, into the chat."""
    results = {result["id"]: result for result in account.inline_results.get(user.id, [])}
    result = results.get(str(body.get("result_id")))
    if result is None:
        raise Wrong(f"person {user.id} was shown no result {body.get('result_id')!r}", 404)
    chat = chat_for(account, user, body.get("chat_id"))
    text, entities = result["content"]
    message = Message(
        chat=chat,
        id=account.next_message_id(chat),
        sender=user,
        date=account.now(),
        text=text,
        entities=entities,
        extra={"via_bot": account.me},
        markup=result["markup"],
    )
    account.keep(message)
    if heard(account, chat, message):
        account.update("message", message.as_api(account.me), chat.id)
    return {"message_id": message.id, "message": seen(account, message, user.id)}
