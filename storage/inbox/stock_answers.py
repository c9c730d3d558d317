"""Answers that staff keep to be sent again, in three languages, with {places} to be filled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Json, Utc, metadata

stock_answers = sa.Table(
    "stock_answers",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("texts", Json, nullable=False),  # language: plain text
    sa.Column("changed_at", Utc, nullable=False),
    sa.Column("changed_by", sa.BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class StockAnswer:
    """A row of `stock_answers`; a language without a text is missing in `texts`."""

    id: int
    title: str
    texts: dict[str, str]
    changed_at: datetime
    changed_by: int


async def add(tx: AsyncConnection, title: str, by: int, at: datetime) -> int:
    row = sa.insert(stock_answers).values(title=title, texts={}, changed_by=by, changed_at=at)
    return int((await tx.execute(row.returning(stock_answers.c.id))).scalar_one())


async def get(tx: AsyncConnection, number: int) -> StockAnswer | None:
    return await records.first(tx, StockAnswer, sa.select(stock_answers).where(stock_answers.c.id == number))


async def all_of_them(tx: AsyncConnection) -> list[StockAnswer]:
    query = sa.select(stock_answers).order_by(stock_answers.c.title, stock_answers.c.id)
    return await records.every(tx, StockAnswer, query)


async def change(tx: AsyncConnection, number: int, by: int, at: datetime, **values: Any) -> None:
    here = sa.update(stock_answers).where(stock_answers.c.id == number)
    await tx.execute(here.values(changed_by=by, changed_at=at, **values))


async def delete(tx: AsyncConnection, number: int) -> None:
    await tx.execute(sa.delete(stock_answers).where(stock_answers.c.id == number))
