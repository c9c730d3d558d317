"""Topics that owners added or changed: a row stands over the topic of the same slug in `locales/topics.toml`."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import Json, Utc, insert, metadata, word

topics = sa.Table(
    "topics",
    metadata,
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("sign", sa.Text, nullable=False),
    sa.Column("names", Json, nullable=False),  # by language
    sa.Column("place", sa.Integer, nullable=False),  # on the screen, the smallest first
    sa.Column("countries", Json, nullable=False),  # whose members it is offered to; empty: everybody
    sa.Column(
        "posters", *word("writers", "owners", name="posters"), nullable=False, server_default="writers"
    ),
    sa.Column("retired_at", Utc),
    sa.Column("changed_at", Utc, nullable=False),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `topics`."""

    slug: str
    sign: str
    names: dict[str, str]
    place: int
    countries: list[str]
    posters: str
    retired_at: datetime | None
    changed_at: datetime


async def rows(tx: AsyncConnection) -> list[Row]:
    return await records.every(tx, Row, sa.select(topics).order_by(topics.c.place, topics.c.slug))


async def stamp(tx: AsyncConnection) -> tuple[int, datetime | None]:
    """Another one whenever a topic was added or changed."""
    query = sa.select(sa.func.count(), sa.func.max(topics.c.changed_at))
    number, latest = (await tx.execute(query)).one()
    return number, latest


async def put(tx: AsyncConnection, changed: Iterable[Row]) -> None:
    """Writes these over what there is of the same slugs."""
    for row in changed:
        values = asdict(row)
        statement = insert(tx, topics).values(**values)
        await tx.execute(statement.on_conflict_do_update(index_elements=[topics.c.slug], set_=values))


async def add(tx: AsyncConnection, row: Row) -> bool:
    """False if there is one of this slug."""
    return await records.changed(tx, insert(tx, topics).values(**asdict(row)).on_conflict_do_nothing())
