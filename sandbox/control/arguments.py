"""What a control call names: values of the kind they must have, people, chats, messages; or a ControlError."""

from typing import Any, TypeVar

from sandbox.errors import ControlError
from sandbox.params import Json
from sandbox.world.account import Account
from sandbox.world.chats import Chat, Message, User

_NOTHING = (None, "", "null")
_LARGEST = 2**63
Kind = TypeVar("Kind", list[Any], Json)


def integer(body: Json, name: str, default: int = 0) -> int:
    """A number, also as text; the default when it is left out."""
    value = body.get(name)
    return default if value in _NOTHING else to_integer(value, name)


def optional_integer(body: Json, name: str) -> int | None:
    """A number, or None when it is left out."""
    return None if body.get(name) in _NOTHING else integer(body, name)


def to_integer(value: object, name: str) -> int:
    if isinstance(value, int | str) and not isinstance(value, bool):
        try:
            number = int(value)
        except ValueError:
            number = _LARGEST
        if abs(number) < _LARGEST:
            return number
    raise ControlError(f"{name} must be a number, not {str(value)[:60]!r}")


def array(body: Json, name: str) -> list[Any]:
    """A list; nothing counts as an empty one."""
    return _of_kind(body, name, list, "a list")


def record(body: Json, name: str) -> Json:
    """An object; nothing counts as an empty one."""
    return _of_kind(body, name, dict, "an object")


def _of_kind(body: Json, name: str, kind: type[Kind], noun: str) -> Kind:
    value = None if body.get(name) in _NOTHING else body[name]
    if value is not None and not isinstance(value, kind):
        raise ControlError(f"{name} must be {noun}, not {str(value)[:60]!r}")
    return kind(value or ())


def string(body: Json, name: str) -> str:
    """A text; a number is said as it is written."""
    value = body.get(name)
    if value is not None and not isinstance(value, str | int | float):
        raise ControlError(f"{name} must be a text, not {str(value)[:60]!r}")
    return "" if value is None else str(value)


def person_by_id(account: Account, person_id: int) -> User:
    user = account.people.get(person_id)
    if user is None:
        raise ControlError(f"no person {person_id} in this world", 404)
    return user


def chat_for(account: Account, user: User, chat_id: object = None) -> Chat:
    """The chat a person means: their private one unless they name a group they are in."""
    wanted = integer({"chat_id": chat_id}, "chat_id", user.id)
    chat = account.chats.get(wanted)
    while chat is not None and chat.migrated_to is not None:
        chat = account.chats.get(chat.migrated_to)
    if chat is None or (chat.private and chat.id != user.id):
        raise ControlError(f"person {user.id} has no chat {wanted}", 404)
    if not chat.private and user.id not in chat.present():
        raise ControlError(f"person {user.id} is not in chat {wanted}", 404)
    return chat


def message_for(account: Account, user: User, body: Json) -> Message:
    """The message a person points at; without chat_id their private chat is asked first."""
    message_id = integer(body, "message_id")
    if body.get("chat_id") not in (None, ""):
        chats = [chat_for(account, user, body["chat_id"])]
    else:
        groups = (chat for chat in account.chats.values() if not chat.private and user.id in chat.members)
        chats = [chat for chat in (account.chats.get(user.id), *groups) if chat is not None]
    for chat in chats:
        if message_id in chat.messages:
            return chat.messages[message_id]
    raise ControlError(f"person {user.id} sees no message {message_id}", 404)
