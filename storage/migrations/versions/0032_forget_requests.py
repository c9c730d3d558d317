"""Whose data goes after a day in which they may take that back."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Utc

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "forget_requests",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("asked_at", Utc, nullable=False),
        sa.Column("due_at", Utc, nullable=False),
    )
