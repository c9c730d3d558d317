"""What kind of message of Telegram's something is, by the name Telegram gives it, and the file in it."""

from collections.abc import Callable
from typing import Any

from telegram import (
    InputMedia,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
)

FILES = ("photo", "document", "voice", "video", "audio", "video_note", "animation")
# What Telegram lets be exchanged in a message; an animation is a document, too, so it comes first.
EXCHANGED: dict[str, Callable[..., InputMedia]] = {
    "animation": InputMediaAnimation,
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "audio": InputMediaAudio,
    "document": InputMediaDocument,
}


def kind_of(message: Message) -> str:
    """One of FILES, "text", or whatever else Telegram calls it."""
    return next((name for name in FILES if getattr(message, name)), "text" if message.text else "other")


def media_of(message: Message, caption: str) -> InputMedia | None:
    """Its file under this caption (HTML), as a message's file is exchanged; None where it has none of the kind."""
    for name, made in EXCHANGED.items():
        if file := getattr(message, name):
            return made(_largest(file).file_id, caption=caption)
    return None


def _largest(file: Any) -> Any:
    """A photo comes in several sizes, the largest last."""
    return file[-1] if isinstance(file, tuple) else file
