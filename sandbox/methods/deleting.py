"""Taking messages away: in private chats everything younger than two days, in groups what rights allow."""

from sandbox.account import Account
from sandbox.messages import Message
from sandbox.methods.copying import message_ids
from sandbox.methods.reach import any_chat
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.refusal import bad, forbidden, migrated

DELETABLE_SECONDS = 48 * 3600


def delete_message(account: Account, params: Params) -> bool:
    chat = any_chat(account, params)
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad("message to delete not found")
    if not deletable(account, message):
        raise bad("message can't be deleted")
    forget(account, message)
    return True


def deletable(account: Account, message: Message) -> bool:
    """Younger than 48 hours and the bot's own, or incoming in a private chat; admins delete anything."""
    chat = message.chat
    if not chat.private and chat.bot_status == "administrator":
        return True
    if account.clock.now() - message.date >= DELETABLE_SECONDS:
        return False
    return message.by_bot or chat.private


def forget(account: Account, message: Message) -> None:
    """Takes the message out of its chat and off everybody's screen."""
    chat = message.chat
    del chat.messages[message.id]
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    account.tell_chat("delete", chat, message_id=message.id)


def delete_messages(account: Account, params: Params) -> bool:
    """Those that are there and may go, go; the others are passed over."""
    ids = message_ids(params)
    chat = any_chat(account, params)
    if chat.bot_status in ("left", "kicked"):
        raise forbidden("bot is not a member of the supergroup chat")
    for message_id in ids:
        message = chat.messages.get(message_id)
        if message is not None and deletable(account, message):
            forget(account, message)
    return True


METHODS: dict[str, Method] = {"deleteMessage": delete_message, "deleteMessages": delete_messages}
