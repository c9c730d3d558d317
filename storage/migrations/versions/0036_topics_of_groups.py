"""Where announcements to a group with topics go, and whose topics are closed."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Utc

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.add_column("members", sa.Column("thread_id", sa.BigInteger))
    op.create_table(
        "closed_topics",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column(
            "member_id",
            BigId,
            sa.ForeignKey("members.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("not_before", Utc),
        sa.Column("tried_at", Utc),
        sa.Column("done_at", Utc),
        sa.Column("reason", sa.Text),
    )
