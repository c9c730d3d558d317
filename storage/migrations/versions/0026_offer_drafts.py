"""Offers that are written and not sent yet."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Json, Utc

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "offer_drafts",
        sa.Column("member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("typed", Json, nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
