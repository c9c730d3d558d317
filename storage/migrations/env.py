"""Alembic's way in. The connection is handed over by `storage/database/versions.py`; there is no alembic.ini."""

from alembic import context

from storage.database import tables
from storage.database.schema import metadata

assert tables  # importing it registers every table on the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
