"""Tables and columns get the names their code has; an open conversation is a name and a state.

This one renames, which no other may: stop every process of version 0001 before it.
"""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Json, Utc

revision = "0002"
down_revision = "0001"

STATES = {  # the step of version 0001: conversation, state
    "ask.text": ("ask", "question"),
    "ask.confirm": ("ask", "confirm"),
    "faq.missing": ("rating", "missing"),
    "cty.text": ("country", "name"),
    "zone.text": ("time_zone", "city"),
    "welcome.country": ("welcome", "country"),
    "bc.text": ("broadcast", "text"),
    "bc.links": ("broadcast", "links"),
    "bc.country": ("broadcast", "country"),
    "bc.urgent": ("broadcast", "urgency"),
    "bc.when": ("broadcast", "when"),
    "bc.until": ("broadcast", "until"),
    "bc.no": ("broadcast", "refusal"),
    "bv.name": ("template", "name"),
    "ne.part": ("new_entry", "part"),
    "ne.field": ("new_entry", "field"),
    "en.search": ("entry", "search"),
    "en.part": ("entry", "part"),
    "tm.whom": ("team", "colleague"),
}


def upgrade() -> None:
    _searches()
    _drafts()
    _question_cards()
    _conversations()
    op.execute("ALTER TABLE new_entries RENAME COLUMN asked TO searches")
    op.execute("ALTER TABLE updates RENAME COLUMN held_at TO failed_at")


def _searches() -> None:
    op.create_table(
        "searches",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("asked_at", Utc, nullable=False, index=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("script", sa.Text, nullable=False),
        sa.Column("country", sa.Text),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("text", sa.Text),
        sa.CheckConstraint("decision IN ('answer', 'choices', 'unknown')", name="decision"),
    )
    op.create_table(
        "search_watchers",
        sa.Column("search_id", BigId, sa.ForeignKey("searches.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("chat_id", sa.BigInteger, primary_key=True, index=True),
        sa.Column("agreed_at", Utc, nullable=False),
    )
    op.execute(
        "INSERT INTO searches SELECT id, asked_at, language, script, country, decision, entry, text FROM asked"
    )
    op.execute("INSERT INTO search_watchers SELECT asked_id, chat_id, agreed_at FROM askers")
    if op.get_bind().dialect.name == "postgresql":
        last = "nextval(pg_get_serial_sequence('asked', 'id'))"  # a number is never given twice
        op.execute(f"SELECT setval(pg_get_serial_sequence('searches', 'id'), {last}, false)")
    op.drop_table("askers")
    op.drop_table("asked")


def _drafts() -> None:
    op.create_table(
        "draft_versions",
        sa.Column(
            "broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("parent", sa.Integer),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("draft", Json, nullable=False),
    )
    op.create_table(
        "draft_views",
        sa.Column(
            "broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("user_id", sa.BigInteger, primary_key=True),
        sa.Column("draft", Json, nullable=False),
    )
    op.execute(
        "INSERT INTO draft_versions SELECT broadcast_id, version, parent, user_id, at, draft FROM draft_steps"
    )
    op.execute("INSERT INTO draft_views SELECT broadcast_id, user_id, draft FROM draft_looks")
    op.drop_table("draft_steps")
    op.drop_table("draft_looks")


def _question_cards() -> None:
    op.create_table(
        "question_cards",
        sa.Column("chat_id", sa.BigInteger, primary_key=True),
        sa.Column("message_id", sa.BigInteger, primary_key=True),
        sa.Column(
            "question_id",
            BigId,
            sa.ForeignKey("questions.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
    )
    op.execute("INSERT INTO question_cards SELECT chat_id, message_id, question_id FROM cards")
    op.drop_table("cards")


def _conversations() -> None:
    """Who stands at a step no version knew waits for nothing any more."""
    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("name", sa.Text))
        table.add_column(sa.Column("state", sa.Text))
        table.add_column(sa.Column("update_id", sa.BigInteger))
    conversations = sa.table("conversations", *map(sa.column, ("step", "name", "state")))
    for step, (name, state) in STATES.items():
        op.execute(conversations.update().where(conversations.c.step == step).values(name=name, state=state))
    op.execute(conversations.delete().where(conversations.c.name.is_(None)))
    with op.batch_alter_table("conversations") as table:
        table.alter_column("name", nullable=False)
        table.alter_column("state", nullable=False)
        table.drop_column("step")
