"""Two members, one who seeks and one who gives."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.offers import matching
from storage.members import members
from storage.offers import offers
from storage.offers.offers import Offer

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)  # Tuesday, 11:00 in Almaty
STAFF = 777
SEEKS, GIVES = 6001, 6002  # chats
ABOUT: dict[str, Any] = {"kind": "teaching", "field": "kazakh", "languages": ["kk"], "consent": "2026-11"}
TEXTS = {
    "seek": "Балама қазақ тілінің мұғалімін іздеймін",
    "give": "Қазақ тілінің мұғалімімін, онлайн сабақ беремін",
}


async def offer(tx: AsyncConnection, chat: int, side: str, **values: Any) -> Offer:
    """Of the member of this chat, made if new."""
    member = await members.join(tx, chat, "kk", NOW)
    about = ABOUT | {"text": TEXTS[side], "country": "DE", "city": None} | values
    folded = matching.folded(
        about["field"], about["country"], about["city"], about["text"], about["languages"]
    )
    return await offers.create(tx, member.id, NOW, side=side, folded=folded, **about)


async def pair(tx: AsyncConnection) -> tuple[Offer, Offer]:
    """What is sought, and what is given."""
    return await offer(tx, SEEKS, "seek"), await offer(tx, GIVES, "give")
