"""What a person sees of a chat: plain JSON for the page, for scripts, and for the driver in tests."""

from sandbox.account import Account
from sandbox.chats import Chat
from sandbox.files import StoredFile
from sandbox.markup.render import to_html
from sandbox.messages import Message
from sandbox.polls import Poll
from sandbox.shapes import Json

_FILES = ("document", "video", "animation", "voice", "audio", "sticker")


def seen(account: Account, message: Message, viewer_id: int) -> Json:
    """One message as this person sees it now."""
    text = message.text or _service_text(message)
    return {
        "message_id": message.id,
        "chat_id": message.chat.id,
        "from": "bot" if message.sender is None else message.sender.id,
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
        shown["poll"] = poll_seen(account.polls[message.media["poll"]["id"]], viewer_id)
    for kind in ("location", "venue", "contact"):
        if kind in message.media:
            shown[kind] = message.media[kind]
    return shown


def _file(account: Account, described: Json) -> Json:
    stored = account.files.get(described["file_id"])
    return {
        "file_id": described["file_id"],
        "name": described.get("file_name") or _name(stored),
        "size": described.get("file_size", 0),
        "mime": stored.mime if stored else "application/octet-stream",
        "url": f"/sandbox/files/{described['file_id']}",
        "width": described.get("width"),
        "height": described.get("height"),
    }


def _name(stored: StoredFile | None) -> str:
    return stored.name if stored else ""


def poll_seen(poll: Poll, viewer_id: int) -> Json:
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


def chat_seen(account: Account, chat: Chat, viewer_id: int, after: int = 0) -> list[Json]:
    """Everything after the message with this number, oldest first."""
    return [seen(account, message, viewer_id) for message in chat.messages.values() if message.id > after]
