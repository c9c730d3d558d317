"""Sends one delivery when the throttle lets it go, and turns Telegram's answer into a line of the ledger.

1. `offer` queues the delivery's next call at the throttle, in its broadcast's lane.
2. Let go, it is posted; `decision.decide` says what follows from the answer.
3. An end is recorded; a fallback (plain text, the group's new id, unpaid) is offered at once.
"""

import asyncio
from dataclasses import replace
from functools import partial

from bot import metrics
from bot.broadcasts.states import Kind
from bot.clock import Clock, ms
from bot.delivery.active import NO_FALLBACK, ActiveBroadcast, Delivery, Listener
from bot.delivery.decision import FOR_ALL, PUT_BACK, Decision, DeliveryState, Fallback, decide
from bot.delivery.http_client import Answer, LostError, NotSentError
from bot.delivery.ledger import Ledger
from bot.delivery.outcome import WAIT, End, Outcome, is_member, of_answer
from bot.delivery.pace import QueuedCall
from bot.delivery.throttle import Throttle
from bot.delivery.transport import Transport
from bot.supervision import set_within
from storage.deliveries.claims import Claimed
from storage.deliveries.results import Result

DELETABLE_MS = 48 * 3600 * 1000  # https://core.telegram.org/bots/api#deletemessage


