"""What a colleague named for a check-in is to hear of it at once: rows, claimed together, so that many are one message.

`began` and `ended` are about the check-in, `answer` and `details` about a member. A claim of a process that died falls
back as in `storage/notices.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, Utc, metadata, partial_index, word
from storage.notices import unclaimed

KINDS = ("began", "answer", "details", "ended")

notices = sa.Table(
    "crisis_notices",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("check_in_id", BigId, sa.ForeignKey("crisis_check_ins.id", ondelete="CASCADE"), nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),  # who is to hear it
    sa.Column("member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), index=True),
    sa.Column("kind", *word(*KINDS, name="kind"), nullable=False),
    sa.Column("tried_at", Utc),
    sa.Column("done_at", Utc),
    sa.Column("reason", sa.Text),  # why it was not sent; null = it was
)
N = notices.c
OPEN = N.done_at.is_(None)
partial_index("ix_crisis_notices_open", OPEN, N.id)
sa.Index("ix_crisis_notices_reader", N.check_in_id, N.user_id)


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of `crisis_notices`."""

    id: int
    check_in_id: int
    user_id: int
    member_id: int | None
    kind: str


COLUMNS = tuple(notices.c[name] for name in Notice.__slots__)


async def add(
    tx: AsyncConnection, check_in_id: int, readers: Sequence[int], kind: str, member_id: int | None = None
) -> None:
    about = {"check_in_id": check_in_id, "member_id": member_id, "kind": kind}
    if readers:
        await tx.execute(sa.insert(notices), [{"user_id": reader, **about} for reader in readers])


async def waiting(tx: AsyncConnection, now: datetime) -> list[tuple[int, int]]:
    """(check-in, colleague) for whom something waits that no process sends just now."""
    pairs = sa.select(N.check_in_id, N.user_id).distinct().where(_free(now))
    return [(row[0], row[1]) for row in await tx.execute(pairs.order_by(N.check_in_id, N.user_id))]


async def claim(
    tx: AsyncConnection,
    check_in_id: int,
    user_id: int,
    now: datetime,
    pace: timedelta,
    same: timedelta = timedelta(),
) -> list[Notice]:
    """Everything that waits for this colleague, unless they heard of somebody within `pace`; of one whom they heard of
    within `same` later."""
    theirs = sa.and_(N.check_in_id == check_in_id, N.user_id == user_id)
    again = notices.alias()
    heard = sa.exists().where(
        again.c.check_in_id == check_in_id,
        again.c.user_id == user_id,
        again.c.member_id.is_not(None),
        again.c.tried_at > now - pace,
    )
    of_them = sa.exists().where(
        again.c.check_in_id == check_in_id,
        again.c.user_id == user_id,
        again.c.member_id == N.member_id,
        again.c.done_at > now - same,
    )
    here = sa.and_(theirs, _free(now), sa.not_(heard), sa.not_(of_them))
    taken = sa.update(notices).where(here).values(tried_at=now)
    claimed = [Notice(*row) for row in await tx.execute(taken.returning(*COLUMNS))]
    return sorted(claimed, key=lambda notice: notice.id)


async def done(
    tx: AsyncConnection, claimed: Sequence[Notice], at: datetime, reason: str | None = None
) -> None:
    """They were told together, or for this reason never will be."""
    here = N.id.in_([notice.id for notice in claimed])
    await tx.execute(sa.update(notices).where(here).values(done_at=at, reason=reason))


async def put_off(tx: AsyncConnection, claimed: Sequence[Notice]) -> None:
    """They were surely not told; the next look takes them up."""
    here = N.id.in_([notice.id for notice in claimed])
    await tx.execute(sa.update(notices).where(here).values(tried_at=None))


async def expire(tx: AsyncConnection, before: datetime) -> None:
    """That somebody was told of a member goes with what the member said."""
    here = sa.and_(N.member_id.is_not(None), N.done_at < before)
    await tx.execute(sa.delete(notices).where(here))


def _free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(OPEN, unclaimed(N.tried_at, now))
