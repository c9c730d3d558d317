"""What may become of a broadcast: its states, one table of what may follow what, and the verbs that do it.

Command line, chat, launcher and engine all call these verbs. Each is one conditional UPDATE in the caller's
transaction, so that of two who act at once one succeeds; the other gets NotAllowed, which knows the state.
"""

from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.content import Content
from bot.broadcasts.schedule import Schedule, is_recurring, moved, next_due
from bot.errors import BotError
from bot.text.catalogs import Catalogs
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import launches
from storage.events import announcements

CHANGED = N_(
    "A colleague changed this draft a moment ago. Nothing of theirs was lost; please look again and repeat."
)
NOW_SENDING = N_(
    "Broadcast No. {number} is being sent at this moment. Pause it first: then what was sent is corrected, and "
    "the rest goes out with the corrected text."
)
APPROVED_BEFORE = N_("This broadcast was approved, so a colleague has to approve its correction, too.")
APPROVAL = ("approved_by", "approved_at", "approved_version")


class Kind(StrEnum):
    SEND = "send"
    """An announcement to an audience."""
    CORRECT = "correct"
    """A job that edits what was sent of its target."""
    RECALL = "recall"
    """A job that deletes what was sent of its target."""


class State(StrEnum):
    DRAFT = "draft"
    """Being written."""
    REVIEW = "review"
    """Waits for a colleague's approval."""
    SCHEDULED = "scheduled"
    """Waits for its time; a series waits here for each of its times."""
    SENDING = "sending"
    """Launched: its ledger is written and sent."""
    PAUSED = "paused"
    """Stopped by staff or by the canary, before its launch or after it."""
    DONE = "done"
    """Nothing of it is open any more."""
    CANCELED = "canceled"
    """Given up by staff; what was sent stays."""
    EXPIRED = "expired"
    """Its time was over before everybody had it."""
    OVERDUE = "overdue"
    """Its time passed while nothing ran; staff are asked."""
    RECALLED = "recalled"
    """What was sent of it is taken back by a job of its own."""
    FAILED = "failed"
    """Only in rows of early databases."""


class Policy(StrEnum):
    REPEAT = "repeat"
    """What was in flight when a process died is sent again."""
    MISS = "miss"
    """It is rather missed than sent twice."""


class AudienceMode(StrEnum):
    LIVE = "live"
    """Whoever is in the audience when it is launched."""
    FROZEN = "frozen"
    """Whoever was in it when it was scheduled."""


class Verb(StrEnum):
    """What can be done; each is a function below, which says more."""

    SUBMIT = auto()
    DECLINE = auto()
    SCHEDULE = auto()
    APPROVE = auto()
    TO_DRAFT = auto()
    SEND_NOW = auto()
    LAUNCH = auto()
    SET_OVERDUE = auto()
    PAUSE = auto()
    RESUME = auto()
    FINISH = auto()
    EXPIRE = auto()
    CANCEL = auto()
    RECALL = auto()
    CORRECT = auto()


# What was sent and has nothing on its way: it may be corrected.
RESTING = (State.PAUSED, State.DONE, State.CANCELED, State.EXPIRED)
TRANSITIONS: dict[Verb, tuple[tuple[State, ...], State | None]] = {
    Verb.SUBMIT:      ((State.DRAFT,), State.REVIEW),
    Verb.DECLINE:     ((State.REVIEW,), State.DRAFT),
    Verb.SCHEDULE:    ((State.DRAFT,), State.SCHEDULED),
    Verb.APPROVE:     ((State.REVIEW,), State.SCHEDULED),
    Verb.TO_DRAFT:    ((State.SCHEDULED, State.OVERDUE), State.DRAFT),
    Verb.SEND_NOW:    ((State.SCHEDULED, State.OVERDUE), State.SCHEDULED),
    Verb.LAUNCH:      ((State.SCHEDULED,), State.SENDING),
    Verb.SET_OVERDUE: ((State.SCHEDULED,), State.OVERDUE),
    Verb.PAUSE:       ((State.SCHEDULED, State.SENDING), State.PAUSED),
    Verb.RESUME:      ((State.PAUSED,), State.SENDING),  # or scheduled, if it was never launched
    Verb.FINISH:      ((State.SENDING,), State.DONE),
    Verb.EXPIRE:      ((State.SCHEDULED, State.SENDING), State.EXPIRED),
    Verb.CANCEL:      ((State.DRAFT, State.REVIEW, State.SCHEDULED, State.SENDING, State.PAUSED, State.OVERDUE),
                       State.CANCELED),
    Verb.RECALL:      ((State.SENDING, *RESTING, State.FAILED), State.RECALLED),
    Verb.CORRECT:     (RESTING, None),
}  # fmt: skip
# A series goes from one of its times to the next, and is done after its last, by `storage.broadcasts.advance`.
EDITABLE = (State.DRAFT, State.REVIEW)
ENDED = (State.DONE, State.CANCELED, State.EXPIRED, State.RECALLED, State.FAILED)


