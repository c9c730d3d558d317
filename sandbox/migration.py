"""A basic group becomes a supergroup: a new id, the same people, and two service messages about it."""

from sandbox.account import Account
from sandbox.chats import Chat
from sandbox.messages import Message
from sandbox.shapes import Json

_CHANNEL_BASE = -1_000_000_000_000


def migrate(account: Account, old: Chat) -> Chat:
    """The new supergroup; from now on the old id is refused with the new one in the parameters."""
    new_id = _CHANNEL_BASE + old.id
    new = Chat(new_id, "supergroup", title=old.title, members=dict(old.members), bot_status=old.bot_status)
    new.forum, new.topics = old.forum, dict(old.topics)
    account.chats[new_id] = new
    old.migrated_to = new_id
    _announce(account, old, {"migrate_to_chat_id": new_id})
    _announce(account, new, {"migrate_from_chat_id": old.id})
    return new


def _announce(account: Account, chat: Chat, news: Json) -> None:
    sender = account.people.get(next(iter(chat.members), 0))
    message = Message(
        chat=chat,
        id=account.next_message_id(chat),
        sender=sender,
        date=account.now(),
        extra={**news, "service": True},
    )
    account.keep(message)
    account.update("message", message.as_api(account.me), chat.id)
