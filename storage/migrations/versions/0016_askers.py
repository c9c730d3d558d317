"""People are counted who asked the same, not their questions."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("searches", sa.Column("asker", sa.Integer))
