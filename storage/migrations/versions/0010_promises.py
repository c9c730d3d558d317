"""When staff were reminded of a promise that breaks soon."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Utc

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("questions", sa.Column("reminded_at", Utc))
