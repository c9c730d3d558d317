"""Everything that is kept of a member's offers, as plain values for /mydata."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.offers import introductions, offers

LEFT_OUT = ("member_id", "folded", "receipt_id", "version")  # ours, or said elsewhere


async def of_member(tx: AsyncConnection, member_id: int) -> list[dict[str, Any]]:
    """Each offer with what came of its introductions; nothing of who is on the other side."""
    kept = []
    for offer in await offers.of_member(tx, member_id):
        shown = {name: getattr(offer, name) for name in offer.__slots__ if name not in LEFT_OUT}
        proposed = [
            {
                "proposed_at": introduction.proposed_at,
                "your_answer": introduction.answer_of(offer.id),
                "state": introduction.state,
                "decided_at": introduction.decided_at,
            }
            for introduction in await introductions.of_offer(tx, offer.id)
        ]
        kept.append(shown | {"introductions": proposed})
    return kept
