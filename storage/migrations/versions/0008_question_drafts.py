"""A question that was written and not sent is kept, to be offered again."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Json, Utc

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "question_drafts",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("typed", Json, nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
