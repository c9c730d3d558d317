"""A check-in as the engine leaves it: sent to these members, with the numbers of their messages."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts import broadcasts
from storage.crisis import check_ins, notices
from storage.crisis.check_ins import CheckIn
from storage.deliveries import deliveries
from storage.members import members

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TEXTS = {"kk": {"text": "Жер сілкінді"}, "ru": {"text": "Землетрясение"}, "en": {"text": "An earthquake"}}
READER = 777


async def asked(
    tx: AsyncConnection,
    member_ids: Sequence[int],
    *,
    readers: Sequence[int] = (READER,),
    state: str = "done",
    at: datetime = NOW,
    **values: Any,
) -> CheckIn:
    """Everybody in `member_ids` got it."""
    about = {"urgent": True, "urgent_reason": "Жер сілкінді", "author_id": READER, "launched_at": at}
    about |= {"released_as": "urgent", "state": state}
    number = await broadcasts.create(tx, TEXTS, {"persons": True}, at, **about | values)
    await tx.execute(
        sa.update(broadcasts.broadcasts)
        .where(broadcasts.broadcasts.c.id == number)
        .values(check_in_id=number)
    )
    await check_ins.begin(tx, number, readers, at)
    await sent(tx, number, member_ids)
    check_in = await check_ins.get(tx, number)
    assert check_in is not None
    return check_in


async def sent(tx: AsyncConnection, number: int, member_ids: Sequence[int], state: str = "sent") -> None:
    """Rows of the ledger, as they are after so many deliveries."""
    await tx.execute(sa.insert(deliveries.counts).values(broadcast_id=number, **{state: len(member_ids)}))
    rows = [
        {
            "broadcast_id": number,
            "member_id": member_id,
            "variant": "kk",
            "state": state,
            "attempts": int(state != "waiting"),
        }
        for member_id in member_ids
    ]
    if rows:
        await tx.execute(sa.insert(deliveries.deliveries), rows)


async def person(tx: AsyncConnection, chat_id: int, country: str | None = "TR", **about: Any) -> int:
    """A member's number."""
    made = await members.join(tx, chat_id, "kk", NOW)
    await members.update(tx, chat_id, country=country, **about)
    return made.id


async def heard(tx: AsyncConnection, check_in_id: int) -> list[tuple[int, str, bool]]:
    """(colleague, kind, whether it was told), in order."""
    query = sa.select(notices.N.user_id, notices.N.kind, notices.N.done_at.is_not(None)).where(
        notices.N.check_in_id == check_in_id
    )
    return [(row[0], row[1], bool(row[2])) for row in await tx.execute(query.order_by(notices.N.id))]
