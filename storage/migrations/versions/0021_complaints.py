"""Confidential questions, and the names of members who wish to be named."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    confidential = sa.Column("confidential", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("questions", confidential)
    op.add_column("questions", sa.Column("name", sa.Text))
