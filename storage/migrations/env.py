"""Alembic's way in. The connection is handed over by `storage/database/versions.py`; there is no alembic.ini."""

from typing import Literal

from alembic import context

from storage.database import schema, tables

assert tables  # importing it registers every table on the metadata
TYPES = {"BigId": schema.BigId, "Json": schema.Json, "Utc": schema.Utc}


def in_words(kind: str, value: object, _context: object) -> str | Literal[False]:
    """Our own types by the names they have in the code; False leaves the others to Alembic."""
    names = (name for name, known in TYPES.items() if value is known or type(value) is known)
    return next(names, False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    render_as_batch=True,
    render_item=in_words,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
