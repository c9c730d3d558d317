"""`make migration m="add a column"`: a revision of what the tables in the code have and the newest version has not.

What Alembic cannot see (a CHECK, the WHERE of an index) and what becomes of the rows is written by hand.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from alembic import command

from storage.database import versions
from storage.database.database import Database


async def main(message: str) -> None:
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder)}/newest.db")
        await versions.upgrade(database)
        async with database.begin() as tx:
            await tx.run_sync(_write, message)
        await database.close()


def _write(connection: sa.Connection, message: str) -> None:
    number = f"{int(versions.newest()) + 1:04}"
    command.revision(versions.settings(connection), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
