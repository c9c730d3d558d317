"""How every connection to SQLite behaves, whichever driver opened it."""

import sqlalchemy as sa

BUSY_MS = 10_000
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}")


def teach(engine: sa.Engine) -> None:
    """WAL, foreign keys, patience with other writers, and a write lock taken at once where one is announced."""
    sa.event.listen(engine, "connect", _settle)
    sa.event.listen(engine, "begin", _begin)


def _settle(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # we say BEGIN ourselves
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if options.get("writing"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN")
