"""The ledger: one row a delivery, unique on (broadcast, member), and the counts that always add up.

No chat id stands here: it is taken from `members` when a row is claimed, so a group that moved is followed
and nothing personal is left when a member asks to be forgotten. Times are whole milliseconds since 1970,
because five million of them are compared and sorted. `counts` is kept in the same transaction as every
change of state, so asking how far a broadcast is costs one row at any size.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, metadata, partial_index, word
from storage.members.forget_requests import leaving
from storage.members.members import members

STATES = ("waiting", "sending", "sent", "gone", "failed", "unknown")

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("broadcast_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("member_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("variant", sa.Text, nullable=False),  # the language they get
    sa.Column("state", *word(*STATES, name="state"), nullable=False, server_default="waiting"),
    sa.Column("not_before", sa.BigInteger, nullable=False, server_default="0"),  # 0 = at once
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column(
        "again", sa.SmallInteger, nullable=False, server_default="0"
    ),  # sent again after an unknown end
    sa.Column("plain", sa.Boolean, nullable=False, server_default=sa.false()),  # sent without its formatting
    sa.Column("holder", sa.Text),  # the process that claimed it last
    sa.Column("message_id", sa.BigInteger),  # of the text, or the only message
    sa.Column("album_ids", sa.Text),  # "12,13": the album before it
    sa.Column("reason", sa.Text),
    sa.Column("done_at", sa.BigInteger),
    sqlite_with_rowid=False,
)
WAITING = sa.text("state = 'waiting'")
LEAVING = "to be forgotten"  # why such a row waits
SENDING = sa.text("state = 'sending'")
partial_index(
    "ix_deliveries_claim", WAITING, deliveries.c.broadcast_id, deliveries.c.not_before, deliveries.c.member_id
)
partial_index("ix_deliveries_holder", SENDING, deliveries.c.holder)

counts = sa.Table(
    "delivery_counts",
    metadata,
    sa.Column("broadcast_id", BigId, primary_key=True, autoincrement=False),
    *(sa.Column(state, sa.Integer, nullable=False, server_default="0") for state in STATES),
    sa.Column("again", sa.Integer, nullable=False, server_default="0"),
    sa.Column("plain", sa.Integer, nullable=False, server_default="0"),
)
COUNTED = (*STATES, "again", "plain")
NOTHING = dict.fromkeys(COUNTED, 0)
ADD = (
    sa.update(counts)
    .where(counts.c.broadcast_id == sa.bindparam("broadcast"))
    .values({counts.c[name]: counts.c[name] + sa.bindparam(name) for name in COUNTED})
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Six states that sum to `audience`; `again` and `plain` are shares of them, shown beside."""

    waiting: int = 0
    sending: int = 0
    sent: int = 0
    gone: int = 0
    failed: int = 0
    unknown: int = 0
    again: int = 0
    plain: int = 0

    @property
    def audience(self) -> int:
        return self.waiting + self.sending + self.sent + self.gone + self.failed + self.unknown

    @property
    def open(self) -> int:
        """Deliveries that have no end yet."""
        return self.waiting + self.sending


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery as a report shows it."""

    chat_id: int | None
    language: str | None
    country: str | None
    variant: str
    state: str
    reason: str | None
    again: int
    plain: bool
    message_id: int | None
    done_at: int | None


async def count(tx: AsyncConnection, broadcast_id: int) -> Counts:
    """How far the broadcast is; all zero before its launch."""
    query = sa.select(*(counts.c[name] for name in COUNTED))
    row = (await tx.execute(query.where(counts.c.broadcast_id == broadcast_id))).first()
    return Counts(*row) if row else Counts()


async def add(tx: AsyncConnection, broadcast_id: int, changes: dict[str, int]) -> None:
    """Adds to the counts; call it in the transaction that changes the rows, broadcasts in rising order."""
    if any(changes.values()):
        await tx.execute(ADD, NOTHING | changes | {"broadcast": broadcast_id})


async def deferred(tx: AsyncConnection, broadcast_id: int, now_ms: int) -> int:
    """How many wait for a later hour: quiet hours, the member's own clock, or a retry."""
    here = sa.and_(deliveries.c.broadcast_id == broadcast_id, WAITING, deliveries.c.not_before > now_ms)
    return int(
        (await tx.execute(sa.select(sa.func.count()).select_from(deliveries).where(here))).scalar_one()
    )


