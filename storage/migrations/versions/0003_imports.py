"""What members chose themselves, and who asked to be forgotten: a file imported later changes neither."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Utc

revision = "0003"
down_revision = "0002"

EVERYTHING = 15


def upgrade() -> None:
    """Who walked through /start chose all of it."""
    op.add_column("members", sa.Column("chosen", sa.Integer, nullable=False, server_default="0"))
    op.execute(f"UPDATE members SET chosen = {EVERYTHING} WHERE onboarded_at IS NOT NULL")
    op.create_table(
        "forgotten",
        sa.Column("digest", sa.Text, nullable=False, primary_key=True),
        sa.Column("at", Utc, nullable=False),
    )
