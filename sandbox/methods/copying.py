"""Sending again what was sent: as a copy without a trace of its origin, or forwarded with it."""

from dataclasses import replace

from sandbox.errors import bad_request
from sandbox.markup.formatted import caption
from sandbox.methods import Method
from sandbox.methods.keyboards import read_markup
from sandbox.methods.sending import check_paid
from sandbox.methods.targets import any_chat, chat_to_post_in, message_ids, message_of, reply_of, thread_of
from sandbox.params import Json, Params
from sandbox.world.account import Account
from sandbox.world.chats import Chat, Message

_KEPT_EXTRA = ("has_media_spoiler", "show_caption_above_media", "link_preview_options")


def copy_message(account: Account, params: Params) -> Json:
    source = any_chat(account, params, "from_chat_id")
    original = message_of(source, params, "copy")
    chat = chat_to_post_in(account, params)
    copied = _copied(account, params, original, chat)
    _new_caption(params, copied)
    copied.markup, copied.keyboard = read_markup(params)
    copied.reply_to = reply_of(chat, params)
    account.add(copied)
    return {"message_id": copied.id}


def _copied(account: Account, params: Params, original: Message, chat: Chat) -> Message:
    """A message with the same content at a new place."""
    check_paid(account, params)
    if original.service:
        raise bad_request("message can't be copied")
    extra: Json = {name: original.extra[name] for name in _KEPT_EXTRA if name in original.extra}
    if params.flag("protect_content"):
        extra["has_protected_content"] = True
    content = {"text": original.text, "entities": original.entities, "extra": extra}
    media, thread_id = _copied_poll(account, original.media), thread_of(chat, params)
    return account.new_message(chat, None, **content, media=media, thread_id=thread_id)


def _copied_poll(account: Account, media: Json) -> Json:
    """A copied poll starts anew, without the votes of the first one."""
    if "poll" not in media:
        return media
    poll = replace(account.polls[media["poll"]["id"]], id=account.next_number(), votes={}, closed=False)
    account.polls[poll.id] = poll
    return {"poll": poll.as_api()}


def _new_caption(params: Params, copied: Message) -> None:
    if params.values.get("caption") is not None and copied.media:
        copied.text, copied.entities = caption(params)


def copy_messages(account: Account, params: Params) -> list[Json]:
    originals = _originals(account, params, "copy")
    chat = chat_to_post_in(account, params)
    copies = [_copied(account, params, original, chat) for original in originals]
    if params.flag("remove_caption"):
        for copied in copies:
            copied.text, copied.entities = ("", []) if copied.media else (copied.text, copied.entities)
    return _added(account, originals, copies)


def forward_message(account: Account, params: Params) -> Json:
    source = any_chat(account, params, "from_chat_id")
    original = message_of(source, params, "forward")
    forwarded = _forwarded(account, params, original, chat_to_post_in(account, params))
    return account.add(forwarded).as_api(account.me)


def forward_messages(account: Account, params: Params) -> list[Json]:
    originals = _originals(account, params, "forward")
    chat = chat_to_post_in(account, params)
    forwarded = [_forwarded(account, params, original, chat) for original in originals]
    return _added(account, originals, forwarded)


def _forwarded(account: Account, params: Params, original: Message, chat: Chat) -> Message:
    if original.extra.get("has_protected_content") or original.service:
        raise bad_request("message can't be forwarded")
    forwarded = _copied(account, params, original, chat)
    sender = original.sender.as_api() if original.sender else account.me
    origin = {"type": "user", "sender_user": sender, "date": original.date}
    forwarded.extra = {**forwarded.extra, "forward_origin": original.extra.get("forward_origin") or origin}
    if "poll" in original.media:
        forwarded.media = original.media
    return forwarded


def _originals(account: Account, params: Params, verb: str) -> list[Message]:
    """Those of the named messages that are there; they come in the order they were named."""
    source = any_chat(account, params, "from_chat_id")
    ids = message_ids(params)
    if sorted(set(ids)) != ids:
        raise bad_request("message identifiers must be in a strictly increasing order")
    messages = [source.messages[message_id] for message_id in ids if message_id in source.messages]
    originals = [message for message in messages if not message.service]
    if not originals:
        raise bad_request(f"there are no messages to {verb}")
    return originals


def _added(account: Account, originals: list[Message], messages: list[Message]) -> list[Json]:
    """Puts the new messages into their chat; what was an album is one again."""
    albums: dict[str, str] = {}
    for original, message in zip(originals, messages, strict=True):
        album = original.extra.get("media_group_id")
        if album is not None:
            new = albums.setdefault(album, account.next_number())
            message.extra = {**message.extra, "media_group_id": new}
        account.add(message)
    return [{"message_id": message.id} for message in messages]


METHODS: dict[str, Method] = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
