"""Where the staff group is since it became a supergroup, and whether it can be written to."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Utc

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "staff_groups",
        sa.Column("configured_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("failed_at", Utc),
        sa.Column("tried_at", Utc),
    )
