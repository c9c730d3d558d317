"""When a body answers, where it differs from the house."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Json

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "body_hours",
        sa.Column("body", sa.Text, primary_key=True),
        sa.Column("days", Json, nullable=False),
        sa.Column("open_from", sa.Text, nullable=False),
        sa.Column("open_until", sa.Text, nullable=False),
        sa.Column("holidays", Json, nullable=False),
        sa.Column("answer_within_days", sa.Integer, nullable=False),
    )
