"""Offers, introductions, and what the members of offers are to hear."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Json, Utc

revision = "0013"
down_revision = "0012"
KINDS = "'expertise', 'mentoring', 'teaching', 'investment', 'volunteering', 'organisation', 'vacancy'"


def upgrade() -> None:
    _offers()
    _introductions()
    _notices()


def _offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column(
            "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("state", sa.Text, nullable=False, server_default="open"),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("country", sa.Text),
        sa.Column("city", sa.Text),
        sa.Column("languages", Json, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("receipt_id", sa.BigInteger),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("confirmed_at", Utc, nullable=False, index=True),
        sa.Column("ended_at", Utc),
        sa.CheckConstraint("state IN ('open', 'paused', 'withdrawn')", name="state"),
        sa.CheckConstraint("side IN ('give', 'seek')", name="side"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        sqlite_autoincrement=True,
    )


def _introductions() -> None:
    op.create_table(
        "introductions",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("seek_id", BigId, sa.ForeignKey("offers.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "give_id", BigId, sa.ForeignKey("offers.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("state", sa.Text, nullable=False, server_default="asked"),
        sa.Column("seek_answer", sa.Text),
        sa.Column("give_answer", sa.Text),
        sa.Column("proposed_by", sa.BigInteger, nullable=False),
        sa.Column("proposed_at", Utc, nullable=False),
        sa.Column("decided_at", Utc),
        sa.CheckConstraint(
            "state IN ('asked', 'half', 'met', 'declined', 'lapsed', 'ended', 'canceled')", name="state"
        ),
        sa.CheckConstraint("seek_answer IN ('yes', 'no')", name="seek_answer"),
        sa.CheckConstraint("give_answer IN ('yes', 'no')", name="give_answer"),
        sa.UniqueConstraint("seek_id", "give_id"),
        sqlite_autoincrement=True,
    )


def _notices() -> None:
    op.create_table(
        "offer_notices",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("offer_id", BigId, sa.ForeignKey("offers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("introduction_id", BigId, nullable=False, server_default="0"),
        sa.Column("about", Utc, nullable=False),
        sa.Column("not_before", Utc),
        sa.Column("tried_at", Utc),
        sa.Column("done_at", Utc),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("kind IN ('ask', 'met', 'off', 'renew', 'paused')", name="kind"),
        sa.UniqueConstraint("offer_id", "kind", "about", "introduction_id"),
    )
    unsent = sa.text("done_at IS NULL")
    op.create_index(
        "ix_offer_notices_open", "offer_notices", ["id"], sqlite_where=unsent, postgresql_where=unsent
    )
