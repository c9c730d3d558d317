"""A SQLite file is run by one process: the operating system holds the lock and drops it with the process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.database.database import sqlite_file


class TakenError(Exception):
    """Another process runs on this file."""


@contextmanager
def alone(dsn: str) -> Iterator[None]:
    """Holds the file behind a SQLite DSN for this process; PostgreSQL needs no such thing."""
    file = sqlite_file(dsn)
    if file is None:
        yield
        return
    path = Path(f"{file}.run")
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TakenError(str(file)) from None
        yield
