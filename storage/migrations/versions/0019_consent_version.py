"""Which version of the consent words a member agreed to."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("members", sa.Column("consent_version", sa.Integer))
