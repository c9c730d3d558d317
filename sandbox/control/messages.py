"""What people say, edit and delete, and the emoji they leave: messages with the entities Telegram would find."""

from sandbox.control.arguments import array, chat_for, message_for, optional_integer, record, string
from sandbox.control.view import message_view
from sandbox.errors import ApiError, ControlError
from sandbox.markup.formatted import formatted
from sandbox.methods.chats import set_reaction
from sandbox.methods.editing import remove
from sandbox.params import Json, Upload
from sandbox.world.account import Account
from sandbox.world.chats import GONE, Chat, Message, Status, User
from sandbox.world.files import media_of_upload


def send(account: Account, user: User, body: Json) -> Json:
    """A new message of this person; `html` or `entities` bring formatting done while typing."""
    if user.deactivated:
        raise ControlError(f"person {user.id} has no account any more")
    chat = chat_for(account, user, body.get("chat_id"))
    if chat.private and user.blocked:
        raise ControlError(f"person {user.id} has blocked the bot; unblock first")
    if chat.is_channel and user.id not in chat.admins():
        raise ControlError(
            f"person {user.id} is no administrator of channel {chat.id}: only those post there"
        )
    text, entities = text_and_entities(body)
    file, kind = body.get("file"), str(body.get("kind") or "")
    media = media_of_upload(account.files, file, kind) if isinstance(file, Upload) else {}
    if not text and not media:
        raise ControlError("nothing to send: text or file is needed")
    content = {"text": text, "entities": entities, "media": media}
    message = _new_message(account, user, chat, body, content)
    deliver(account, message)
    return {"message_id": message.id, "chat_id": chat.id, "message": message_view(account, message, user.id)}


def text_and_entities(body: Json) -> tuple[str, list[Json]]:
    """Text and entities as somebody typed them."""
    try:
        if body.get("html") is not None:
            return formatted(string(body, "html"), "HTML", [])
        return formatted(string(body, "text"), "", array(body, "entities"))
    except ApiError as error:
        raise ControlError(error.description) from error


def _new_message(account: Account, user: User, chat: Chat, body: Json, content: Json) -> Message:
    reply_to, thread_id = optional_integer(body, "reply_to"), optional_integer(body, "thread_id")
    if reply_to is not None and reply_to not in chat.messages:
        raise ControlError(f"no message {reply_to} in chat {chat.id} to reply to", 404)
    extra, album = record(body, "extra"), string(body, "album")
    if album:
        extra["media_group_id"] = album
    place = {"reply_to": reply_to, "thread_id": thread_id or None}
    user.started = user.started or chat.private
    return account.new_message(chat, user, extra=extra, **content, **place)


def deliver(account: Account, message: Message) -> None:
    """Puts what a person said into its chat; the bot gets an update if it may see it."""
    account.add(message)
    if _visible_to_bot(account, message):
        kind = "channel_post" if message.chat.is_channel else "message"
        account.update(kind, message.as_api(account.me), message.chat.id)


def _visible_to_bot(account: Account, message: Message) -> bool:
    """Privacy mode: in a group a bot without admin rights hears commands, mentions and replies to it."""
    chat = message.chat
    if chat.private or chat.bot_is_admin:
        return True
    if chat.bot_status in (*GONE, Status.DELETED):
        return False
    answered = chat.messages.get(message.reply_to or 0)
    if answered is not None and answered.by_bot:
        return True
    commands = any(entity["type"] == "bot_command" for entity in message.entities)
    return commands or f"@{account.profile.username}" in message.text


def react(account: Account, user: User, body: Json) -> Json:
    """Leaves an emoji on a message; none takes it back."""
    message = message_for(account, user, body)
    emoji = str(body.get("emoji") or "")
    before = (message.reactions or {}).get(user.id, [])
    after = [emoji] if emoji else []
    set_reaction(message, user.id, after)
    if message.chat.private or message.chat.bot_is_admin:
        account.update("message_reaction", _reaction(account, user, message, before, after), user.id)
    account.publish("edit", message)
    return message_view(account, message, user.id)


def _reaction(account: Account, user: User, message: Message, before: list[str], after: list[str]) -> Json:
    return {
        "chat": message.chat.as_api(),
        "message_id": message.id,
        "user": user.as_api(),
        "date": account.now(),
        "old_reaction": [{"type": "emoji", "emoji": sign} for sign in before],
        "new_reaction": [{"type": "emoji", "emoji": sign} for sign in after],
    }


def edit(account: Account, user: User, body: Json) -> Json:
    """Changes what this person said; the bot hears of it as edited_message."""
    message = _own(account, user, body)
    message.text, message.entities = text_and_entities(body)
    message.edit_date = account.now()
    kind = "edited_channel_post" if message.chat.is_channel else "edited_message"
    account.update(kind, message.as_api(account.me), message.chat.id)
    account.publish("edit", message)
    return message_view(account, message, user.id)


def delete(account: Account, user: User, body: Json) -> Json:
    """Deletes a message on both sides; Telegram tells bots nothing about it."""
    message = message_for(account, user, body)
    if not message.chat.private and message.sender is not user:
        raise ControlError(f"message {message.id} isn't of person {user.id}")
    remove(account, message)
    return {"deleted": True}


def _own(account: Account, user: User, body: Json) -> Message:
    message = message_for(account, user, body)
    if message.sender is not user:
        raise ControlError(f"message {message.id} isn't of person {user.id}")
    return message
