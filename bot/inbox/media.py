"""What kind of message of Telegram's something is, by the name Telegram gives it."""

from telegram import Message

FILES = ("photo", "document", "voice", "video", "audio", "video_note", "animation")


def kind_of(message: Message) -> str:
    """One of FILES, "text", or whatever else Telegram calls it."""
    return next((name for name in FILES if getattr(message, name)), "text" if message.text else "other")
