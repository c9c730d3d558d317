"""The drills in small: two `otandas run` processes on one PostgreSQL, colleagues and members who press at once."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.replicas import inbox, seats
from benchmarks.replicas.drills import Stage
from sandbox import Sandbox
from storage.database import versions
from storage.database.database import Database
from tests.conftest import fresh_postgres


@pytest.fixture
async def stage(postgres: str, tmp_path: Path) -> AsyncIterator[Stage]:
    dsn = await fresh_postgres(postgres)
    database = Database.open(dsn)
    await versions.upgrade(database)
    await database.close()
    server: Any = SimpleNamespace()  # only the outage needs it
    async with Sandbox.running() as sandbox:
        yield Stage(sandbox, server, dsn, tmp_path)


async def test_each_question_is_answered_once_or_open(stage: Stage) -> None:
    report = await inbox.inbox(stage, 8, 8, forum=False, kill=False, mode="polling")
    assert not report.wrong, report.lines


async def test_seats_are_given_once_and_the_line_moves_up_in_order(stage: Stage) -> None:
    report = await seats.seats(stage, 24, 8, kill=False, mode="polling")
    assert not report.wrong, report.lines
