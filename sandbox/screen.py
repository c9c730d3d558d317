"""Reading a chat as the control API shows it: what is new, what has a button, how it looks as lines."""

from sandbox.shapes import Json


def place(message: Json) -> tuple[int, int]:
    """What tells messages apart: chat and number."""
    return message["chat_id"], message["message_id"]


def face(message: Json) -> str:
    """Everything that can change about a message, as one comparable value."""
    return repr([message[part] for part in ("html", "buttons", "photo", "document", "poll", "keyboard")])


def shown(message: Json) -> str:
    """All text in it: its own, a poll's question and options."""
    poll = message["poll"] or {}
    options = [each["text"] for each in poll.get("options", ())]
    return "\n".join([message["text"], poll.get("question", ""), *options])


def newest(chat: list[Json], part: str) -> Json | None:
    """The last message that has this part (poll, photo, …)."""
    return next((each for each in reversed(chat) if each[part]), None)


def with_button(chat: list[Json], button: str) -> Json | None:
    """The newest message whose buttons or keys have this text, exact ones before those that contain it."""
    for alike in (str.__eq__, str.__contains__):
        for message in reversed(chat):
            texts = [*inline_texts(message), *key_texts(message)]
            if any(alike(text, button) for text in texts):
                return message
    return None


def inline_texts(message: Json) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


def key_texts(message: Json) -> list[str]:
    return [key for row in message["keyboard"] or () for key in row]


def button_text(message: Json, button: str) -> str | None:
    """The full text of the inline button that was meant; None if it is a key of a reply keyboard."""
    texts = inline_texts(message)
    return button if button in texts else next((text for text in texts if button in text), None)


def key_text(message: Json, button: str) -> str:
    texts = key_texts(message)
    return button if button in texts else next(text for text in texts if button in text)


def line(message: Json) -> str:
    """The message as somebody would read it aloud, its buttons in brackets below."""
    rows = ["  " + " ".join(f"[{button['text']}]" for button in row) for row in message["buttons"]]
    files = [f"({part} {message[part]['name']})" for part in ("photo", "document", "video") if message[part]]
    return "\n".join([f"{message['from_name']}: {' '.join([*files, shown(message)]).strip()}", *rows])
