"""How often members want announcements, until when not at all, and the digests that gather them."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Utc

revision = "0015"
down_revision = "0014"

WORDS = "frequency IN ('at_once', 'daily', 'weekly')"
OPEN, HELD = sa.text("done_at IS NULL"), sa.text("holder IS NOT NULL")


def upgrade() -> None:
    _members()
    _digests()


def _members() -> None:
    frequency = (sa.Text(), sa.CheckConstraint(WORDS, name="frequency"))
    op.add_column("members", sa.Column("frequency", *frequency, nullable=False, server_default="at_once"))
    op.add_column("members", sa.Column("by_topic", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("members", sa.Column("digest_at", sa.Integer))
    op.add_column("members", sa.Column("paused_until", Utc))
    of_topic = (sa.Text(), sa.CheckConstraint(WORDS, name="frequency"))
    op.add_column("subscriptions", sa.Column("frequency", *of_topic))


def _digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
        sa.Column("due_at", Utc, nullable=False),
        sa.Column("look_at", Utc, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("done_at", Utc),
        sa.UniqueConstraint("member_id", "due_at"),
    )
    op.create_index("ix_digests_open", "digests", ["look_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_digests_held", "digests", ["holder"], sqlite_where=HELD, postgresql_where=HELD)
    op.create_table(
        "digest_lines",
        sa.Column("digest_id", BigId, sa.ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("shown_at", Utc),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_digest_lines_broadcast_id", "digest_lines", ["broadcast_id"])
