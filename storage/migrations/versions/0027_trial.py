"""Trial mode: whether it is on, its guests, and which broadcasts were launched in it."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Utc

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "trials",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("since", Utc, nullable=False),
        sa.Column("a_day", sa.Integer, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("used", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_table(
        "trial_guests",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("added_by", sa.BigInteger),
        sa.Column("added_at", Utc, nullable=False),
    )
    op.add_column("broadcasts", sa.Column("trial", sa.Boolean, nullable=False, server_default=sa.false()))
