"""Which categories of questions a body answers."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.create_table(
        "body_categories",
        sa.Column("body", sa.Text, primary_key=True),
        sa.Column("category", sa.Text, primary_key=True),
    )
