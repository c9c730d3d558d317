"""Looking up who and what a control call is about."""

from sandbox.account import Account
from sandbox.chats import Chat
from sandbox.control.reading import whole
from sandbox.control.trouble import Wrong
from sandbox.messages import Message
from sandbox.shapes import Json
from sandbox.users import User


def person(account: Account, person_id: int) -> User:
    found = account.people.get(person_id)
    if found is None:
        raise Wrong(f"no person {person_id} in this world", 404)
    return found


def chat_for(account: Account, user: User, chat_id: object = None) -> Chat:
    """The chat a person means: their private one unless they name a group they are in."""
    wanted = whole({"chat_id": chat_id}, "chat_id", user.id)
    chat = account.chats.get(wanted)
    while chat is not None and chat.migrated_to is not None:
        chat = account.chats.get(chat.migrated_to)
    if chat is None or (chat.private and chat.id != user.id):
        raise Wrong(f"person {user.id} has no chat {wanted}", 404)
    if not chat.private and chat.members.get(user.id, "left") in ("left", "kicked"):
        raise Wrong(f"person {user.id} is not in chat {wanted}", 404)
    return chat


def message_for(account: Account, user: User, body: Json) -> Message:
    """The message a person points at; without chat_id their private chat is asked first."""
    message_id = whole(body, "message_id")
    if body.get("chat_id") not in (None, ""):
        chats = [chat_for(account, user, body["chat_id"])]
    else:
        groups = (chat for chat in account.chats.values() if not chat.private and user.id in chat.members)
        chats = [chat for chat in (account.chats.get(user.id), *groups) if chat is not None]
    for chat in chats:
        if message_id in chat.messages:
            return chat.messages[message_id]
    raise Wrong(f"person {user.id} sees no message {message_id}", 404)
