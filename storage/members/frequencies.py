"""How often a member wants announcements: in general a column of `members`, of one topic a column of `subscriptions`.

`members.by_topic` says whether any topic has its own, so that most are asked for nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.members.members import members, subscriptions

M, S = members.c, subscriptions.c


@dataclass(frozen=True, slots=True)
class Wish:
    """`of_topics`: each subscribed topic's own frequency, None where it is as in general."""

    frequency: str
    digest_at: int | None
    paused_until: datetime | None
    zone: str | None
    quiet_from: int | None
    quiet_until: int | None
    of_topics: dict[str, str | None]


def differs() -> sa.ColumnElement[bool]:
    """Where a member may want something else than each announcement at once."""
    return sa.or_(M.frequency != "at_once", M.by_topic, M.paused_until.is_not(None))


async def of_members(tx: AsyncConnection, ids: Sequence[int]) -> dict[int, Wish]:
    """The wishes of these members, by their number."""
    own = await of_topics(tx, ids)
    columns = (M.frequency, M.digest_at, M.paused_until, M.timezone, M.quiet_from, M.quiet_until)
    query = sa.select(M.id, *columns).where(M.id.in_(list(ids)))
    return {row[0]: Wish(*row[1:], own.get(row[0], {})) for row in await tx.execute(query)}


async def of_topics(tx: AsyncConnection, ids: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """The subscribed topics of these members with their own frequencies."""
    chosen: dict[int, dict[str, str | None]] = {}
    query = sa.select(S.member_id, S.topic, S.frequency).where(S.member_id.in_(list(ids)))
    for member_id, topic, frequency in await tx.execute(query):
        chosen.setdefault(member_id, {})[topic] = frequency
    return chosen


async def choose(tx: AsyncConnection, member_id: int, topic: str, frequency: str | None) -> bool:
    """One topic's own frequency, None for as in general; False where the topic is not subscribed to."""
    here = sa.and_(S.member_id == member_id, S.topic == topic)
    if not (await tx.execute(sa.update(subscriptions).where(here).values(frequency=frequency))).rowcount:
        return False
    own = sa.exists().where(S.member_id == member_id, S.frequency.is_not(None))
    await tx.execute(sa.update(members).where(M.id == member_id).values(by_topic=own))
    return True
