"""The migrations make the tables the program uses, in every detail, on both databases.

Alembic compares tables, columns, types, defaults, indexes and foreign keys with the metadata. What it does not look at
(CHECK constraints, the WHERE of an index, WITHOUT ROWID) is read from a database made of the metadata itself.
"""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.database import tables, versions
from storage.database.database import Database
from storage.database.schema import metadata
from tests.conftest import fresh_postgres

assert tables  # registers every table
Open = Callable[[str], Any]


@pytest.fixture(params=["sqlite", "postgresql"])
async def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens empty databases of either kind."""
    opened: list[Database] = []

    async def empty(name: str) -> Database:
        dsn = f"sqlite:///{tmp_path}/{name}.db"
        if request.param == "postgresql":
            dsn = await fresh_postgres(request.getfixturevalue("postgres"))
        opened.append(Database.open(dsn))
        return opened[-1]

    yield empty
    for database in opened:
        await database.close()


async def made_of(database: Database, described: sa.MetaData) -> Database:
    async with database.begin() as tx:
        await tx.run_sync(described.create_all)
    return database


async def differences(database: Database, reference: Database) -> list[str]:
    """Where the database is not as the metadata say; `reference` was made of them."""

    def compared(connection: sa.Connection) -> list[str]:
        options = {"compare_type": True, "compare_server_default": True}
        return [
            str(difference)
            for difference in compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
            if "alembic_version" not in str(difference)
        ]

    async with database.connect() as tx, reference.connect() as other:
        here, there = await tx.run_sync(unseen), await other.run_sync(unseen)
        return await tx.run_sync(compared) + [
            f"{name}: {here.get(name)} instead of {there.get(name)}"
            for name in sorted(here.keys() | there.keys())
            if here.get(name) != there.get(name)
        ]


def unseen(connection: sa.Connection) -> dict[str, object]:
    """What Alembic does not compare: name and definition."""
    inspector = sa.inspect(connection)
    found: dict[str, object] = {}
    for table in metadata.tables:
        if not inspector.has_table(table):
            continue
        for check in inspector.get_check_constraints(table):
            found[f"{table} check {check['name']}"] = check["sqltext"]
        for index in inspector.get_indexes(table):
            options = index.get("dialect_options", {})
            found[f"{table} index {index['name']}"] = [
                str(value) for name, value in options.items() if name.endswith("_where")
            ]
        found[f"{table} options"] = inspector.get_table_options(table)
    return found


async def test_the_migrations_make_what_the_metadata_say(fresh: Open) -> None:
    migrated, reference = await fresh("migrated"), await made_of(await fresh("reference"), metadata)
    await versions.upgrade(migrated)
    assert await differences(migrated, reference) == []


def another_type(planted: sa.MetaData) -> None:
    planted.tables["members"].c.quiet_from.type = sa.Text()


def nullable(planted: sa.MetaData) -> None:
    planted.tables["members"].c.language.nullable = True


def another_default(planted: sa.MetaData) -> None:
    planted.tables["members"].c.script.server_default = sa.DefaultClause("latn")


def no_default(planted: sa.MetaData) -> None:
    planted.tables["deliveries"].c.attempts.server_default = None


def a_missing_table(planted: sa.MetaData) -> None:
    planted.remove(planted.tables["ratings"])


def a_column_too_many(planted: sa.MetaData) -> None:
    planted.tables["ratings"].append_column(sa.Column("stars", sa.Integer))


def a_missing_index(planted: sa.MetaData) -> None:
    indexes = planted.tables["broadcasts"].indexes
    indexes.discard(next(index for index in indexes if index.name == "ix_broadcasts_target"))


def no_unique(planted: sa.MetaData) -> None:
    members = planted.tables["members"]
    members.constraints.discard(
        next(rule for rule in members.constraints if isinstance(rule, sa.UniqueConstraint))
    )


def no_cascade(planted: sa.MetaData) -> None:
    for rule in planted.tables["subscriptions"].foreign_key_constraints:
        rule.ondelete = None


def another_check(planted: sa.MetaData) -> None:
    for rule in planted.tables["staff"].c.role.constraints:
        assert isinstance(rule, sa.CheckConstraint)
        rule.sqltext = sa.text("role IN ('owner', 'editor')")


def another_where(planted: sa.MetaData) -> None:
    for index in planted.tables["deliveries"].indexes:
        for dialect in ("sqlite", "postgresql"):
            index.dialect_options[dialect]["where"] = sa.text("state = 'failed'")


def with_rowid(planted: sa.MetaData) -> None:
    planted.tables["deliveries"].dialect_options["sqlite"]["with_rowid"] = True


ON_BOTH = [
    another_type,
    nullable,
    another_default,
    no_default,
    a_missing_table,
    a_column_too_many,
    a_missing_index,
    no_unique,
    no_cascade,
    another_check,
    another_where,
]


@pytest.mark.parametrize("plant", [*ON_BOTH, with_rowid], ids=lambda plant: plant.__name__)
async def test_a_planted_difference_is_found(plant: Callable[[sa.MetaData], None], fresh: Open) -> None:
    planted = sa.MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(planted)
    plant(planted)
    reference = await made_of(await fresh("reference"), metadata)
    different = await made_of(await fresh("planted"), planted)
    only_sqlite = plant is with_rowid and different.dialect == "postgresql"
    assert bool(await differences(different, reference)) is not only_sqlite
