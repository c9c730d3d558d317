"""The code at an event's door: whoever types it, or opens the link with it, is there.

It is worked out from the bot's token, so that it need not be kept and nobody can guess it from another event's.
"""

from datetime import datetime, timedelta
from hashlib import blake2s

from storage.events.events import LASTS, Event, State

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
LENGTH = 6
OPENS = timedelta(hours=2)  # before it begins


def code(event_id: int, token: str) -> str:
    """Six letters and figures."""
    number = int.from_bytes(blake2s(f"event {event_id}".encode(), key=token.encode()[:32]).digest(), "big")
    signs = []
    for _ in range(LENGTH):
        number, sign = divmod(number, len(LETTERS))
        signs.append(LETTERS[sign])
    return "".join(signs)


def is_right(typed: str, event_id: int, token: str) -> bool:
    """However it is written: small letters, with spaces or dashes."""
    plain = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    return plain == code(event_id, token)


def is_open(event: Event, now: datetime) -> bool:
    """From two hours before it begins to its end, or three hours after the beginning of one without an end."""
    if event.state != State.ANNOUNCED or event.starts_at is None:
        return False
    return event.starts_at - OPENS <= now <= (event.ends_at or event.starts_at + LASTS)