class NotAllowed(BotError):
    """A verb from a state that does not allow it; as text it says which state that is and which do."""

    def __init__(self, verb: Verb, broadcast_id: int, state: str) -> None:
        super().__init__(N_("This has changed meanwhile. Open the list again: /broadcasts"))
        self.verb, self.broadcast_id, self.state = verb, broadcast_id, state

    @property
    def done_already(self) -> bool:
        """Somebody else did the same."""
        return self.state == TRANSITIONS[self.verb][1]

    def __str__(self) -> str:
        before = " or ".join(TRANSITIONS[self.verb][0])
        return f"broadcast {self.broadcast_id} is {self.state}; this can be done while it is {before}"


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
    tx: AsyncConnection, draft: Broadcast, due_at: datetime, at: datetime, plan: dict[str, Any] | None = None
) -> None:
    """By its author's word: due once at `due_at`, or first then and on by `plan` (its own when None)."""
    await _queue(tx, Verb.SCHEDULE, draft, due_at, at, schedule=plan or draft.schedule)


async def approve(
    tx: AsyncConnection, draft: Broadcast, due_at: datetime, at: datetime, approver_id: int
) -> None:
    """By a colleague's word."""
    approval = {"approved_by": approver_id, "approved_at": at, "approved_version": draft.version}
    await _queue(tx, Verb.APPROVE, draft, due_at, at, schedule=draft.schedule, **approval)


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


async def _queue(
    tx: AsyncConnection, verb: Verb, draft: Broadcast, due_at: datetime, at: datetime, **values: Any
) -> None:
    """A frozen audience is written down right away, and a correction's target says the new text."""
    _check(verb, draft)
    values |= {"state": State.SCHEDULED, "due_at": due_at}
    if is_recurring(values["schedule"]):
        values["expires_at"] = moved(draft.expires_at, draft.due_at, due_at)
    if not await broadcasts.change(tx, draft.id, draft.version, at, **values):
        raise await _refusal(tx, verb, draft.id)
    if draft.kind == Kind.CORRECT:
        await correct(tx, draft, at, {name: values.get(name) for name in APPROVAL})
    elif draft.audience_mode == AudienceMode.FROZEN and not is_recurring(values["schedule"]):
        await launches.begin(tx, draft.id)


# What is in the queue, under way or over.


async def to_draft(tx: AsyncConnection, broadcast: Broadcast, at: datetime) -> None:
    """Out of the queue, to be changed."""
    if broadcast.launch_until is not None:
        raise BotError(
            N_(
                "Its recipients are fixed already, so it cannot be changed any more. Cancel it and send a copy."
            )
        )
    await _move(tx, Verb.TO_DRAFT, broadcast.id, at)


async def send_now(tx: AsyncConnection, broadcast: Broadcast, at: datetime) -> None:
    """Before its time, or after it was overdue."""
    if is_recurring(broadcast.schedule):
        raise BotError(N_("A recurring broadcast cannot be sent at once. Duplicate it and send the copy."))
    await _move(tx, Verb.SEND_NOW, broadcast.id, at, due_at=at, schedule=None)


