"""What may become of a broadcast: the verbs that move it from state to state, as the table of `states.py` allows.

Command line, chat, launcher and engine all call these verbs. Each is one conditional UPDATE in the caller's
transaction, so that of two who act at once one succeeds; the other gets NotAllowed, which knows the state.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import approval
from bot.broadcasts.corrections import correct
from bot.broadcasts.schedule import Schedule, is_recurring, moved, next_due
from bot.broadcasts.states import TRANSITIONS, AudienceMode, Kind, NotAllowed, Release, State, Verb
from bot.errors import BotError
from bot.staff.permissions import OWN
from bot.text.translator import N_
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import APPROVAL, UNRELEASED, Broadcast
from storage.crisis import check_ins
from storage.deliveries import launches
from storage.events import announcements

CHANGED = N_(
    "A colleague changed this draft a moment ago. Nothing of theirs was lost; please look again and repeat."
)
EARLIER = N_("It was approved for its time. Only an approver or an owner can send it earlier.")
UNAPPROVED = N_(
    "What would go out is not what was approved. A colleague who did not change it can approve it as it stands; "
    "or cancel it and send a copy."
)

# Drafts: these go by the draft's version, so that nobody sends or approves what they have not read.


async def submit(
    tx: AsyncConnection, draft: Broadcast, user_id: int, at: datetime, notes: dict[str, Any]
) -> None:
    """To a colleague, for approval."""
    _check(Verb.SUBMIT, draft)
    await _save(tx, draft, user_id, at, state=State.REVIEW, composer=notes)


async def decline(tx: AsyncConnection, draft: Broadcast, user_id: int, at: datetime) -> None:
    """Back to its author."""
    _check(Verb.DECLINE, draft)
    await _save(tx, draft, user_id, at, state=State.DRAFT)


async def schedule(
    tx: AsyncConnection,
    draft: Broadcast,
    due_at: datetime,
    at: datetime,
    plan: dict[str, Any] | None = None,
    *,
    release: Release | None = None,
) -> None:
    """By its author's word: due once at `due_at`, or first then and on by `plan` (its own when None).

    `release`: whose word it is instead, as that of an operator with a shell.
    """
    release = release or (Release.URGENT if draft.urgent else Release.OWN)
    await _queue(tx, Verb.SCHEDULE, draft, due_at, at, release, {}, schedule=plan or draft.schedule)


async def approve(
    tx: AsyncConnection, draft: Broadcast, due_at: datetime, at: datetime, approver_id: int
) -> None:
    """By a colleague's word; BotError when it is their own."""
    named = _approval(draft, at, approver_id)
    await _queue(tx, Verb.APPROVE, draft, due_at, at, Release.APPROVED, named, schedule=draft.schedule)


async def discard(tx: AsyncConnection, draft: Broadcast, at: datetime) -> None:
    """Cancels a draft nobody changed meanwhile."""
    values = {"state": State.CANCELED, "finished_at": at}
    if not await broadcasts.change(tx, draft.id, draft.version, at, **values):
        raise BotError(CHANGED)


def _check(verb: Verb, draft: Broadcast) -> None:
    if draft.state not in TRANSITIONS[verb][0]:
        raise NotAllowed(verb, draft.id, draft.state)


async def _save(tx: AsyncConnection, draft: Broadcast, user_id: int, at: datetime, **values: Any) -> None:
    if not await drafts.save(tx, draft, user_id, at, **values):
        raise BotError(CHANGED)


def _approval(broadcast: Broadcast, at: datetime, approver_id: int) -> dict[str, Any]:
    if approver_id in approval.writers(broadcast):
        raise BotError(OWN)
    return {"approved_by": approver_id, "approved_at": at, "approved_version": broadcast.version}


