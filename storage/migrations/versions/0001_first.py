"""The tables of the first version, as they were: one file of SQL for each database, never edited again."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    statements = Path(__file__).with_suffix(f".{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
    for statement in filter(str.strip, statements.split(";\n")):
        op.execute(statement)
