"""What a question is about."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column("questions", sa.Column("category", sa.Text))
    op.add_column(
        "questions", sa.Column("category_guessed", sa.Boolean, nullable=False, server_default=sa.false())
    )
