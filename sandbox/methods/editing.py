"""Changing what was said: text, caption, media, buttons. Only the bot's own, and only if anything changes."""

from sandbox.account import Account
from sandbox.keyboards import read_inline
from sandbox.markup.formatted import caption, message_text
from sandbox.messages import Message
from sandbox.methods.media import input_media
from sandbox.methods.reach import chat_of, message_of
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.refusal import bad
from sandbox.shapes import Json

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_text(account: Account, params: Params) -> Json:
    text, entities = message_text(params, too_long="MESSAGE_TOO_LONG")
    message = _editable(account, params)
    if message.media:
        raise bad("there is no text in the message to edit")
    return _change(account, message, text, entities, {}, read_inline(params))


def edit_caption(account: Account, params: Params) -> Json:
    text, entities = caption(params)
    message = _editable(account, params)
    if not message.media or "poll" in message.media:
        raise bad("there is no caption in the message to edit")
    return _change(account, message, text, entities, message.media, read_inline(params))


def edit_media(account: Account, params: Params) -> Json:
    item = params.record("media", "InputMedia")
    kind = str((item or {}).get("type", ""))
    if item is None or kind not in ("photo", "video", "document", "audio", "animation"):
        raise bad(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    message = _editable(account, params)
    if "poll" in message.media:
        raise bad("message can't be edited")
    if "media_group_id" in message.extra and next(iter(message.media)) != kind:
        raise bad("can't use the media of the specified type in the album")
    text, entities, media, _ = input_media(account, params, item, kind)
    return _change(account, message, text, entities, media, read_inline(params))


def edit_markup(account: Account, params: Params) -> Json:
    message = _editable(account, params)
    return _change(account, message, message.text, message.entities, message.media, read_inline(params))


def _editable(account: Account, params: Params) -> Message:
    if not params.has("chat_id") and params.has("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    message = message_of(chat_of(account, params), params, "edit")
    if not message.by_bot or message.service or "forward_origin" in message.extra:
        raise bad("message can't be edited")
    return message


def _change(
    account: Account, message: Message, text: str, entities: list[Json], media: Json, markup: Json | None
) -> Json:
    if message.same_content(text, entities, media, markup):
        raise bad(_NOT_MODIFIED)
    if not message.same_content(text, entities, media, message.markup):
        message.edit_date = account.now()
    message.text, message.entities, message.media, message.markup = text, entities, media, markup
    account.tell("edit", message)
    return message.as_api(account.me)


METHODS: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
}
