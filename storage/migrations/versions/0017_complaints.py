"""Confidential questions, and the names of members who wish to be named."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    confidential = sa.Column("confidential", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("questions", confidential)
    op.add_column("questions", sa.Column("name", sa.Text))
