"""A database is brought to this version, and a stranger's is refused."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from storage.database import versions
from storage.database.database import Database
from storage.members import members
from storage.members.members import subscriptions


async def test_a_migrated_database_has_no_complaint(database: Database) -> None:
    assert await versions.complaint(database) is None


async def test_an_empty_database_is_told_to_migrate(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/empty.db")
    assert "otandas migrate" in (await versions.complaint(database) or "")
    await database.close()


async def test_a_newer_database_is_refused(database: Database) -> None:
    async with database.begin() as tx:
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer than this program" in (await versions.complaint(database) or "")


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    await versions.upgrade(database)
    assert await versions.current(database) == versions.newest()


def test_the_versions_are_those_alembic_finds() -> None:
    scripts = ScriptDirectory(str(versions.FOLDER))
    assert versions.newest() == scripts.get_current_head()
    assert versions.known() == {script.revision for script in scripts.walk_revisions()}


def remade(table: str, losing: str = "") -> Any:
    """A migration that makes a table anew, as SQLite needs it for any change of a column or check."""

    def upgrade(connection: sa.Connection, _to: str) -> None:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table(table, recreate="always"):
            pass
        if losing:
            connection.exec_driver_sql(losing)

    return upgrade


async def with_a_subscription(database: Database) -> None:
    async with database.begin() as tx:
        await members.join(tx, 1, "kk", datetime.now(UTC))
        await tx.execute(sa.insert(subscriptions).from_select(
            ["member_id", "topic"], sa.select(members.members.c.id, sa.literal("work"))
        ))  # fmt: skip


async def counted(database: Database) -> list[int]:
    async with database.connect() as tx:
        return [
            (await tx.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()
            for table in (members.members, subscriptions)
        ]


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Database]:
    """SQLite, with a member who subscribed to a topic."""
    database = Database.open(f"sqlite:///{tmp_path}/a.db")
    await versions.upgrade(database)
    await with_a_subscription(database)
    yield database
    await database.close()


async def test_a_table_made_anew_keeps_the_rows_that_point_to_it(
    file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "_upgrade", remade("members"))
    await versions.upgrade(file)
    assert await counted(file) == [1, 1]
    async with file.begin() as tx:
        await tx.execute(sa.delete(members.members))
    assert await counted(file) == [0, 0]  # foreign keys are looked at again


async def test_a_migration_that_breaks_a_key_leaves_the_database_as_it_was(
    file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "_upgrade", remade("members", "DELETE FROM members"))
    with pytest.raises(versions.BrokenKeysError, match="subscriptions"):
        await versions.upgrade(file)
    assert await counted(file) == [1, 1]
