"""Whose the uploaded files of broadcasts are: Telegram lets no bot use the files of another."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.broadcasts.content import Content
from storage.broadcasts.broadcasts import Broadcast


def file_ids(broadcast: Broadcast) -> list[str]:
    """Of all its languages."""
    texts = Content.of(broadcast.content).texts.values()
    return [file.file_id for text in texts for file in text.media]


def of_another_bot(kept: Iterable[Broadcast], bot_id: int, since: Mapping[int, datetime]) -> list[Broadcast]:
    """Those with files that were last written before this bot ran here, and while another did."""
    others = [moment for other, moment in since.items() if other != bot_id]
    mine = since.get(bot_id)
    if not others or (mine is not None and mine <= min(others)):
        return []
    return [
        broadcast
        for broadcast in kept
        if file_ids(broadcast) and (mine is None or broadcast.updated_at < mine)
    ]
