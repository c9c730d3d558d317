"""A question can be urgent: it tells of a danger, and staff read so first."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("questions", sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()))
