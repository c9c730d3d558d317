"""The metadata every table registers on, and the column types both databases share.

A table stands in the file of its noun (`storage/members.py` …) beside the dataclass it fills.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Python's None is SQL's NULL, not JSON's null
Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


class Utc(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime: timestamptz on PostgreSQL, ISO text that sorts on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was about to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(*allowed: str, name: str) -> tuple[Any, ...]:
    """Column arguments of a state that is one of the given words: `sa.Column("state", *word(…))`."""
    listed = ", ".join(f"'{value}'" for value in allowed)
    return sa.Text(), sa.CheckConstraint(f"{name} IN ({listed})", name=name)


def partial_index(
    name: str, where: sa.ColumnElement[bool] | sa.TextClause, *columns: sa.Column[Any]
) -> sa.Index:
    """Of the rows of which this is so, on both databases."""
    return sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)


def insert(tx: AsyncConnection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may go on with ON CONFLICT, which both databases know and SQLAlchemy keeps apart."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)
