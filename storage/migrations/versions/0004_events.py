"""Events, what members answer to them, what they are to hear of them, and the broadcasts that tell of one."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Json, Utc

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _events()
    _responses()
    _notices()
    _broadcasts()


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("state", sa.Text, nullable=False, server_default="draft"),
        sa.Column("texts", Json, nullable=False),
        sa.Column("starts_at", Utc, index=True),
        sa.Column("ends_at", Utc),
        sa.Column("zone", sa.Text),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("link", sa.Text),
        sa.Column("topic", sa.Text),
        sa.Column("countries", Json, nullable=False),
        sa.Column("seats", sa.Integer),
        sa.Column("guests", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changes", Json),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("tickets", sa.Integer, nullable=False, server_default="0"),
        sa.Column("author_id", sa.BigInteger),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("updated_at", Utc, nullable=False),
        sa.Column("announced_at", Utc),
        sa.Column("canceled_at", Utc),
        sa.Column("day_reminded", Utc),
        sa.Column("hour_reminded", Utc),
        sa.CheckConstraint("state IN ('draft', 'announced', 'canceled')", name="state"),
    )


def _responses() -> None:
    op.create_table(
        "event_responses",
        sa.Column("event_id", BigId, sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
        ),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("guests", sa.Integer, nullable=False, server_default="0"),
        sa.Column("ticket", sa.Integer),
        sa.Column("answered_at", Utc, nullable=False),
        sa.Column("attended_at", Utc),
        sa.CheckConstraint("answer IN ('yes', 'maybe', 'no')", name="answer"),
    )


def _notices() -> None:
    op.create_table(
        "event_notices",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("event_id", BigId, sa.ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("about", Utc, nullable=False),
        sa.Column("not_before", Utc),
        sa.Column("tried_at", Utc),
        sa.Column("done_at", Utc),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("kind IN ('seat', 'day', 'hour')", name="kind"),
        sa.UniqueConstraint("event_id", "member_id", "kind", "about"),
    )
    unsent = sa.text("done_at IS NULL")
    op.create_index(
        "ix_event_notices_open", "event_notices", ["id"], sqlite_where=unsent, postgresql_where=unsent
    )


def _broadcasts() -> None:
    op.create_table(
        "event_broadcasts",
        sa.Column(
            "broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "event_id", BigId, sa.ForeignKey("events.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("changes", Json),
        sa.CheckConstraint("kind IN ('announce', 'change', 'cancel', 'message')", name="kind"),
    )
