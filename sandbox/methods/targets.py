"""Finding the chat, message, reply or topic that a call means, or the words in which Telegram says no."""

from typing import Any

from sandbox.errors import bad_request, forbidden, migrated
from sandbox.params import Params
from sandbox.world.account import Account
from sandbox.world.chats import Chat, Message, Status

_ABSENT: dict[str, str] = {
    Status.KICKED: "bot was kicked from the {}",
    Status.LEFT: "bot is not a member of the {}",
    Status.DELETED: "the group chat was deleted",
}
_GROUP_NOUN = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


def chat_of(account: Account, params: Params, name: str = "chat_id") -> Chat:
    """The chat, if the bot may write to it now."""
    chat = any_chat(account, params, name)
    if chat.private:
        _check_person(chat)
    else:
        _check_group(chat)
    return chat


def chat_to_post_in(account: Account, params: Params) -> Chat:
    """The same, if something new may be said there: in a channel that is a right of its own."""
    chat = chat_of(account, params)
    if chat.is_channel and not chat.bot_may_post:
        raise bad_request("need administrator rights in the channel chat")
    return chat


def any_chat(account: Account, params: Params, name: str = "chat_id") -> Chat:
    """The chat, known to the bot or not reachable any more; "chat not found" otherwise."""
    given = params.values.get(name)
    if given is None or given == "":
        raise bad_request(f"{name} is empty")
    chat = _find(account, given)
    if chat is None:
        raise bad_request("chat not found")
    return chat


def _find(account: Account, given: object) -> Chat | None:
    if isinstance(given, int):
        return account.chats.get(given)
    name = str(given).strip().lower()
    try:
        return account.chats.get(int(name))
    except ValueError:
        named = (
            chat for chat in account.chats.values() if chat.username
        )  # groups and channels, never people
        return next((chat for chat in named if f"@{chat.username.lower()}" == name), None)


def _check_person(chat: Chat) -> None:
    assert chat.user is not None
    if chat.user.deactivated:
        raise forbidden("user is deactivated")
    if chat.user.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.user.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_group(chat: Chat) -> None:
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    if chat.bot_status in _ABSENT:
        raise forbidden(_ABSENT[chat.bot_status].format(_GROUP_NOUN[chat.type]))
    if chat.is_channel and not chat.bot_is_admin:  # a bot is an administrator of a channel or not in it
        raise forbidden(_ABSENT[Status.LEFT].format(_GROUP_NOUN[chat.type]))


def message_of(chat: Chat, params: Params, verb: str) -> Message:
    """The message a call is about; `verb` is Telegram's word for it ("edit", "delete", …)."""
    message_id = params.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    return message


def reply_of(chat: Chat, params: Params) -> int | None:
    """The message that is answered; None when there is none, or it is gone and that is allowed."""
    given = params.record("reply_parameters", "reply parameters")
    if given is not None:
        if given.get("message_id") is None:
            raise bad_request('can\'t find field "message_id"')
        wanted, lenient = Params(given).integer("message_id"), bool(given.get("allow_sending_without_reply"))
    else:
        wanted, lenient = params.integer("reply_to_message_id"), params.flag("allow_sending_without_reply")
    if not wanted or wanted in chat.messages:
        return wanted or None
    if lenient:
        return None
    raise bad_request("message to be replied not found")


def thread_of(chat: Chat, params: Params) -> int | None:
    """The forum topic a message goes to; 1 is the general one and isn't written into messages."""
    thread_id = params.integer("message_thread_id")
    if not thread_id or (thread_id == 1 and chat.forum):
        return None
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not chat.bot_is_admin:
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def message_ids(params: Params) -> list[int]:
    """One to a hundred message identifiers, or Telegram's words about them."""
    given = params.data("message_ids", "message_ids")
    if given is None or given == []:
        raise bad_request("message identifiers are not specified")
    if not isinstance(given, list):
        raise bad_request("expected an Array of message identifiers")
    if len(given) > 100:
        raise bad_request("too many message identifiers specified")
    return [_message_id(item) for item in given]


def _message_id(given: Any) -> int:
    try:
        number = int(given)
    except (TypeError, ValueError):
        raise bad_request("can't parse message identifier as a Number") from None
    if number <= 0:
        raise bad_request("invalid message identifier specified")
    return number
