"""A database is brought to this version, and a stranger's is refused."""

from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from storage.database import versions
from storage.database.database import Database


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
