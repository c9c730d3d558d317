"""Which groups are channels."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("members", sa.Column("channel", sa.Boolean, nullable=False, server_default=sa.false()))
