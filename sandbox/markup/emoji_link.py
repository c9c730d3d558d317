"""tg://emoji?id=… links, by which markup names custom emoji."""

import re
from urllib.parse import urlsplit

from sandbox.refusal import cannot_parse

_ID = re.compile(r"[1-9][0-9]{0,18}")


def custom_emoji_id(url: str) -> str:
    """The identifier in such a link; raises Telegram's refusals for any other link."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() != "tg":
        raise cannot_parse("Custom emoji URL must have scheme tg")
    host = (parts.netloc or parts.path.split("/")[0]).lower()
    if host != "emoji":
        raise cannot_parse('Custom emoji URL must have host "emoji"')
    found = [item.partition("=")[2] for item in parts.query.split("&") if item.startswith("id=")]
    if not found:
        raise cannot_parse("Custom emoji URL must have an emoji identifier")
    return checked_id(found[0])


def checked_id(given: str) -> str:
    """A custom emoji identifier as it is written: a positive 64-bit number without leading zeros."""
    if not _ID.fullmatch(given):
        raise cannot_parse("Invalid custom emoji identifier specified")
    return given
