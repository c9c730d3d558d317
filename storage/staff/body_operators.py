"""Who on the team answers for which body: a ministry, the foundation. Bodies are those of locales/bodies.toml."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import insert, metadata

body_operators = sa.Table(
    "body_operators",
    metadata,
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
)


async def every(tx: AsyncConnection) -> dict[str, list[int]]:
    """The operators of each body that has any."""
    rows = await tx.execute(sa.select(body_operators).order_by(*body_operators.c))
    operators: dict[str, list[int]] = {}
    for body, user_id in rows:
        operators.setdefault(body, []).append(user_id)
    return operators


async def put(tx: AsyncConnection, body: str, user_id: int) -> None:
    await tx.execute(insert(tx, body_operators).values(body=body, user_id=user_id).on_conflict_do_nothing())


async def drop(tx: AsyncConnection, user_id: int, body: str | None = None) -> None:
    """From one body, or whoever leaves the team from all."""
    here = [body_operators.c.user_id == user_id, *([body_operators.c.body == body] if body else [])]
    await tx.execute(sa.delete(body_operators).where(*here))
