"""Surveys, who answered them, and what."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Json, Utc

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    _surveys()
    _responses()
    _answers()


def _surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("state", sa.Text, nullable=False, server_default="draft"),
        sa.Column("texts", Json, nullable=False),
        sa.Column("questions", Json, nullable=False),
        sa.Column("consent_version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("topic", sa.Text),
        sa.Column("countries", Json, nullable=False),
        sa.Column("ends_at", Utc, index=True),
        sa.Column("results_shown", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("readers", Json, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("author_id", sa.BigInteger),
        sa.Column("changed_by", sa.BigInteger),
        sa.Column("submitted_by", sa.BigInteger),
        sa.Column("approved_by", sa.BigInteger),
        sa.Column("broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="SET NULL")),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("updated_at", Utc, nullable=False),
        sa.Column("opened_at", Utc),
        sa.Column("closed_at", Utc),
        sa.Column("totals", Json),
        sa.CheckConstraint("state IN ('draft', 'review', 'open', 'closed', 'discarded')", name="state"),
    )


def _responses() -> None:
    op.create_table(
        "survey_responses",
        sa.Column("survey_id", BigId, sa.ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
        ),
        sa.Column("consent_version", sa.Integer, nullable=False),
        sa.Column("consent_language", sa.Text, nullable=False),
        sa.Column("began_at", Utc, nullable=False),
        sa.Column("touched_at", Utc, nullable=False),
        sa.Column("sent_at", Utc),
        sa.CheckConstraint("consent_language IN ('kk', 'ru', 'en')", name="consent_language"),
    )


def _answers() -> None:
    op.create_table(
        "survey_answers",
        sa.Column("survey_id", BigId, primary_key=True),
        sa.Column("member_id", BigId, primary_key=True),
        sa.Column("question", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("option", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Float),
        sa.Column("text", sa.Text),
        sa.Column("country", sa.Text),
        sa.ForeignKeyConstraint(
            ["survey_id", "member_id"],
            ["survey_responses.survey_id", "survey_responses.member_id"],
            ondelete="CASCADE",
        ),
    )
