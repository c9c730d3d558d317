"""Changing what was said, only the bot's own and only if anything changes; and taking messages away."""

from sandbox.errors import bad_request, forbidden, migrated
from sandbox.markup.formatted import caption, message_text
from sandbox.methods import Method
from sandbox.methods.keyboards import read_inline
from sandbox.methods.media import input_media
from sandbox.methods.targets import any_chat, chat_of, message_ids, message_of
from sandbox.params import Json, Params
from sandbox.world.account import Account
from sandbox.world.chats import GONE, Message

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETABLE_SECONDS = 48 * 3600


def edit_text(account: Account, params: Params) -> Json:
    text, entities = message_text(params, too_long="MESSAGE_TOO_LONG")
    message = _editable(account, params)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    return _change(account, message, text, entities, {}, read_inline(params))


def edit_caption(account: Account, params: Params) -> Json:
    text, entities = caption(params)
    message = _editable(account, params)
    if not message.media or "poll" in message.media:
        raise bad_request("there is no caption in the message to edit")
    return _change(account, message, text, entities, message.media, read_inline(params))


def edit_media(account: Account, params: Params) -> Json:
    item = params.record("media", "InputMedia")
    kind = str((item or {}).get("type", ""))
    if item is None or kind not in ("photo", "video", "document", "audio", "animation"):
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    message = _editable(account, params)
    if "poll" in message.media:
        raise bad_request("message can't be edited")
    if "media_group_id" in message.extra and next(iter(message.media)) != kind:
        raise bad_request("can't use the media of the specified type in the album")
    text, entities, media, _ = input_media(account, params, item, kind)
    return _change(account, message, text, entities, media, read_inline(params))


def edit_markup(account: Account, params: Params) -> Json:
    message = _editable(account, params)
    return _change(account, message, message.text, message.entities, message.media, read_inline(params))


def _editable(account: Account, params: Params) -> Message:
    if not params.has("chat_id") and params.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    message = message_of(chat_of(account, params), params, "edit")
    if not message.by_bot or message.service or "forward_origin" in message.extra:
        raise bad_request("message can't be edited")
    return message


def _change(
    account: Account, message: Message, text: str, entities: list[Json], media: Json, markup: Json | None
) -> Json:
    if message.same_content(text, entities, media, markup):
        raise bad_request(_NOT_MODIFIED)
    if not message.same_content(text, entities, media, message.markup):
        message.edit_date = account.now()
    message.text, message.entities, message.media, message.markup = text, entities, media, markup
    account.publish("edit", message)
    return message.as_api(account.me)


def delete_message(account: Account, params: Params) -> bool:
    chat = any_chat(account, params)
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not deletable(account, message):
        raise bad_request("message can't be deleted")
    remove(account, message)
    return True


def deletable(account: Account, message: Message) -> bool:
    """Younger than 48 hours and the bot's own, or incoming in a private chat; admins delete anything."""
    chat = message.chat
    if not chat.private and chat.bot_is_admin:
        return True
    if account.clock.now() - message.date >= DELETABLE_SECONDS:
        return False
    return message.by_bot or chat.private


def remove(account: Account, message: Message) -> None:
    """Takes the message out of its chat and off everybody's screen."""
    chat = message.chat
    del chat.messages[message.id]
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    account.publish_chat("delete", chat, message_id=message.id)


def delete_messages(account: Account, params: Params) -> bool:
    """Those that are there and may go, go; the others are passed over."""
    ids = message_ids(params)
    chat = any_chat(account, params)
    if chat.bot_status in GONE:
        raise forbidden("bot is not a member of the supergroup chat")
    for message_id in ids:
        message = chat.messages.get(message_id)
        if message is not None and deletable(account, message):
            remove(account, message)
    return True


METHODS: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
