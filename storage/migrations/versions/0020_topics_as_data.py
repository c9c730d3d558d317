"""Topics that owners added or changed."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Json, Utc

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("sign", sa.Text, nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("countries", Json, nullable=False),
        sa.Column("posters", sa.Text, nullable=False, server_default="writers"),
        sa.Column("retired_at", Utc),
        sa.Column("changed_at", Utc, nullable=False),
        sa.CheckConstraint("posters IN ('writers', 'owners')", name="posters"),
        sqlite_with_rowid=False,
    )
