"""Live news in the shape the chat page reads."""

from sandbox.account import Account
from sandbox.control.view import seen
from sandbox.messages import Message
from sandbox.shapes import Json


def shown(account: Account, news: Json, viewer_id: int) -> Json:
    """One piece of news as this person sees it."""
    message = news.get("message")
    if not isinstance(message, Message):
        return news
    return {
        "kind": news["kind"],
        "chat_id": message.chat.id,
        "message_id": message.id,
        "message": seen(account, message, viewer_id),
    }
