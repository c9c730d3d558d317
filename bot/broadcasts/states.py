"""What a broadcast can be: kinds, states, by whose word it goes out, and one table of what may follow what."""

from enum import StrEnum, auto

from bot.errors import BotError
from bot.text.translator import N_


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


class Release(StrEnum):
    """By whose word it goes out."""

    OWN = "own"
    """Its author's: to few enough."""
    APPROVED = "approved"
    """A colleague's."""
    URGENT = "urgent"
    """Its author's, with a reason that owners and approvers are told."""
    FORCED = "forced"
    """An operator's with a shell, by `--force`."""


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
    HOLD = auto()
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
    Verb.HOLD:        ((State.SCHEDULED,), State.REVIEW),
    Verb.LAUNCH:      ((State.SCHEDULED,), State.SENDING),
    Verb.SET_OVERDUE: ((State.SCHEDULED,), State.OVERDUE),
    Verb.PAUSE:       ((State.SCHEDULED, State.SENDING), State.PAUSED),
    Verb.RESUME:      ((State.PAUSED,), State.SENDING),  # or scheduled, if it was never launched
    Verb.FINISH:      ((State.SENDING,), State.DONE),
    Verb.EXPIRE:      ((State.SCHEDULED, State.SENDING), State.EXPIRED),
    Verb.CANCEL:      ((State.DRAFT, State.REVIEW, State.SCHEDULED, State.SENDING, State.PAUSED, State.OVERDUE),
                       State.CANCELED),
    Verb.RECALL:      ((State.SENDING, *RESTING), State.RECALLED),
    Verb.CORRECT:     (RESTING, None),
}  # fmt: skip
# A series goes from one of its times to the next, and is done after its last, by `storage.broadcasts.advance`.
EDITABLE = (State.DRAFT, State.REVIEW)
ENDED = (State.DONE, State.CANCELED, State.EXPIRED, State.RECALLED)


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
