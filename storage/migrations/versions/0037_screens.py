"""The buttons a member was shown last."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Json, Utc

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.create_table(
        "screens",
        sa.Column("chat_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("buttons", Json, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_screens"),
    )
