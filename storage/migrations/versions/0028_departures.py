"""By the button under which broadcast a member left."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column(
            "broadcast_id",
            BigId,
            sa.ForeignKey("broadcasts.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sqlite_with_rowid=False,
    )
