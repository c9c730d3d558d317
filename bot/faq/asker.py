"""How many people asked the same, without keeping who: a mark of two bytes, keyed by the bot's token.

The token is in no database and no backup, so the mark tells nothing to who holds one; and of some hundred thousand
people every other one shares it. Two people of one mark count as one: a group is rather hidden than shown.
"""

from hashlib import sha256
from hmac import digest

BYTES = 2


def mark(token: str, chat_id: int) -> int:
    """0 to 65535, the same for a chat as long as the bot has this token."""
    key = sha256(b"otandas askers " + token.encode()).digest()
    return int.from_bytes(digest(key, str(chat_id).encode(), "sha256")[:BYTES], "big")
