"""Which version of the schema a database has, and the way to this one. Migrations only ever add."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.database import Database

FOLDER = Path(__file__).parent / "migrations"


def newest() -> str:
    """The version this code needs."""
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    assert head is not None
    return head


async def current(database: Database) -> str | None:
    """The version the database has; None when it is empty."""
    async with database.connect() as tx:
        return await tx.run_sync(lambda raw: MigrationContext.configure(raw).get_current_revision())


async def upgrade(database: Database, to: str = "head") -> None:
    """Brings the database to `newest()` or the named version; on PostgreSQL two that try at once wait for
    each other."""
    async with database.begin() as tx:
        if database.dialect == "postgresql":
            await tx.execute(sa.text("SELECT pg_advisory_xact_lock(72040001)"))
        await tx.run_sync(_upgrade, to)


async def is_older(database: Database) -> bool:
    """Whether `upgrade` leads from the database's version to this program's."""
    found = await current(database)
    return found != newest() and found in _known()


async def complaint(database: Database) -> str | None:
    """Why `run` must not start on this database, with the remedy; None when it may."""
    found, needed = await current(database), newest()
    if found == needed:
        return None
    if found is None:
        return "the database is empty; run: otandas migrate"
    if found in _known():
        return f"the database is at version {found}, this program needs {needed}; run: otandas migrate"
    newer = f"the database is at version {found}, which is newer than this program ({needed})"
    return f"{newer}; install the newer program"


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


def _upgrade(connection: sa.Connection, to: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["connection"] = connection
    command.upgrade(settings, to)
