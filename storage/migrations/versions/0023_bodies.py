"""Who answers for which body, and which body a question is for."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "body_operators",
        sa.Column("body", sa.Text, primary_key=True),
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.add_column("questions", sa.Column("body", sa.Text))
