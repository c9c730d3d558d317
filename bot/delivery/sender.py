"""Sends one parcel when the gate lets it go, and turns Telegram's answer into a line of the ledger.

1. `offer` queues the parcel's next call at the gate, in its broadcast's lane.
2. Let go, it is posted; the outcome is decided (`decide.after`).
3. An end is recorded; a twist (plain text, the group's new id, unpaid) is offered once more.
"""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial

from bot import metrics
from bot.clock import Clock, ms
from bot.delivery.ledger import Ledger
from bot.delivery.outcome import End, Outcome, of
from bot.delivery.pace import Turn
from bot.delivery.stream import Parcel, Stream
from bot.delivery.throttle import Throttle
from bot.delivery.transport import Transport
from bot.delivery.verdict import Twist, Verdict, after
from bot.delivery.wire import Answer, LostError, NotSentError
from storage.deliveries.claims import Claimed, Result

UNREACHED_SECONDS = 2.0  # bulk waits so long after a connection could not be made
DELETABLE_MS = 48 * 3600 * 1000  # https://core.telegram.org/bots/api#deletemessage


class Sender:
    """`trouble` hears of every outcome (for the canary), `parked` of flood waits (seconds)."""

    def __init__(self, transport: Transport, gate: Throttle, ledger: Ledger, clock: Clock,
                 watch: Callable[[Stream, Verdict], None], parked: Callable[[float], None]) -> None:  # fmt: skip
        self._transport, self._gate, self._ledger, self._clock = transport, gate, ledger, clock
        self._watch, self._parked = watch, parked
        self.flying = 0
        self._landed = asyncio.Event()

    def parcel(self, stream: Stream, row: Claimed) -> Parcel:
        assert row.chat_id is not None
        made = Parcel(row, stream, row.chat_id, paid=stream.paid)
        if stream.broadcast.kind == "send" and row.album_ids:
            made.step, made.album_ids = 1, row.album_ids
        if stream.broadcast.kind == "recall" and self._too_old(stream, row):
            made.twisted = frozenset({Twist.NOTE})
        return made

    def offer(self, parcel: Parcel) -> None:
        """Queues its next call; it counts as stock until it is let go."""
        stream = parcel.stream
        stream.stock += 1
        parcel.paid = parcel.paid and self._gate.pace.pays(asyncio.get_running_loop().time())
        weight = stream.calls(parcel)[parcel.step][2]
        chat = parcel.chat_id if stream.broadcast.kind == "send" or Twist.NOTE in parcel.twisted else None
        self._gate.ask(Turn(stream.lane, chat, weight, partial(self._go, parcel), stream.broadcast.id,
                            paid=parcel.paid, tag=parcel))  # fmt: skip

    def put_back(self, stream: Stream) -> None:
        """Gives the ledger back what was claimed and not let go."""
        for turn in self._gate.drop(stream.broadcast.id):
            parcel = turn.tag
            assert isinstance(parcel, Parcel)
            stream.stock -= 1
            self._ledger.record(self._result(parcel, Verdict("waiting", free_try=True), ()))

    async def drain(self, seconds: float) -> int:
        """Waits for what is in flight; returns how many did not end in time."""
        end = asyncio.get_running_loop().time() + seconds
        while self.flying and (left := end - asyncio.get_running_loop().time()) > 0:
            self._landed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._landed.wait(), left)
        return self.flying

    def _go(self, parcel: Parcel) -> None:
        stream = parcel.stream
        stream.stock -= 1
        stream.flying += 1
        self.flying += 1
        if self._ledger.wants(stream):
            self._ledger.hungry()
        method, tail, _ = stream.calls(parcel)[parcel.step]
        body = b'{"chat_id":%d%b%b' % (parcel.chat_id, _message(parcel, method), tail)
        self._transport.post(method, body, partial(self._landing, parcel))

    def _landing(self, parcel: Parcel, what: Answer | NotSentError | LostError) -> None:
        parcel.stream.flying -= 1
        self.flying -= 1
        self._landed.set()
        self._gate.back()
        self._settle(parcel, _outcome(what))

    def _settle(self, parcel: Parcel, outcome: Outcome) -> None:
        stream = parcel.stream
        one = stream.broadcast
        if outcome.end is End.SENT and parcel.step + 1 < len(stream.calls(parcel)):
            self._next_step(parcel, outcome)
            return
        verdict = after(outcome, parcel.row.attempts + 1, one.policy, kind=one.kind, twisted=parcel.twisted)
        metrics.DELIVERIES.labels(outcome.end.value).inc()
        if outcome.end is End.SLOWER:
            self._gate.refused(stream.lane, parcel.chat_id, outcome.seconds, paid=parcel.paid)
            self._parked(outcome.seconds)
        if verdict.twist is not None:
            self._twist(parcel, verdict.twist, outcome)
            return
        if verdict.state == "gone":
            self._ledger.lost(parcel.row.member_id, verdict.reason or "gone")
        self._record(parcel, verdict, outcome.message_ids)
        self._watch(stream, verdict)

    def _next_step(self, parcel: Parcel, outcome: Outcome) -> None:
        """The album has arrived: that is written down before its text goes."""
        parcel.album_ids = ",".join(str(one) for one in outcome.message_ids)
        parcel.step += 1
        at = ms(self._clock())
        self._ledger.record(Result(parcel.stream.broadcast.id, parcel.row.member_id, "sending", at,
                                   album_ids=parcel.album_ids))  # fmt: skip
        self._again(parcel)

    def _twist(self, parcel: Parcel, twist: Twist, outcome: Outcome) -> None:
        parcel.twisted |= {twist}
        if twist is Twist.MOVED:
            assert outcome.chat_id is not None
            self._ledger.moved(parcel.chat_id, outcome.chat_id)
            parcel.chat_id = outcome.chat_id
        if twist is Twist.UNPAID:
            self._gate.pace.refuse_paid(asyncio.get_running_loop().time())
            parcel.paid = False
        self._again(parcel)

    def _again(self, parcel: Parcel) -> None:
        if parcel.stream.closing:
            self._record(parcel, Verdict("waiting", free_try=True), ())
        else:
            self.offer(parcel)

    def _record(self, parcel: Parcel, verdict: Verdict, ids: tuple[int, ...]) -> None:
        self._gate.landed()
        self._ledger.record(self._result(parcel, verdict, ids), landed=True)

    def _result(self, parcel: Parcel, verdict: Verdict, ids: tuple[int, ...]) -> Result:
        now = self._clock()
        later = ms(now) + int(verdict.wait * 1000) if verdict.wait else 0
        sends = parcel.stream.broadcast.kind == "send"
        return Result(
            parcel.stream.broadcast.id, parcel.row.member_id, verdict.state, ms(now),
            message_id=ids[-1] if ids and sends else None, album_ids=parcel.album_ids if sends else None,
            reason=verdict.reason, plain=Twist.PLAIN in parcel.twisted and verdict.state == "sent",
            again=verdict.again, not_before=later, free_try=verdict.free_try,
        )  # fmt: skip

    def _too_old(self, stream: Stream, row: Claimed) -> bool:
        return row.done_at is not None and ms(self._clock()) - row.done_at > DELETABLE_MS


def _outcome(what: Answer | NotSentError | LostError) -> Outcome:
    if isinstance(what, Answer):
        return of(what.status, what.body)
    if isinstance(what, NotSentError):
        return Outcome(End.SLOWER, f"not reached: {what}", seconds=UNREACHED_SECONDS)
    return Outcome(End.UNKNOWN, f"no answer: {what}")


def _message(parcel: Parcel, method: str) -> bytes:
    """Which message an edit or a deletion is about; nothing for a send."""
    row = parcel.row
    if method.startswith("edit"):
        return b',"message_id":%d' % (row.message_id or 0)
    if method == "deleteMessages":
        ids = [*(row.album_ids or "").split(","), str(row.message_id)]
        return b',"message_ids":[%s]' % ",".join(one for one in ids if one).encode()
    return b""
