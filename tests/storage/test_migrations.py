"""After 0002, which renamed once, migrations only add: replicas of the old version go on beside the new ones."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from storage.database import tables, versions
from storage.database.database import Database
from tests.conftest import fresh_postgres

assert tables  # registers every table
RENAMED = "0002"


@dataclass(frozen=True)
class Column:
    """What an INSERT of the old version has to know of a column."""

    kind: str
    nullable: bool
    default: bool


Schema = dict[str, dict[str, Column]]


def breaches(before: Schema, after: Schema) -> list[str]:
    """What of the old version would no longer work."""
    found = []
    for table, columns in before.items():
        if table not in after:
            found.append(f"{table} is gone")
            continue
        for name, old in columns.items():
            new = after[table].get(name)
            if new is None:
                found.append(f"{table}.{name} is gone")
            elif new.kind != old.kind or (old.nullable and not new.nullable):
                found.append(f"{table}.{name} has become stricter or another kind")
        for name in after[table].keys() - columns.keys():
            if not (after[table][name].nullable or after[table][name].default):
                found.append(f"{table}.{name} is new and must be given")
    return found


async def schema(database: Database) -> Schema:
    def inspect(connection: sa.Connection) -> Schema:
        inspector = sa.inspect(connection)
        return {
            table: {
                one["name"]: Column(str(one["type"]), one["nullable"], one["default"] is not None)
                for one in inspector.get_columns(table)
            }
            for table in inspector.get_table_names()
        }

    async with database.connect() as tx:
        return await tx.run_sync(inspect)


def revisions() -> list[str]:
    """All versions, the first one first."""
    scripts = ScriptDirectory(str(versions.FOLDER)).walk_revisions()
    return [script.revision for script in scripts][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database.open(f"sqlite:///{tmp_path}/empty.db")
    return Database.open(await fresh_postgres(request.getfixturevalue("postgres")))


async def test_every_migration_after_the_renaming_only_adds(empty: Database) -> None:
    _, renamed, *later = revisions()
    assert renamed == RENAMED
    await versions.upgrade(empty, renamed)
    for revision in later:
        before = await schema(empty)
        await versions.upgrade(empty, revision)
        assert breaches(before, await schema(empty)) == [], f"migration {revision}"
    await empty.close()


TEXT = Column("TEXT", nullable=True, default=False)
STRICT = Column("TEXT", nullable=False, default=False)


@pytest.mark.parametrize(
    ("after", "breach"),
    [
        ({"members": {"name": TEXT, "note": TEXT}, "new": {"id": STRICT}}, None),
        ({"members": {"name": TEXT, "note": Column("TEXT", nullable=False, default=True)}}, None),
        ({"people": {"name": TEXT}}, "members is gone"),
        ({"members": {"full_name": TEXT}}, "members.name is gone"),
        ({"members": {"name": STRICT}}, "members.name has become stricter or another kind"),
        (
            {"members": {"name": Column("INTEGER", True, False)}},
            "members.name has become stricter or another kind",
        ),
        ({"members": {"name": TEXT, "note": STRICT}}, "members.note is new and must be given"),
    ],
)
def test_what_would_break_the_old_version_is_found(after: Schema, breach: str | None) -> None:
    found = breaches({"members": {"name": TEXT}}, after)
    assert (found[0] if found else None) == breach