async def _queue(
    tx: AsyncConnection,
    verb: Verb,
    draft: Broadcast,
    due_at: datetime,
    at: datetime,
    release: Release,
    named: dict[str, Any],
    **values: Any,
) -> None:
    """With the word it goes out by. A frozen audience is written down right away, a correction's target says the new
    text, a recall's is sent to nobody else."""
    _check(verb, draft)
    values |= {"state": State.SCHEDULED, "due_at": due_at}
    if is_recurring(values["schedule"]):
        values["expires_at"] = moved(draft.expires_at, draft.due_at, due_at)
    if not await broadcasts.change(tx, draft.id, draft.version, at, **values):
        raise await _refusal(tx, verb, draft.id)
    await broadcasts.release(tx, draft.id, release, **named)
    if await _alarming(tx, draft, release):
        await broadcasts.alert(tx, draft.id, at)
    if draft.kind == Kind.CORRECT:
        await correct(tx, draft, at, release, named)
    elif draft.kind == Kind.RECALL:
        await _take_back(tx, draft, at)
    elif draft.audience_mode == AudienceMode.FROZEN and not is_recurring(values["schedule"]):
        await launches.begin(tx, draft.id)


# What is in the queue, under way or over.


async def _alarming(tx: AsyncConnection, draft: Broadcast, release: Release) -> bool:
    """Whether owners and approvers hear of it at once: it goes past them, or takes back what a colleague sent."""
    if release != Release.OWN:
        return release != Release.APPROVED
    target = await broadcasts.get(tx, draft.target_id or 0) if draft.kind == Kind.RECALL else None
    return target is not None and target.author_id != draft.author_id


async def to_draft(tx: AsyncConnection, broadcast: Broadcast, at: datetime) -> None:
    """Out of the queue, to be changed."""
    if broadcast.launch_until is not None:
        raise BotError(
            N_(
                "Its recipients are fixed already, so it cannot be changed any more. Cancel it and send a copy."
            )
        )
    await _move(tx, Verb.TO_DRAFT, broadcast.id, at, **UNRELEASED)


async def send_now(
    tx: AsyncConnection, broadcast: Broadcast, at: datetime, approver_id: int | None = None
) -> None:
    """Before its time, or after it was overdue. One that was approved was so for its time: a colleague who may approve
    it (`approver_id`) gives their word for the new one."""
    if is_recurring(broadcast.schedule):
        raise BotError(N_("A recurring broadcast cannot be sent at once. Duplicate it and send the copy."))
    named: dict[str, Any] = {}
    if broadcast.released_as == Release.APPROVED:
        if approver_id is None:
            raise BotError(EARLIER)
        named = _approval(broadcast, at, approver_id)
    await _move(tx, Verb.SEND_NOW, broadcast.id, at, due_at=at, schedule=None)
    if not approval.stands(broadcast):
        raise BotError(UNAPPROVED)
    await broadcasts.release(tx, broadcast.id, broadcast.released_as or Release.OWN, **named)


async def hold(tx: AsyncConnection, broadcast: Broadcast, at: datetime, reason: str) -> None:
    """It stood at the door: to a colleague, for approval; one whose recipients are fixed waits as it is."""
    if broadcast.launch_until is not None:
        return await pause(tx, broadcast.id, at, reason)
    hand = await drafts.last_hand(tx, broadcast)
    notes = (broadcast.composer or {}) | {"held": reason, "hand": hand}
    notes.setdefault("submitted_by", broadcast.author_id)
    values: dict[str, Any] = {"composer": notes, "version": broadcast.version + 1, **UNRELEASED}
    if broadcast.schedule is None:
        values["due_at"] = None  # its time is over when somebody decides
    return await _move(tx, Verb.HOLD, broadcast.id, at, **values)


