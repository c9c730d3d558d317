"""Whether an answer helped: the last word of each reader on each entry, without the reader.

`rater` is a digest with the installation's key, another one for every entry: it makes a second press count in place of
the first, and tells nobody who pressed, nor that two opinions are of one person.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import installation
from storage.database.schema import BigId, Utc, insert, metadata

ratings = sa.Table(
    "ratings",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("rated_at", Utc, nullable=False, index=True),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("missing", sa.Text),  # what they said was missing
    sa.Column("rater", sa.Text),  # null where it is not known any more, and of earlier versions
)
sa.Index("ux_ratings_rater", ratings.c.rater, unique=True)


@dataclass(frozen=True, slots=True)
class Rating:
    """Whether an answer helped one reader."""

    entry: str
    language: str
    helpful: bool


async def rate(tx: AsyncConnection, rating: Rating, user_id: int, at: datetime) -> int:
    """Keeps an opinion, in place of what this reader said of the entry before; returns its id, for what was missing."""
    values = {name: getattr(rating, name) for name in Rating.__slots__} | {"rated_at": at}
    rater = _rater(await installation.digests(tx), rating.entry, user_id)
    kept = insert(tx, ratings).values(rater=rater, **values)
    kept = kept.on_conflict_do_update(index_elements=[ratings.c.rater], set_=values | {"missing": None})
    return int((await tx.execute(kept.returning(ratings.c.id))).scalar_one())


async def missed(tx: AsyncConnection, rating_id: int, text: str) -> None:
    """What the reader missed in the answer."""
    await tx.execute(sa.update(ratings).where(ratings.c.id == rating_id).values(missing=text))


async def forget(tx: AsyncConnection, user_id: int) -> None:
    """The opinions stay, and nothing tells any more that they are of one whom we could ask again."""
    digest = await installation.digests(tx)
    entries = (await tx.execute(sa.select(ratings.c.entry).distinct())).scalars()
    raters = [_rater(digest, entry, user_id) for entry in entries]
    await tx.execute(sa.update(ratings).where(ratings.c.rater.in_(raters)).values(rater=None))


async def expire_remarks(tx: AsyncConnection, before: datetime) -> int:
    """Drops what readers missed, older than this; that they missed something stays."""
    old = sa.and_(ratings.c.rated_at < before, ratings.c.missing.is_not(None))
    return (await tx.execute(sa.update(ratings).where(old).values(missing=None))).rowcount


def _rater(digest: installation.Digest, entry: str, user_id: int) -> str:
    return digest(f"otandas rater {entry} {user_id}")
