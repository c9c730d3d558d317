"""The city a member lives in."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column("members", sa.Column("city", sa.Text))
    known = sa.text("city IS NOT NULL")
    op.create_index("ix_members_city", "members", ["city"], sqlite_where=known, postgresql_where=known)
