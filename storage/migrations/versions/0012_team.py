"""Operators and analysts, invitations, owners confirmed by owners, and the log of deeds as a chain.

The deeds there are get their seals in the first seconds after the start.
"""

import sqlalchemy as sa
from alembic import op

from storage.database.schema import BigId, Utc, word

revision = "0012"
down_revision = "0011"

ROLES = ("owner", "approver", "editor", "operator", "analyst")


def upgrade() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
        sa.Column("start", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "staff_invitations",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("role", *word(*ROLES, name="role"), nullable=False),
        sa.Column("invited_by", sa.BigInteger, nullable=False),
        sa.Column("expires_at", Utc, nullable=False),
        sa.Column("used_at", Utc),
        sa.Column("used_by", sa.BigInteger),
        sa.Column("withdrawn_at", Utc),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_invitations_digest")),
    )
    op.add_column("audit", sa.Column("place", sa.BigInteger))
    op.add_column("audit", sa.Column("seal", sa.Text))
    op.create_index(op.f("ix_audit_place"), "audit", ["place"], unique=True)
    listed = ", ".join(f"'{role}'" for role in ROLES)
    with op.batch_alter_table("staff") as table:
        table.drop_constraint(op.f("ck_staff_role"), type_="check")
        table.create_check_constraint(op.f("ck_staff_role"), f"role IN ({listed})")
        table.add_column(sa.Column("proposed_by", sa.BigInteger))
