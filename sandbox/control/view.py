"""What a person sees of chats and menus: plain JSON for the page, for scripts, and for the test client."""

from sandbox.control.arguments import chat_for, integer
from sandbox.markup.entity import to_html
from sandbox.params import Json
from sandbox.world.account import DEFAULT_SCOPE, Account, ScopeKey
from sandbox.world.chats import Chat, Message, User
from sandbox.world.interactions import Poll

_FILES = ("document", "video", "animation", "voice", "audio", "sticker")


def message_view(account: Account, message: Message, viewer_id: int) -> Json:
    """One message as this person sees it now."""
    text = message.text or _service_text(message)
    return {
        "message_id": message.id,
        "chat_id": message.chat.id,
        "from": _author(message),
        "from_name": account.profile.name if message.sender is None else message.sender.name,
        "date": message.date,
        "text": text,
        "html": to_html(text, message.entities),
        "entities": message.entities,
        "buttons": _buttons(message),
        "keyboard": _keyboard(message),
        "force_reply": bool((message.keyboard or {}).get("force_reply")),
        **_media(account, message, viewer_id),
        "edited": message.edit_date is not None,
        "reply_to": message.reply_to,
        "thread_id": message.thread_id,
        "media_group_id": message.extra.get("media_group_id"),
        "via_inline": "via_bot" in message.extra,
        "forwarded": "forward_origin" in message.extra,
        "service": message.service,
        "pinned": message.id in message.chat.pinned,
        "reactions": _reactions(message),
    }


def _author(message: Message) -> int | str:
    return message.sender.id if message.sender else "bot"


def _service_text(message: Message) -> str:
    """A line for the page where the API has only a field."""
    for name in ("new_chat_title", "group_chat_created"):
        if name in message.extra:
            return str(message.extra[name])
    topic = message.extra.get("forum_topic_created")
    return f"# {topic['name']}" if topic else ""


def _buttons(message: Message) -> list[list[Json]]:
    rows = (message.markup or {}).get("inline_keyboard", [])
    return [[_button(button) for button in row] for row in rows]


def _button(button: Json) -> Json:
    copied = button.get("copy_text")
    inline = button.get("switch_inline_query")
    here = button.get("switch_inline_query_current_chat")
    return {
        "text": button["text"],
        "data": button.get("callback_data"),
        "url": button.get("url"),
        "copy_text": copied["text"] if copied else None,
        "switch_inline_query": here if inline is None else inline,
        "style": button.get("style"),
    }


def _keyboard(message: Message) -> list[list[str]] | None:
    """Rows if this message brought a reply keyboard, [] if it took it away, None if neither."""
    given = message.keyboard
    if given is None or given.get("force_reply"):
        return None
    return [[str(key["text"]) for key in row] for row in given.get("keyboard", [])]


def _media(account: Account, message: Message, viewer_id: int) -> Json:
    shown: Json = {"photo": None, "document": None, "video": None, "poll": None}
    photo = message.media.get("photo")
    if photo:
        shown["photo"] = _file(account, photo[-1])
    for kind in _FILES:
        if kind in message.media:
            shown["video" if kind == "animation" else kind] = _file(account, message.media[kind])
    if "poll" in message.media:
        shown["poll"] = poll_view(account.polls[message.media["poll"]["id"]], viewer_id)
    for kind in ("location", "venue", "contact"):
        if kind in message.media:
            shown[kind] = message.media[kind]
    return shown


def _file(account: Account, media: Json) -> Json:
    stored = account.files.get(media["file_id"])
    return {
        "file_id": media["file_id"],
        "name": media.get("file_name") or (stored.name if stored else ""),
        "size": media.get("file_size", 0),
        "mime": stored.mime if stored else "application/octet-stream",
        "url": f"/sandbox/files/{media['file_id']}",
        "width": media.get("width"),
        "height": media.get("height"),
    }


def poll_view(poll: Poll, viewer_id: int) -> Json:
    return {
        "id": poll.id,
        "question": poll.question,
        "options": [
            {"text": text, "voters": poll.voters(number)} for number, text in enumerate(poll.options)
        ],
        "anonymous": poll.anonymous,
        "multiple": poll.multiple,
        "closed": poll.closed,
        "chosen": poll.votes.get(viewer_id, []),
    }


def _reactions(message: Message) -> list[Json]:
    return [
        {"from": person_id or "bot", "emoji": emoji}
        for person_id, emojis in (message.reactions or {}).items()
        for emoji in emojis
    ]


def event_view(account: Account, event: Json, viewer_id: int) -> Json:
    """A live event as this person sees it."""
    message = event.get("message")
    if not isinstance(message, Message):
        return event
    return {
        "kind": event["kind"],
        "chat_id": message.chat.id,
        "message_id": message.id,
        "message": message_view(account, message, viewer_id),
    }


def chat(account: Account, user: User, body: Json) -> list[Json]:
    """Everything after the message with this number, oldest first."""
    messages, after = chat_for(account, user, body.get("chat_id")).messages, integer(body, "after")
    return [message_view(account, message, user.id) for message in messages.values() if message.id > after]


def chats(account: Account, user: User, body: Json) -> list[Json]:
    """The person's chats, the private one with the bot first."""
    groups = [chat for chat in account.chats.values() if _takes_part(chat, user)]
    return [_chat_view(account, chat) for chat in (account.chats[user.id], *groups)]


def _takes_part(chat: Chat, user: User) -> bool:
    return not chat.private and chat.migrated_to is None and user.id in chat.present()


def _chat_view(account: Account, chat: Chat) -> Json:
    last = next(reversed(chat.messages.values()), None)
    shown = {"text": last.text, "date": last.date, "from": _author(last)} if last else None
    return {
        "chat_id": chat.id,
        "title": account.profile.name if chat.private else chat.title,
        "type": chat.type,
        "last": shown,
        "pinned": chat.pinned[-1] if chat.pinned else None,
    }


def commands(account: Account, user: User, body: Json) -> list[Json]:
    """The command menu: https://core.telegram.org/bots/api#determining-list-of-commands."""
    chat = chat_for(account, user, body.get("chat_id"))
    language = user.language_code.split("-")[0].lower()
    return account.profile.menu(_scopes(chat, user), language)


def _scopes(chat: Chat, user: User) -> list[ScopeKey]:
    """From the narrowest to the widest."""
    if chat.private:
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), DEFAULT_SCOPE]
    admin = user.id in chat.admins()
    of_admins: list[ScopeKey] = [("chat_administrators", chat.id, 0)] if admin else []
    wide: list[ScopeKey] = [("all_chat_administrators", 0, 0)] if admin else []
    chat_scopes: list[ScopeKey] = [("chat_member", chat.id, user.id), *of_admins, ("chat", chat.id, 0)]
    return [*chat_scopes, *wide, ("all_group_chats", 0, 0), DEFAULT_SCOPE]
