"""What follows from an outcome: the delivery's new state, or the same send once more in another way. Pure."""

from dataclasses import dataclass
from enum import Enum

from bot.delivery.outcome import End, Outcome

TRIES = 7  # attempts when Telegram answers with errors of its own
REPEATS = 4  # attempts when answers are lost, under `repeat`
BACK_OFF = (1, 2, 5, 15, 40, 90, 180)  # seconds after the n-th attempt


class Twist(Enum):
    """Another way to send the same at once."""

    PLAIN = "plain"
    MOVED = "moved"
    UNPAID = "unpaid"
    NOTE = "note"  # a recall too late: a note instead


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` for the ledger; `wait` seconds before the next try; a `twist` means: not an end yet."""

    state: str
    reason: str | None = None
    wait: float = 0.0
    again: bool = False
    free_try: bool = False
    twist: Twist | None = None
    trouble: bool = False  # counts as an error for the canary


def after(outcome: Outcome, attempt: int, policy: str, *, kind: str = "send",
          twisted: frozenset[Twist] = frozenset()) -> Verdict:  # fmt: skip
    """`attempt` counts from 1; `twisted` are the ways already taken, each is taken once."""
    end, reason = outcome.end, outcome.reason
    if end is End.SENT:
        return Verdict("sent", reason)
    if end is End.GONE:
        return Verdict("gone", reason)
    if end is End.SLOWER:
        return Verdict("waiting", None, outcome.seconds, free_try=True)
    if end is End.RETRY:
        return _retry(reason, attempt)
    if end is End.UNKNOWN:
        return _unknown(reason, attempt, policy, kind)
    twist = _twist(end, kind)
    if twist is not None and twist not in twisted:
        return Verdict("sending", reason, twist=twist)
    return Verdict("failed", reason, trouble=True)


def _retry(reason: str | None, attempt: int) -> Verdict:
    if attempt >= TRIES:
        return Verdict("failed", f"given up after {attempt} tries: {reason}", trouble=True)
    return Verdict("waiting", reason, BACK_OFF[attempt - 1], trouble=True)


def _unknown(reason: str | None, attempt: int, policy: str, kind: str) -> Verdict:
    """Edits and deletions may be done twice without harm, so they are simply tried again."""
    if kind != "send":
        return _retry(reason, attempt)
    if policy == "repeat" and attempt < REPEATS:
        return Verdict("waiting", reason, BACK_OFF[attempt - 1], again=True, trouble=True)
    return Verdict("unknown", reason, trouble=True)


def _twist(end: End, kind: str) -> Twist | None:
    if end is End.LATE:
        return Twist.NOTE if kind != "send" else None
    return {End.PLAIN: Twist.PLAIN, End.MOVED: Twist.MOVED, End.UNPAID: Twist.UNPAID}.get(end)
