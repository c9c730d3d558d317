"""By whose word a broadcast goes out, and a hash of what that word was about.

What waits or is under way was released by the rules of its time: it keeps going out as it stands now. A recalled one
has its end, so that its ledger is archived; the state "failed", which nothing set, is no more.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.broadcasts.broadcasts import RELEASES
from storage.broadcasts.fingerprint import AS_THEY_ARE, fingerprint
from storage.database.schema import BigId, Json, Utc, word

revision = "0024"
down_revision = "0023"

WAITS = ("scheduled", "sending", "paused", "overdue")
JSON = ("content", "audience", "fallback", "schedule")
TIMES = ("due_at", "expires_at")
FIELDS = (*AS_THEY_ARE, *TIMES)  # what was hashed then
KINDS: dict[str, Any] = (
    dict.fromkeys(JSON, Json) | dict.fromkeys(TIMES, Utc) | {"urgent": sa.Boolean(), "target_id": BigId}
)
broadcasts = sa.table(
    "broadcasts",
    sa.column("id", BigId),
    sa.column("state", sa.Text),
    *(sa.column(name, KINDS.get(name, sa.Text)) for name in FIELDS),
    *(sa.column(name, sa.BigInteger) for name in ("approved_by", "author_id")),
    *(sa.column(name, Utc) for name in ("launched_at", "updated_at", "finished_at")),
    *(sa.column(name, sa.Text) for name in ("released_as", "released_hash")),
)
B = broadcasts.c


def upgrade() -> None:
    op.add_column("broadcasts", sa.Column("released_as", *word(*RELEASES, name="released_as")))
    op.add_column("broadcasts", sa.Column("released_hash", sa.Text))
    connection = op.get_bind()
    for row in connection.execute(sa.select(broadcasts).where(B.state.in_(WAITS))).mappings().all():
        values = {"released_as": _released_as(row), "released_hash": fingerprint(dict(row))}
        connection.execute(sa.update(broadcasts).where(B.id == row["id"]).values(values))
    unended = sa.and_(B.state == "recalled", B.finished_at.is_(None))
    op.execute(sa.update(broadcasts).where(unended).values(finished_at=B.updated_at))
    never = sa.case((B.launched_at.is_(None), "canceled"), else_="done")
    failed = {"state": never, "finished_at": sa.func.coalesce(B.finished_at, B.updated_at)}
    op.execute(sa.update(broadcasts).where(B.state == "failed").values(failed))


def _released_as(row: sa.RowMapping) -> str:
    """Before, only what came by the command line went to many without a colleague or a reason."""
    if row["approved_by"] is not None:
        return "approved"
    return "urgent" if row["urgent"] else "forced" if row["author_id"] is None else "own"
