"""Audiences are saved under a name; when members joined is looked up among millions."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Json, Utc

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "saved_audiences",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("title", sa.Text, nullable=False, unique=True),
        sa.Column("audience", Json, nullable=False),
        sa.Column("saved_at", Utc, nullable=False),
        sa.Column("saved_by", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_members_joined_at", "members", ["joined_at"])
