"""Check-ins in a crisis: who is named for one, what members answered, what colleagues are to hear, their cards."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Json, Utc

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("broadcasts", sa.Column("check_in_id", BigId))
    op.add_column("broadcasts", sa.Column("check_in_ended_at", Utc))
    op.create_index(op.f("ix_broadcasts_check_in_id"), "broadcasts", ["check_in_id"])
    op.create_table(
        "crisis_check_ins",
        sa.Column(
            "id",
            BigId,
            sa.ForeignKey("broadcasts.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("readers", Json, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("ended_at", Utc),
        sa.Column("ended_by", sa.BigInteger),
        sa.Column("totals", Json),
    )
    _answers()
    _notices()
    op.create_table(
        "crisis_cards",
        sa.Column(
            "check_in_id", BigId, sa.ForeignKey("crisis_check_ins.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("chat_id", sa.BigInteger, primary_key=True),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
    )


def _answers() -> None:
    op.create_table(
        "crisis_answers",
        sa.Column(
            "check_in_id", BigId, sa.ForeignKey("crisis_check_ins.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
        ),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answered_at", Utc, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("words", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("taken_by", sa.BigInteger),
        sa.Column("taken_at", Utc),
        sa.CheckConstraint("answer IN ('safe', 'help', 'call')", name="answer"),
    )


def _notices() -> None:
    op.create_table(
        "crisis_notices",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column(
            "check_in_id", BigId, sa.ForeignKey("crisis_check_ins.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("tried_at", Utc),
        sa.Column("done_at", Utc),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("kind IN ('began', 'answer', 'details', 'ended')", name="kind"),
    )
    waits = sa.text("done_at IS NULL")
    op.create_index(
        "ix_crisis_notices_open", "crisis_notices", ["id"], sqlite_where=waits, postgresql_where=waits
    )
    op.create_index("ix_crisis_notices_reader", "crisis_notices", ["check_in_id", "user_id"])
