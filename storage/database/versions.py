"""Which version of the schema a database has, and the way to this one. Migrations only ever add.

Versions are the numbers that the files of `migrations/versions` begin with. Alembic makes the way; it is
imported by who goes it, since every start asks for the version and next to none has to change it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.database.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parents[1] / "migrations"


class BrokenKeysError(Exception):
    """A migration would have left rows that point to nothing; the database is as it was."""


def newest() -> str:
    """The version this code needs."""
    return max(known())


async def current(database: Database) -> str | None:
    """The version the database has; None when it is empty."""
    async with database.connect() as tx:
        if not await tx.run_sync(lambda raw: sa.inspect(raw).has_table("alembic_version")):
            return None
        version: str | None = (await tx.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar()
        return version


async def upgrade(database: Database, to: str = "head") -> None:
    """Brings the database to `newest()` or the named version; on PostgreSQL two that try at once wait for
    each other.

    SQLite changes a table by making it anew and dropping the old one, which would take the rows that point to it
    along: it does not look at foreign keys meanwhile, and must find all of them in order at the end.
    """
    if database.dialect == "postgresql":
        async with database.begin() as tx:
            await tx.execute(sa.text("SELECT pg_advisory_xact_lock(72040001)"))
            await tx.run_sync(_upgrade, to)
        return
    try:
        async with database.begin() as tx:
            await tx.exec_driver_sql("PRAGMA foreign_keys=OFF")
            await tx.run_sync(_upgrade, to)
            if broken := (await tx.exec_driver_sql("PRAGMA foreign_key_check")).all():
                raise BrokenKeysError(f"rows of {broken[0][0]} point to nothing after the migration")
    finally:
        async with database.begin() as tx:
            await tx.exec_driver_sql("PRAGMA foreign_keys=ON")


async def is_older(database: Database) -> bool:
    """Whether `upgrade` leads from the database's version to this program's."""
    version = await current(database)
    return version != newest() and version in known()


async def complaint(database: Database) -> str | None:
    """Why `run` must not start on this database, with the remedy; None when it may."""
    version, needed = await current(database), newest()
    if version == needed:
        return None
    if version is None:
        return "the database is empty; run: otandas migrate"
    if version in known():
        return f"the database is at version {version}, this program needs {needed}; run: otandas migrate"
    newer = f"the database is at version {version}, which is newer than this program ({needed})"
    return f"{newer}; install the newer program"


def known() -> set[str]:
    """Every version there has been."""
    return {file.stem.split("_")[0] for file in (FOLDER / "versions").glob("*.py")}


def settings(connection: sa.Connection) -> Config:
    """Alembic's, for this connection; there is no alembic.ini."""
    from alembic.config import Config  # see above

    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


def _upgrade(connection: sa.Connection, to: str) -> None:
    from alembic import command  # see above

    command.upgrade(settings(connection), to)
