"""What people say: messages to the bot or into a group, with the entities Telegram would find in them."""

from sandbox.account import Account
from sandbox.chats import Chat
from sandbox.control.finding import chat_for
from sandbox.control.reading import listed, optional, table, words
from sandbox.control.trouble import Wrong
from sandbox.control.view import seen
from sandbox.markup.formatted import formatted
from sandbox.media import content_of
from sandbox.messages import Message
from sandbox.refusal import Refusal
from sandbox.shapes import Json, Upload
from sandbox.users import User


def say(account: Account, user: User, body: Json, file: Upload | None = None) -> Json:
    """A new message of this person; `html` or `entities` stand for formatting done while typing."""
    if user.deactivated:
        raise Wrong(f"person {user.id} has no account any more")
    chat = chat_for(account, user, body.get("chat_id"))
    if chat.private and user.blocked:
        raise Wrong(f"person {user.id} has blocked the bot; unblock first")
    text, entities = typed(body)
    media = content_of(account.files, file, str(body.get("kind") or "")) if file else {}
    if not text and not media:
        raise Wrong("nothing to send: text or file is needed")
    message = _spoken(account, user, chat, body, text, entities, media)
    _hear(account, chat, message)
    return {"message_id": message.id, "chat_id": chat.id, "message": seen(account, message, user.id)}


def typed(body: Json) -> tuple[str, list[Json]]:
    """Text and entities as somebody typed them."""
    try:
        if body.get("html") is not None:
            return formatted(words(body, "html"), "HTML", [])
        return formatted(words(body, "text"), "", listed(body, "entities"))
    except Refusal as refusal:
        raise Wrong(refusal.description) from refusal


def _spoken(
    account: Account, user: User, chat: Chat, body: Json, text: str, entities: list[Json], media: Json
) -> Message:
    reply_to, extra = optional(body, "reply_to"), table(body, "extra")
    if reply_to is not None and reply_to not in chat.messages:
        raise Wrong(f"no message {reply_to} in chat {chat.id} to reply to", 404)
    thread = optional(body, "thread_id")
    user.started = user.started or chat.private
    message = Message(
        chat=chat,
        id=account.next_message_id(chat),
        sender=user,
        date=account.now(),
        text=text,
        entities=entities,
        media=media,
        extra=extra,
        reply_to=reply_to,
        thread_id=thread or None,
    )
    return account.keep(message)


def _hear(account: Account, chat: Chat, message: Message) -> None:
    if heard(account, chat, message):
        account.update("message", message.as_api(account.me), chat.id)


def heard(account: Account, chat: Chat, message: Message) -> bool:
    """Privacy mode: in a group a bot without admin rights hears commands, mentions and replies to it."""
    if chat.private or chat.bot_status == "administrator":
        return True
    if chat.bot_status in ("left", "kicked", "deleted"):
        return False
    answered = chat.messages.get(message.reply_to or 0)
    if answered is not None and answered.by_bot:
        return True
    commands = any(entity["type"] == "bot_command" for entity in message.entities)
    return commands or f"@{account.profile.username}" in message.text
