"""Threads of a staff group that is a forum; entries begun from a question to staff."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "question_threads",
        sa.Column("question_id", BigId, sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("chat_id", sa.BigInteger, primary_key=True),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("shown", sa.Integer, nullable=False, server_default="0"),
    )
    op.add_column("new_entries", sa.Column("question_id", BigId))
    op.create_index(op.f("ix_new_entries_question_id"), "new_entries", ["question_id"])
