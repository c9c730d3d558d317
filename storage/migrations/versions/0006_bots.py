"""Which bots ran on this database."""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import Utc

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "bots",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("since", Utc, nullable=False),
    )
