"""Since when a process brings a card or a thread of a question up to date."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Utc

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    for table in ("question_cards", "question_threads"):
        op.add_column(table, sa.Column("tried_at", Utc))
