"""What follows from an outcome: the delivery's new state, or the same once more in another way. Pure."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from bot.broadcasts.states import Kind, Policy
from bot.delivery.outcome import End, Outcome

TRIES = 7  # attempts when Telegram answers with errors of its own
REPEATS = 4  # attempts when answers are lost, under `repeat`
BACK_OFF = (1, 2, 5, 15, 40, 90, 180)  # seconds after the n-th attempt


class DeliveryState(StrEnum):
    WAITING = "waiting"
    """To be sent, at once or later."""
    SENDING = "sending"
    """Claimed by a process."""
    SENT = "sent"
    """Telegram accepted it."""
    GONE = "gone"
    """The member cannot be reached, or does not want it any more."""
    FAILED = "failed"
    """Refused for good."""
    UNKNOWN = "unknown"
    """Perhaps sent: no answer came, and it is not repeated."""


class Fallback(Enum):
    """Another way to do the same, tried at once."""

    PLAIN = "plain"  # without markup
    UNLINKED = "unlinked"  # without the author's link buttons
    MOVED = "moved"  # to the group's new id
    UNPAID = "unpaid"  # at the free pace
    GENERAL = "general"  # to the group's general topic instead of the one it used last
    NOTE = "note"  # a recall too late: a note instead


@dataclass(frozen=True, slots=True)
class Decision:
    """`state` for the ledger; `wait` seconds before the next try; a `fallback` means: not an end yet."""

    state: DeliveryState
    reason: str | None = None
    wait: float = 0.0
    again: bool = False
    free_try: bool = False
    fallback: Fallback | None = None
    trouble: bool = False  # counts as an error for the canary
    closed: bool = False  # no topic of the group takes it


PUT_BACK = Decision(DeliveryState.WAITING, free_try=True)
FALLBACKS = {
    End.PLAIN: Fallback.PLAIN,
    End.BUTTONS: Fallback.UNLINKED,
    End.MOVED: Fallback.MOVED,
    End.UNPAID: Fallback.UNPAID,
    End.CLOSED: Fallback.GENERAL,
}
FOR_ALL = (
    Fallback.PLAIN,
    Fallback.UNLINKED,
)  # what one recipient's message needs, that of all in the language does


def decide(
    outcome: Outcome,
    attempt: int,
    policy: str,
    *,
    kind: str = Kind.SEND,
    tried: frozenset[Fallback] = frozenset(),
) -> Decision:
    """`attempt` counts from 1; `tried` are the fallbacks already taken, each is taken once."""
    reason = outcome.reason
    match outcome.end:
        case End.SENT:
            return Decision(DeliveryState.SENT, reason)
        case End.GONE:
            return Decision(DeliveryState.GONE, reason)
        case End.SLOWER | End.SHUT:
            return Decision(DeliveryState.WAITING, None, outcome.seconds, free_try=True)
        case End.RETRY:
            return _retry(reason, attempt)
        case End.UNKNOWN:
            return _unknown(reason, attempt, policy, kind)
    fallback = _fallback(outcome.end, kind)
    if fallback is not None and fallback not in tried:
        return Decision(DeliveryState.SENDING, reason, fallback=fallback)
    if outcome.end is End.CLOSED:
        return Decision(DeliveryState.GONE, reason, closed=True)
    return Decision(DeliveryState.FAILED, reason, trouble=True)


def _retry(reason: str | None, attempt: int) -> Decision:
    if attempt >= TRIES:
        return Decision(DeliveryState.FAILED, f"given up after {attempt} tries: {reason}", trouble=True)
    return Decision(DeliveryState.WAITING, reason, BACK_OFF[attempt - 1], trouble=True)


def _unknown(reason: str | None, attempt: int, policy: str, kind: str) -> Decision:
    """Edits and deletions may be done twice without harm, so they are simply tried again."""
    if kind != Kind.SEND:
        return _retry(reason, attempt)
    if policy == Policy.REPEAT and attempt < REPEATS:
        return Decision(DeliveryState.WAITING, reason, BACK_OFF[attempt - 1], again=True, trouble=True)
    return Decision(DeliveryState.UNKNOWN, reason, trouble=True)


def _fallback(end: End, kind: str) -> Fallback | None:
    if end is End.LATE:
        return Fallback.NOTE if kind != Kind.SEND else None
    return FALLBACKS.get(end)
