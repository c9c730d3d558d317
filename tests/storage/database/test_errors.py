"""An absent database is told from a wrong question."""

import errno
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from storage.database.database import Database
from storage.database.errors import AwayError, is_away
from storage.inbox.blocks import blocks
from tests.conftest import fresh_postgres


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (OSError(errno.ENOSPC, "no space left"), True),
        (FileNotFoundError("chart.png"), False),
        (ValueError("text"), False),
        (sa.exc.OperationalError("select", {}, Exception("database is locked")), True),
        (sa.exc.IntegrityError("insert", {}, Exception("twice")), False),
    ],
)
def test_errors_by_kind(error: Exception, away: bool) -> None:
    assert is_away(error) is away


@pytest.mark.parametrize("dsn", ["postgresql://nobody@127.0.0.1:1/none", "postgresql:///x?host=/nowhere"])
async def test_a_server_that_is_not_there_is_away(dsn: str) -> None:
    database = Database.open(dsn)
    with pytest.raises(AwayError):
        async with database.connect():
            pass
    await database.close()


async def test_a_connection_cut_by_the_server_is_away(postgres: str) -> None:
    database = Database.open(await fresh_postgres(postgres))
    async with database.connect() as cut, database.connect() as other:
        pid = (await cut.execute(sa.text("SELECT pg_backend_pid()"))).scalar_one()
        await other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        with pytest.raises(sa.exc.DBAPIError) as raised:
            await cut.execute(sa.text("SELECT 1"))
    assert is_away(raised.value)
    await database.close()


async def test_text_the_database_refuses_is_not_away(postgres: str) -> None:
    database = Database.open(await fresh_postgres(postgres))
    with pytest.raises(sa.exc.DBAPIError) as raised:
        async with database.begin() as tx:
            await tx.execute(sa.text("SELECT CAST(:text AS text)"), {"text": "a\x00b"})
    assert not is_away(raised.value)
    await database.close()


async def test_an_error_does_not_quote_what_was_to_be_kept(database: Database) -> None:
    async def asked_twice() -> None:
        async with database.begin() as tx:
            for _ in range(2):
                values = {"chat_id": 7, "reason": "Құпия сөз", "by": 1, "at": datetime.now(UTC)}
                await tx.execute(sa.insert(blocks).values(values))

    with pytest.raises(sa.exc.IntegrityError) as refused:
        await asked_twice()
    assert "Құпия" not in str(refused.value)
