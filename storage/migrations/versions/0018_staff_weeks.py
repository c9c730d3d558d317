"""The digest of the week that each colleague is to get."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Utc

revision = "0018"
down_revision = "0017"
OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "staff_weeks",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("week", sa.Text, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("until", Utc, nullable=False),
        sa.Column("not_before", Utc),
        sa.Column("tried_at", Utc),
        sa.Column("done_at", Utc),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("week", "user_id"),
    )
    op.create_index("ix_staff_weeks_open", "staff_weeks", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)
