"""Reading a chat as the control API shows it: what is new, what has a button, how it looks as lines."""

from sandbox.params import Json


def message_key(message: Json) -> tuple[int, int]:
    """What tells messages apart: chat and number."""
    return message["chat_id"], message["message_id"]


def content_key(message: Json) -> str:
    """Everything that can change about a message, as one comparable value."""
    return repr([message[field] for field in ("html", "buttons", "photo", "document", "poll", "keyboard")])


def full_text(message: Json) -> str:
    """All text in it: its own, a poll's question and options."""
    poll = message["poll"] or {}
    options = [option["text"] for option in poll.get("options", ())]
    return "\n".join([message["text"], poll.get("question", ""), *options])


def newest(chat: list[Json], field: str) -> Json | None:
    """The last message that has this (a poll, a photo, …)."""
    return next((message for message in reversed(chat) if message[field]), None)


def with_button(chat: list[Json], button: str) -> Json | None:
    """The newest message whose buttons or keys have this text, exact ones before those that contain it."""
    for matches in (str.__eq__, str.__contains__):
        for message in reversed(chat):
            texts = [*inline_texts(message), *key_texts(message)]
            if any(matches(text, button) for text in texts):
                return message
    return None


def inline_texts(message: Json) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


def key_texts(message: Json) -> list[str]:
    return [key for row in message["keyboard"] or () for key in row]


def button_text(message: Json, button: str) -> str | None:
    """The full text of the inline button that was meant; None if it is a key of a reply keyboard."""
    return _meant(inline_texts(message), button)


def key_text(message: Json, button: str) -> str | None:
    return _meant(key_texts(message), button)


def _meant(texts: list[str], button: str) -> str | None:
    return button if button in texts else next((text for text in texts if button in text), None)


def as_lines(message: Json) -> str:
    """The message as text, its buttons in brackets below."""
    rows = ["  " + " ".join(f"[{button['text']}]" for button in row) for row in message["buttons"]]
    kinds = ("photo", "document", "video")
    files = [f"({kind} {message[kind]['name']})" for kind in kinds if message[kind]]
    return "\n".join([f"{message['from_name']}: {' '.join([*files, full_text(message)]).strip()}", *rows])
