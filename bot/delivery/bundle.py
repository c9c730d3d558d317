"""A digest that was claimed: the lines it shows, and what its end means for each of them. Pure."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import ms
from bot.delivery.decision import PUT_BACK, Decision, DeliveryState, decide
from bot.delivery.outcome import Outcome
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries.digests import DIGEST, GRACE, Digest, Line
from storage.deliveries.results import Result
from storage.members.members import Member

MILLISECOND = timedelta(milliseconds=1)


@dataclass(slots=True)
class Bundle:
    """`more`: other lines come in another message."""

    digest: Digest
    member: Member
    lines: list[Line] = field(default_factory=list)
    broadcasts: dict[int, Broadcast] = field(default_factory=dict)
    more: bool = False
    claimed_at: float = field(default_factory=time.monotonic)
    posted: bool = False
    outcome: Outcome | None = None  # None: not sent, put back

    def decisions(self) -> list[Decision]:
        """Each line's, by its broadcast's policy."""
        if self.outcome is None:
            return [PUT_BACK for _ in self.lines]
        attempts = self.digest.attempts
        return [
            _decided(self.outcome, attempts, self.broadcasts[line.broadcast_id].policy) for line in self.lines
        ]

    def waits(self) -> list[float]:
        """Seconds until the lines that are tried again may be."""
        return [decision.wait for decision in self.decisions() if decision.state is DeliveryState.WAITING]

    def results(self, at: datetime) -> list[Result]:
        """Of each line; what waits is looked at again by the engine long after the next try."""
        return [
            self._result(line, decision, ms(at))
            for line, decision in zip(self.lines, self.decisions(), strict=True)
        ]

    def _result(self, line: Line, decision: Decision, now: int) -> Result:
        waits = decision.state is DeliveryState.WAITING
        return Result(
            line.broadcast_id,
            line.member_id,
            decision.state,
            now,
            reason=DIGEST if waits else decision.reason,
            again=decision.again,
            not_before=now + int(GRACE / MILLISECOND) if waits else 0,
            free_try=decision.free_try,
        )


def _decided(outcome: Outcome, attempt: int, policy: str) -> Decision:
    """Our own markup has no other way to be tried."""
    decision = decide(outcome, attempt, policy)
    return decision if decision.fallback is None else Decision(DeliveryState.FAILED, outcome.reason)
