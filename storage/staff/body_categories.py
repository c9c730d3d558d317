"""Which categories of questions a body answers, of those that are near none of its entries."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import insert, metadata

body_categories = sa.Table(
    "body_categories",
    metadata,
    sa.Column("body", sa.Text, primary_key=True),  # of locales/bodies.toml
    sa.Column("category", sa.Text, primary_key=True),  # of locales/categories.toml
)
C = body_categories.c


async def every(tx: AsyncConnection) -> dict[str, list[str]]:
    """The categories of each body that has any."""
    rows = await tx.execute(sa.select(body_categories).order_by(*C))
    categories: dict[str, list[str]] = {}
    for body, category in rows:
        categories.setdefault(body, []).append(category)
    return categories


async def put(tx: AsyncConnection, body: str, category: str) -> None:
    row = insert(tx, body_categories).values(body=body, category=category)
    await tx.execute(row.on_conflict_do_nothing())


async def drop(tx: AsyncConnection, body: str, category: str) -> None:
    await tx.execute(sa.delete(body_categories).where(C.body == body, C.category == category))
