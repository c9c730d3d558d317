"""Broadcasts that go out past a colleague's approval: of which owners and approvers have still to be told."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Utc

revision = "0025"
down_revision = "0024"

UNTOLD = sa.text("alert_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("broadcasts", sa.Column("alert_at", Utc))
    op.create_index(
        "ix_broadcasts_alert", "broadcasts", ["alert_at"], sqlite_where=UNTOLD, postgresql_where=UNTOLD
    )