async def launch(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    """Fixes its audience, too, unless that was done when it was scheduled; what it says of an event is so now."""
    await _move(tx, Verb.LAUNCH, broadcast_id, at, launched_at=at)
    await announcements.launched(tx, broadcast_id, at)
    await launches.begin(tx, broadcast_id)


async def set_overdue(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    """Its time passed unseen."""
    await _move(tx, Verb.SET_OVERDUE, broadcast_id, at)


async def pause(tx: AsyncConnection, broadcast_id: int, at: datetime, reason: str | None = None) -> None:
    """`reason` is shown where nobody of staff pressed the button."""
    await _move(tx, Verb.PAUSE, broadcast_id, at, paused_at=at, pause_reason=reason)


async def resume(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    """On where it was: one that was never launched waits for its time again, a series for its next one."""
    broadcast = await broadcasts.get(tx, broadcast_id)
    ahead = _ahead(broadcast, at) if broadcast else {}
    if not await broadcasts.resume(tx, broadcast_id, at, **ahead):
        raise await _refusal(tx, Verb.RESUME, broadcast_id)


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


async def recall(
    tx: AsyncConnection, target: Broadcast, at: datetime, note: dict[str, Any], author_id: int | None
) -> int:
    """Stops `target` and deletes what was sent of it by a job, whose id is returned.

    `note` (content by language) goes to those whose message is older than Telegram deletes.
    """
    if target.kind != Kind.SEND or target.launched_at is None:
        raise NotAllowed(Verb.RECALL, target.id, target.state)
    await _move(tx, Verb.RECALL, target.id, at)
    job = {"kind": Kind.RECALL, "target_id": target.id, "state": State.SCHEDULED, "due_at": at}
    return await broadcasts.create(tx, note, target.audience, at, author_id=author_id, **job)


def recall_note(catalogs: Catalogs) -> dict[str, Any]:
    """What those get whose message can no longer be deleted, by language."""
    sentence = N_("An announcement we sent you earlier has been withdrawn. Please do not rely on it.")
    return {language: {"text": catalogs.words(language).t(sentence)} for language in LANGUAGES}


def check_correctable(target: Broadcast) -> None:
    """BotError unless something of it was sent that can be changed."""
    if (
        target.kind != Kind.SEND
        or target.launched_at is None
        or target.state not in (State.SENDING, *RESTING)
    ):
        raise BotError(
            N_("There is nothing to correct: it was not sent, or it was recalled. See /broadcasts")
        )
    if any(text.poll for text in Content.of(target.content).texts.values()):
        raise BotError(
            N_("Telegram does not let a poll be changed after sending. Recall it and send a new one instead.")
        )


async def correct(tx: AsyncConnection, draft: Broadcast, at: datetime, approval: dict[str, Any]) -> None:
    """From now on the target says the corrected text: whatever still waits goes out with it, and the next
    correction, copy or template begins from it. Languages the draft leaves out stay as they were.

    The new text stands under the name of whoever approved it, or of nobody; BotError when it should have been
    approved.
    """
    target = await broadcasts.get(tx, draft.target_id or 0)
    assert target is not None
    if asks_again(target) and approval["approved_by"] is None:
        raise BotError(APPROVED_BEFORE)
    content = {**target.content, **draft.content}
    if not await broadcasts.reword(tx, target.id, TRANSITIONS[Verb.CORRECT][0], content, at, **approval):
        raise BotError(NOW_SENDING, number=target.id)
    await broadcasts.reword(tx, draft.id, (State.SCHEDULED,), content, at)


def asks_again(target: Broadcast) -> bool:
    """Whether its text was approved and some have still to get it: another text is approved, too."""
    return target.approved_by is not None and target.state in (State.SENDING, State.PAUSED)


async def _move(tx: AsyncConnection, verb: Verb, broadcast_id: int, at: datetime, **values: Any) -> None:
    before, after = TRANSITIONS[verb]
    assert after is not None
    if not await broadcasts.step(tx, broadcast_id, before, after, at, **values):
        raise await _refusal(tx, verb, broadcast_id)


async def _refusal(tx: AsyncConnection, verb: Verb, broadcast_id: int) -> NotAllowed:
    broadcast = await broadcasts.get(tx, broadcast_id)
    return NotAllowed(verb, broadcast_id, broadcast.state if broadcast else "gone")
