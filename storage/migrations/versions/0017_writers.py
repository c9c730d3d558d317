"""The installation's key, what an edit of an entry began from, who wrote a new one, and one opinion a reader."""

import secrets

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Json

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    made = op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.bulk_insert(made, [{"id": 1, "secret": secrets.token_hex(32)}])
    op.add_column("entry_edits", sa.Column("base", Json, nullable=True))
    op.add_column("new_entries", sa.Column("writers", Json, server_default="[]", nullable=False))
    op.add_column("ratings", sa.Column("rater", sa.Text(), nullable=True))
    op.create_index("ux_ratings_rater", "ratings", ["rater"], unique=True)