class Sender:
    """`in_flight` are deliveries of any broadcast, posted and not answered yet."""

    def __init__(
        self, transport: Transport, throttle: Throttle, ledger: Ledger, clock: Clock, listener: Listener
    ) -> None:
        self._transport, self._throttle, self._ledger = transport, throttle, ledger
        self._clock, self._listener = clock, listener
        self.in_flight = 0
        self._answer_came = asyncio.Event()

    def delivery(self, active: ActiveBroadcast, row: Claimed) -> Delivery:
        """A claimed row as it is sent first."""
        assert row.chat_id is not None
        delivery = Delivery(row, active, row.chat_id, row.thread_id, paid=active.paid)
        if active.sends and row.album_ids:
            delivery.step, delivery.album_ids = 1, row.album_ids
        if active.broadcast.kind == Kind.RECALL and self._too_old(row):
            delivery.fallbacks = frozenset({Fallback.NOTE})
        return delivery

    def offer(self, delivery: Delivery) -> None:
        """Queues its next call."""
        active = delivery.active
        active.queued += 1
        delivery.paid = delivery.paid and self._throttle.pace.pays(asyncio.get_running_loop().time())
        to_chat = active.sends or Fallback.NOTE in delivery.fallbacks
        self._throttle.add(
            QueuedCall(
                active.lane,
                delivery.chat_id if to_chat else None,
                delivery.call.weight,
                partial(self._post, delivery),
                active.broadcast.id,
                paid=delivery.paid,
                delivery=delivery,
            )
        )

    def put_back(self, active: ActiveBroadcast) -> None:
        """Gives the ledger back what was claimed and not sent."""
        for call in self._throttle.drop(active.broadcast.id):
            assert isinstance(call.delivery, Delivery)
            active.queued -= 1
            self._ledger.record(self._result(call.delivery, PUT_BACK, ()))

    async def drain(self, seconds: float) -> int:
        """Waits for what is in flight; returns how many did not end in time."""
        end = asyncio.get_running_loop().time() + seconds
        while self.in_flight and (left := end - asyncio.get_running_loop().time()) > 0:
            self._answer_came.clear()
            await set_within(self._answer_came, left)
        return self.in_flight

    def _post(self, delivery: Delivery) -> None:
        active = delivery.active
        delivery.fallbacks |= active.repairs.get(delivery.row.variant, NO_FALLBACK)
        call = delivery.call
        active.queued -= 1
        active.in_flight += 1
        self.in_flight += 1
        if self._ledger.wants(active):
            self._ledger.write_soon()
        body = b'{"chat_id":%d%b%b' % (delivery.chat_id, _place(delivery, call.method), call.body)
        self._transport.post(call.method, body, partial(self._answered, delivery))

    def _answered(self, delivery: Delivery, answer: Answer | NotSentError | LostError) -> None:
        delivery.active.in_flight -= 1
        self.in_flight -= 1
        self._answer_came.set()
        self._throttle.release()
        self._settle(delivery, of_answer(answer))

    def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        if outcome.end is End.SENT and not delivery.last:
            self._next_step(delivery, outcome)
            return
        active, row = delivery.active, delivery.row
        broadcast, attempt = active.broadcast, row.attempts + 1
        decision = decide(outcome, attempt, broadcast.policy, kind=broadcast.kind, tried=delivery.tried)
        metrics.DELIVERIES.labels(outcome.end.value).inc()
        if outcome.end in WAIT:
            self._throttle.refused(active.lane, delivery.chat_id, outcome.seconds, paid=delivery.paid)
            waits = self._listener.flood_wait if outcome.end is End.SLOWER else self._listener.token_refused
            waits(outcome.seconds)
        if decision.fallback is not None:
            self._repair(delivery, decision.fallback, outcome.reason or "")
            self._fall_back(delivery, decision.fallback, outcome)
            return
        if decision.state is DeliveryState.GONE and delivery.chat_id < 0:
            self._ask_membership(delivery, decision)
            return
        self._end(delivery, decision, outcome.message_ids)

    def _end(self, delivery: Delivery, decision: Decision, ids: tuple[int, ...] = ()) -> None:
        if decision.state is DeliveryState.GONE:
            self._ledger.unreachable(delivery.row.member_id, decision.reason or "gone")
        self._record(delivery, decision, ids)
        self._listener.ended(delivery.active, decision)

    def _ask_membership(self, delivery: Delivery, decision: Decision) -> None:
        """A group may refuse one message, as where its topic is closed, and still have the bot in it."""
        delivery.active.in_flight += 1
        self.in_flight += 1
        body = b'{"chat_id":%d,"user_id":%d}' % (delivery.chat_id, self._transport.bot_id)
        self._transport.post("getChatMember", body, partial(self._membership_known, delivery, decision))

    def _membership_known(
        self, delivery: Delivery, decision: Decision, answer: Answer | NotSentError | LostError
    ) -> None:
        delivery.active.in_flight -= 1
        self.in_flight -= 1
        self._answer_came.set()
        if not is_member(answer):
            self._end(delivery, decision)
            return
        if decision.closed:
            self._ledger.closed(delivery.row.member_id)
        self._end(delivery, replace(decision, state=DeliveryState.FAILED))

    def _next_step(self, delivery: Delivery, outcome: Outcome) -> None:
        """The album has arrived: that is written down before its text goes."""
        delivery.album_ids = ",".join(str(message_id) for message_id in outcome.message_ids)
        delivery.step += 1
        at, ids = ms(self._clock()), delivery.album_ids
        broadcast_id, member_id = delivery.active.broadcast.id, delivery.row.member_id
        self._ledger.record(Result(broadcast_id, member_id, DeliveryState.SENDING, at, album_ids=ids))
        self._again(delivery)

    def _repair(self, delivery: Delivery, fallback: Fallback, reason: str) -> None:
        """What is refused in one message is refused in all of this language: they go without it from now on."""
        repairs, variant = delivery.active.repairs, delivery.row.variant
        known = repairs.get(variant, NO_FALLBACK)
        if fallback in FOR_ALL and fallback not in known:
            repairs[variant] = known | {fallback}
            self._listener.repaired(delivery.active, fallback, reason)

    def _fall_back(self, delivery: Delivery, fallback: Fallback, outcome: Outcome) -> None:
        delivery.fallbacks |= {fallback}
        if fallback is Fallback.MOVED:
            assert outcome.chat_id is not None
            self._ledger.moved(delivery.chat_id, outcome.chat_id)
            delivery.chat_id = outcome.chat_id
        if fallback is Fallback.GENERAL:
            delivery.thread_id = None
        if fallback is Fallback.UNPAID:
            self._throttle.pace.refuse_paid(asyncio.get_running_loop().time())
            delivery.paid = False
        self._again(delivery)

    def _again(self, delivery: Delivery) -> None:
        if delivery.active.closing:
            self._record(delivery, PUT_BACK, ())
        else:
            self.offer(delivery)

    def _record(self, delivery: Delivery, decision: Decision, ids: tuple[int, ...]) -> None:
        self._throttle.ended()
        self._ledger.record(self._result(delivery, decision, ids), ended=True)

    def _result(self, delivery: Delivery, decision: Decision, ids: tuple[int, ...]) -> Result:
        now = ms(self._clock())
        sends, sent = delivery.active.sends, decision.state is DeliveryState.SENT
        return Result(
            delivery.active.broadcast.id,
            delivery.row.member_id,
            decision.state,
            now,
            message_id=ids[-1] if ids and sends else None,
            album_ids=delivery.album_ids if sends else None,
            reason=decision.reason,
            plain=sent and Fallback.PLAIN in delivery.fallbacks,
            again=decision.again,
            not_before=now + int(decision.wait * 1000) if decision.wait else 0,
            free_try=decision.free_try,
        )

    def _too_old(self, row: Claimed) -> bool:
        return row.done_at is not None and ms(self._clock()) - row.done_at > DELETABLE_MS


def _place(delivery: Delivery, method: str) -> bytes:
    """Which message an edit or a deletion is about; for a send the group's topic."""
    row = delivery.row
    if method.startswith("edit"):
        return b',"message_id":%d' % (row.message_id or 0)
    if method == "deleteMessages":
        ids = [*(row.album_ids or "").split(","), str(row.message_id)]
        return b',"message_ids":[%s]' % ",".join(filter(None, ids)).encode()
    return b"" if delivery.thread_id is None else b',"message_thread_id":%d' % delivery.thread_id