async def launch(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    """Fixes its audience, too, unless that was done when it was scheduled; what it says of an event is so now,
    and whom a check-in names hears of it.

    Whether it may go out is asked before, by the launcher, and of every row by the engine (`approval.py`).
    """
    await _move(tx, Verb.LAUNCH, broadcast_id, at, launched_at=at)
    await announcements.launched(tx, broadcast_id, at)
    await check_ins.launched(tx, broadcast_id)
    await launches.begin(tx, broadcast_id)


async def set_overdue(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    """Its time passed unseen."""
    await _move(tx, Verb.SET_OVERDUE, broadcast_id, at)


async def pause(tx: AsyncConnection, broadcast_id: int, at: datetime, reason: str | None = None) -> None:
    """`reason` is shown where nobody of staff pressed the button."""
    await _move(tx, Verb.PAUSE, broadcast_id, at, paused_at=at, pause_reason=reason)


async def resume(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    """On where it was: one that was never launched waits for its time again, a series for its next one.

    BotError when it says something else than what was approved.
    """
    broadcast = await broadcasts.get(tx, broadcast_id)
    if broadcast and broadcast.state == State.PAUSED and not approval.stands(broadcast):
        raise BotError(UNAPPROVED)
    ahead = _ahead(broadcast, at) if broadcast else {}
    if not await broadcasts.resume(tx, broadcast_id, at, **ahead):
        raise await _refusal(tx, Verb.RESUME, broadcast_id)


async def approve_rest(tx: AsyncConnection, broadcast: Broadcast, at: datetime, approver_id: int) -> None:
    """A paused one that is not what was approved goes on as it stands, by the word of a colleague who read it so."""
    named = _approval(broadcast, at, approver_id)
    now = await broadcasts.get(tx, broadcast.id)
    if now is None or now.state != State.PAUSED or now.fingerprint != broadcast.fingerprint:
        raise await _refusal(tx, Verb.RESUME, broadcast.id)
    await broadcasts.release(tx, broadcast.id, Release.APPROVED, **named)
    await resume(tx, broadcast.id, at)


def _ahead(broadcast: Broadcast, at: datetime) -> dict[str, Any]:
    """A series' next issue from now on; what was missed while it stood still is not made up for."""
    if not is_recurring(broadcast.schedule):
        return {}
    due_at = next_due(Schedule.of(broadcast.schedule or {}), at)
    return (
        {"due_at": due_at, "expires_at": moved(broadcast.expires_at, broadcast.due_at, due_at)}
        if due_at
        else {}
    )


async def finish(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    await _move(tx, Verb.FINISH, broadcast_id, at, finished_at=at)


async def expire(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    await _move(tx, Verb.EXPIRE, broadcast_id, at, finished_at=at)


async def cancel(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    await _move(tx, Verb.CANCEL, broadcast_id, at, finished_at=at)


async def close_buttons(tx: AsyncConnection, broadcast_id: int, at: datetime) -> int:
    """The messages of a check-in that ended say so, by a job whose id is returned: it says what its target says, by
    the word that was given for that."""
    target = await broadcasts.get(tx, broadcast_id)
    assert target is not None and target.check_in_ended_at is not None
    values = {"kind": Kind.CORRECT, "state": State.SCHEDULED, "due_at": at, "target_id": target.id}
    values |= {name: getattr(target, name) for name in ("author_id", "check_in_id", "check_in_ended_at")}
    job = await broadcasts.create(tx, target.content, target.audience, at, **values)
    named = {name: getattr(target, name) for name in APPROVAL}
    await broadcasts.release(tx, job, target.released_as or Release.URGENT, **named)
    return job


async def _take_back(tx: AsyncConnection, job: Broadcast, at: datetime) -> None:
    target = await broadcasts.get(tx, job.target_id or 0)
    assert target is not None
    if target.state == State.RECALLED and (job.composer or {}).get("held"):
        return  # the job was held at its launch; its target has stopped already
    await _move(tx, Verb.RECALL, target.id, at, finished_at=target.finished_at or at)


async def _move(tx: AsyncConnection, verb: Verb, broadcast_id: int, at: datetime, **values: Any) -> None:
    before, after = TRANSITIONS[verb]
    assert after is not None
    if not await broadcasts.step(tx, broadcast_id, before, after, at, **values):
        raise await _refusal(tx, verb, broadcast_id)


async def _refusal(tx: AsyncConnection, verb: Verb, broadcast_id: int) -> NotAllowed:
    broadcast = await broadcasts.get(tx, broadcast_id)
    return NotAllowed(verb, broadcast_id, broadcast.state if broadcast else "gone")
