"""The inbox: what is said in a question both ways, who answers it, what was promised, stock answers, blocked chats."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Json, Utc

revision = "0007"
down_revision = "0006"

QUESTION = {
    "answered_by": sa.BigInteger,
    "answered_name": sa.Text,
    "promised_at": Utc,
    "taken_by": sa.BigInteger,
    "taken_name": sa.Text,
    "taken_at": Utc,
    "sending_id": sa.BigInteger,
    "sending_at": Utc,
    "closed_at": Utc,
    "closing": sa.Text,
    "rating": sa.Integer,
    "receipt_id": sa.BigInteger,
    "edited_at": Utc,
    "folded": sa.Text,
}
OPEN = sa.text("answered_at IS NULL AND closed_at IS NULL")
UNFOLDED = sa.text("folded IS NULL")
DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    for name, kind in QUESTION.items():
        op.add_column("questions", sa.Column(name, kind))
    op.add_column("questions", sa.Column("changes", sa.Integer, nullable=False, server_default="0"))
    op.create_index(
        "ix_questions_open", "questions", ["promised_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        "ix_questions_unfolded", "questions", ["id"], sqlite_where=UNFOLDED, postgresql_where=UNFOLDED
    )
    op.add_column("question_cards", sa.Column("shown", sa.Integer))
    _messages()
    _places()
    op.create_table(
        "stock_answers",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("changed_at", Utc, nullable=False),
        sa.Column("changed_by", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "question_blocks",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("by", sa.BigInteger, nullable=False),
    )


def _messages() -> None:
    op.create_table(
        "question_messages",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column(
            "question_id",
            BigId,
            sa.ForeignKey("questions.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("author_id", sa.BigInteger),
        sa.Column("author_name", sa.Text),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("origin_id", sa.BigInteger),
        sa.Column("album", sa.Text),
        sa.Column("due_at", Utc),
        sa.Column("delivered_at", Utc),
        sa.CheckConstraint("kind IN ('question', 'follow_up', 'answer', 'note')", name="kind"),
    )
    op.create_index("ix_question_messages_origin", "question_messages", ["chat_id", "origin_id"], unique=True)
    op.create_index("ix_question_messages_album", "question_messages", ["chat_id", "album"])
    op.create_index(
        "ix_question_messages_due", "question_messages", ["due_at"], sqlite_where=DUE, postgresql_where=DUE
    )


def _places() -> None:
    op.create_table(
        "question_places",
        sa.Column("chat_id", sa.BigInteger, primary_key=True),
        sa.Column("message_id", sa.BigInteger, primary_key=True),
        sa.Column(
            "part_of",
            BigId,
            sa.ForeignKey("question_messages.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("copy_of", sa.BigInteger),
    )
