"""A broadcast of a file into the queue, past the composer's checks and its four eyes, and into staff's log."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import lifecycle
from bot.broadcasts.audience import Reach, measure
from bot.broadcasts.refusals import Refusal, Weight, refusals
from bot.broadcasts.schedule import next_due
from bot.broadcasts.states import Release
from bot.broadcasts.toml_file import Plan
from bot.config import Delivery
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.members.audience import tally
from storage.staff import audit

MEANT_NOW = timedelta(seconds=10)  # `--at "$(date -Is)"` is a moment ago when it is read
NOBODY = 0  # in staff's log: no Telegram account


class Refused(Exception):
    """It is not sent; why, each with its line."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__()
        self.refusals = refusals


async def store(tx: AsyncConnection, plan: Plan, due: datetime | None, at: datetime) -> Broadcast:
    """The draft."""
    values = plan.values | {"schedule": plan.schedule.as_json() if plan.schedule else None, "due_at": due}
    content, audience = plan.content.as_json(), plan.audience.as_json()
    draft = await broadcasts.get(tx, await broadcasts.create(tx, content, audience, at, **values))
    assert draft is not None
    return draft


async def queue(
    database: Database,
    delivery: Delivery,
    plan: Plan,
    due: datetime | None,
    at: datetime,
    *,
    name: str,
    force: bool = False,
) -> tuple[int, list[Refusal]]:
    """Its number, and what was overruled or only doubtful. `due` None: now, or by its schedule; `name` is logged.

    Raises Refused. Members are counted before anything is locked.
    """
    if due is not None and at - MEANT_NOW < due <= at:
        due = None
    reach = await _reach(database, delivery, plan, at)
    async with database.begin() as tx:
        draft = await store(tx, plan, due, at)
        said = refusals(draft, reach, at, delivery.approval_above)
        if standing := [refusal for refusal in said if refusal.stands(force=force)]:
            raise Refused(standing)
        first = due or (next_due(plan.schedule, at) if plan.schedule else None) or at
        forced = any(refusal.kind == "approval" for refusal in said)
        await lifecycle.schedule(tx, draft, first, at, release=Release.FORCED if forced else None)
        await _log(tx, draft, said, at, name, reach.total)
    return draft.id, said


async def _reach(database: Database, delivery: Delivery, plan: Plan, at: datetime) -> Reach:
    groups = await database.read(tally, plan.audience, at)
    messages = {language: plan.content[language].messages for language in plan.content.languages}
    return measure(groups, messages, plan.values["fallback"], lambda zone: at, delivery)


async def _log(
    tx: AsyncConnection, draft: Broadcast, said: Sequence[Refusal], at: datetime, name: str, total: int
) -> None:
    overruled = sorted({refusal.kind for refusal in said if refusal.weight == Weight.FORCE})
    action = "forced" if overruled else "urgent" if draft.urgent else "queued"
    detail = {"overruled": overruled} if overruled else {"reason": draft.urgent_reason or ""}
    await audit.log(tx, NOBODY, f"broadcast.{action}", draft.id, at, name=name, recipients=total, **detail)
