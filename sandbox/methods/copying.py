"""Sending again what was sent: as a copy without a trace of its origin, or forwarded with it."""

from dataclasses import replace
from typing import Any

from sandbox.account import Account
from sandbox.chats import Chat
from sandbox.keyboards import read_markup
from sandbox.markup.formatted import caption
from sandbox.messages import Message
from sandbox.methods.reach import any_chat, chat_of, message_of, reply_of, thread_of
from sandbox.methods.sending import check_paid
from sandbox.methods.shape import Method
from sandbox.params import Params
from sandbox.refusal import bad
from sandbox.shapes import Json

_KEPT_EXTRA = ("has_media_spoiler", "show_caption_above_media", "link_preview_options")


def copy_message(account: Account, params: Params) -> Json:
    source = any_chat(account, params, "from_chat_id")
    original = message_of(source, params, "copy")
    chat = chat_of(account, params)
    copied = _again(account, params, original, chat)
    _new_caption(params, copied)
    copied.markup, copied.keyboard = read_markup(params)
    copied.reply_to = reply_of(chat, params)
    account.keep(copied)
    return {"message_id": copied.id}


def _again(account: Account, params: Params, original: Message, chat: Chat) -> Message:
    """A message with the same content at a new place."""
    check_paid(account, params)
    if original.service:
        raise bad("message can't be copied")
    extra: Json = {name: original.extra[name] for name in _KEPT_EXTRA if name in original.extra}
    if params.flag("protect_content"):
        extra["has_protected_content"] = True
    return Message(
        chat=chat,
        id=account.next_message_id(chat),
        sender=None,
        date=account.now(),
        text=original.text,
        entities=original.entities,
        media=_own_poll(account, original.media),
        extra=extra,
        thread_id=thread_of(chat, params),
    )


def _own_poll(account: Account, media: Json) -> Json:
    """A copied poll starts anew, without the votes of the first one."""
    if "poll" not in media:
        return media
    poll = replace(account.polls[media["poll"]["id"]], id=str(account.next_poll()), votes={}, closed=False)
    account.polls[poll.id] = poll
    return {"poll": poll.as_api()}


def _new_caption(params: Params, copied: Message) -> None:
    if params.values.get("caption") is not None and copied.media:
        copied.text, copied.entities = caption(params)


def copy_messages(account: Account, params: Params) -> list[Json]:
    found = _originals(account, params, "copy")
    chat = chat_of(account, params)
    copies = [_again(account, params, original, chat) for original in found]
    if params.flag("remove_caption"):
        for copied in copies:
            copied.text, copied.entities = ("", []) if copied.media else (copied.text, copied.entities)
    return _kept(account, found, copies)


def forward_message(account: Account, params: Params) -> Json:
    source = any_chat(account, params, "from_chat_id")
    original = message_of(source, params, "forward")
    forwarded = _forwarded(account, params, original, chat_of(account, params))
    return account.keep(forwarded).as_api(account.me)


def forward_messages(account: Account, params: Params) -> list[Json]:
    found = _originals(account, params, "forward")
    chat = chat_of(account, params)
    return _kept(account, found, [_forwarded(account, params, original, chat) for original in found])


def _forwarded(account: Account, params: Params, original: Message, chat: Chat) -> Message:
    if original.extra.get("has_protected_content") or original.service:
        raise bad("message can't be forwarded")
    forwarded = _again(account, params, original, chat)
    sender = original.sender.as_api() if original.sender else account.me
    origin = original.extra.get("forward_origin") or {
        "type": "user",
        "sender_user": sender,
        "date": original.date,
    }
    forwarded.extra = {**forwarded.extra, "forward_origin": origin}
    if "poll" in original.media:
        forwarded.media = original.media
    return forwarded


def _originals(account: Account, params: Params, doing: str) -> list[Message]:
    """Those of the named messages that are there; they come in the order they were named."""
    source = any_chat(account, params, "from_chat_id")
    ids = message_ids(params)
    if sorted(set(ids)) != ids:
        raise bad("message identifiers must be in a strictly increasing order")
    found = [source.messages[each] for each in ids if each in source.messages]
    if not [each for each in found if not each.service]:
        raise bad(f"there are no messages to {doing}")
    return [each for each in found if not each.service]


def _kept(account: Account, found: list[Message], made: list[Message]) -> list[Json]:
    """Puts the new messages into their chat; what was an album is one again."""
    albums: dict[str, str] = {}
    for original, message in zip(found, made, strict=True):
        album = original.extra.get("media_group_id")
        if album is not None:
            new = albums.setdefault(album, str(account.next_album()))
            message.extra = {**message.extra, "media_group_id": new}
        account.keep(message)
    return [{"message_id": message.id} for message in made]


def message_ids(params: Params) -> list[int]:
    """One to a hundred message identifiers, or Telegram's words about them."""
    given = params.data("message_ids", "message_ids")
    if given is None:
        raise bad("message identifiers are not specified")
    if not isinstance(given, list):
        raise bad("expected an Array of message identifiers")
    if not given:
        raise bad("message identifiers are not specified")
    if len(given) > 100:
        raise bad("too many message identifiers specified")
    return [_message_id(each) for each in given]


def _message_id(given: Any) -> int:
    try:
        number = int(given)
    except (TypeError, ValueError):
        raise bad("can't parse message identifier as a Number") from None
    if number <= 0:
        raise bad("invalid message identifier specified")
    return number


METHODS: dict[str, Method] = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
