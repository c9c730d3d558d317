"""What an invitation to the team is made of: a token nobody guesses, and how long it holds."""

import secrets
from datetime import timedelta

HOLDS = timedelta(days=3)
LINK = "join"  # the deep link is https://t.me/<bot>?start=join_<token>


def new_token() -> str:
    """128 random bits, as letters that a deep link and a button's data may hold (no more than 64 characters each)."""
    return secrets.token_urlsafe(16)


def link(bot_name: str, token: str) -> str:
    return f"https://t.me/{bot_name}?start={LINK}_{token}"
