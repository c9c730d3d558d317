from datetime import UTC, datetime

import sqlalchemy as sa

from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries.deliveries import deliveries
from storage.members import received

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def test_a_member_sees_what_was_sent_to_them_latest_first(database: Database) -> None:
    async with database.begin() as tx:
        first, second, third = [
            await broadcasts.create(tx, {"kk": {"text": str(number)}}, {}, NOW) for number in range(3)
        ]
        done = int(NOW.timestamp() * 1000)
        rows = [
            {"broadcast_id": first, "member_id": 1, "variant": "kk", "state": "sent", "done_at": done},
            {"broadcast_id": second, "member_id": 1, "variant": "kk", "state": "sent", "done_at": done},
            {"broadcast_id": third, "member_id": 1, "variant": "kk", "state": "failed", "done_at": done},
            {"broadcast_id": first, "member_id": 2, "variant": "ru", "state": "sent", "done_at": done},
        ]
        await tx.execute(sa.insert(deliveries), rows)
        found = await received.by_member(tx, 1)
    assert [(one.broadcast_id, one.variant, one.at) for one in found] == [
        (second, "kk", NOW),
        (first, "kk", NOW),
    ]