async def by_group(tx: AsyncConnection, broadcast_id: int) -> list[tuple[str | None, str | None, str, int]]:
    """(language, country, state, number) over the ledger; reads all of it."""
    keys = (members.c.language, members.c.country, deliveries.c.state)
    query = (
        sa.select(*keys, sa.func.count())
        .select_from(deliveries.outerjoin(members, members.c.id == deliveries.c.member_id))
        .where(deliveries.c.broadcast_id == broadcast_id)
        .group_by(*keys)
    )
    return [(row[0], row[1], row[2], row[3]) for row in await tx.execute(query)]


async def over_time(tx: AsyncConnection, broadcast_id: int, step_ms: int) -> list[tuple[int, str, int]]:
    """(start of the step in ms since 1970, state, number) of what ended, in order of time."""
    start = (deliveries.c.done_at - deliveries.c.done_at % step_ms).label("start")
    query = (
        sa.select(start, deliveries.c.state, sa.func.count())
        .where(deliveries.c.broadcast_id == broadcast_id, deliveries.c.done_at.is_not(None))
        .group_by(start, deliveries.c.state)
        .order_by(start)
    )
    return [(row[0], row[1], row[2]) for row in await tx.execute(query)]


async def wake(tx: AsyncConnection, member_id: int) -> None:
    """What waits because this member was to be forgotten is looked at again at once."""
    here = sa.and_(deliveries.c.member_id == member_id, deliveries.c.reason == LEAVING, WAITING)
    await tx.execute(sa.update(deliveries).where(here).values(not_before=0, reason=None))


async def page(
    tx: AsyncConnection, broadcast_id: int, after_member: int = 0, limit: int = 1000
) -> list[tuple[int, Row]]:
    """(member id, row) in order of member id, for a CSV read page by page; of who is forgotten or to be, no chat."""
    staying = sa.and_(members.c.id == deliveries.c.member_id, sa.not_(leaving(members.c.chat_id)))
    query = (
        sa.select(
            deliveries.c.member_id,
            members.c.chat_id,
            members.c.language,
            members.c.country,
            deliveries.c.variant,
            deliveries.c.state,
            deliveries.c.reason,
            deliveries.c.again,
            deliveries.c.plain,
            deliveries.c.message_id,
            deliveries.c.done_at,
        )
        .select_from(deliveries.outerjoin(members, staying))
        .where(deliveries.c.broadcast_id == broadcast_id, deliveries.c.member_id > after_member)
        .order_by(deliveries.c.member_id)
        .limit(limit)
    )
    return [(row[0], Row(*row[1:])) for row in await tx.execute(query)]


async def reasons(tx: AsyncConnection, broadcast_id: int, limit: int = 10) -> list[tuple[str, str, int]]:
    """(state, reason, number) of what was not plainly sent, most frequent first."""
    query = (
        sa.select(deliveries.c.state, deliveries.c.reason, sa.func.count())
        .where(deliveries.c.broadcast_id == broadcast_id, deliveries.c.reason.is_not(None))
        .group_by(deliveries.c.state, deliveries.c.reason)
        .order_by(sa.func.count().desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in await tx.execute(query)]


async def recount(tx: AsyncConnection, broadcast_id: int) -> Counts:
    """The counts as the rows themselves say; for checks and tests, reads all of them."""
    here = deliveries.c.broadcast_id == broadcast_id
    query = sa.select(deliveries.c.state, sa.func.count()).where(here).group_by(deliveries.c.state)
    numbers: Iterable[tuple[str, int]] = [(row[0], row[1]) for row in await tx.execute(query)]
    total = sa.func.coalesce(sa.func.sum(deliveries.c.again), 0)
    without = sa.func.coalesce(sa.func.sum(sa.cast(deliveries.c.plain, sa.Integer)), 0)
    again, plain = (await tx.execute(sa.select(total, without).where(here))).one()
    return Counts(**dict(numbers), again=again, plain=plain)
