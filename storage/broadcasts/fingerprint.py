"""A hash of everything about a broadcast that reaches members: what an approval names, and what is held against it.

In it: kind and target; the check-in it asks for; texts of all languages with media, link buttons and polls; audience
and how it is fixed; what languages left out get; urgency; what follows a crash; the time, of a series its rule instead;
how long each issue is good. Not in it: a title, notes and names, which stay with staff; when a series comes next, which
its rule says.

A column that comes to say what goes out is added here, together with a migration that hashes what waits then.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

AS_THEY_ARE = (
    "kind", "target_id", "content", "audience", "audience_mode", "fallback", "urgent", "policy", "schedule",
)  # fmt: skip
FIELDS = (*AS_THEY_ARE, "due_at", "expires_at", "check_in_id")  # the columns it reads


def fingerprint(row: Mapping[str, Any]) -> str:
    """Of the columns `FIELDS`; the same whichever database they come from."""
    said = {name: row[name] for name in AS_THEY_ARE}
    asks = {"check_in": row["check_in_id"]} if row.get("check_in_id") else {}
    return sha256(orjson.dumps(said | _times(row) | asks, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _times(row: Mapping[str, Any]) -> dict[str, Any]:
    due, end = row["due_at"], row["expires_at"]
    if not _comes_again(row["schedule"]):
        return {"due": _moment(due), "end": _moment(end)}
    good = (end - due).total_seconds() if due is not None and end is not None else None
    return {"good_for": good}


def _comes_again(plan: Mapping[str, Any] | None) -> bool:
    return plan is not None and plan["every"] != "once"


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
