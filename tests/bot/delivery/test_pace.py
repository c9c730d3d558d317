"""The pacer alone, on a clock of the test's own: every promise it makes, as a table or by chance."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pace import SINGLE, Lane, Pace, QueuedCall


@dataclass
class Sent:
    at: float
    lane: Lane
    stream: int
    weight: int
    name: object
    waited: float


@dataclass
class Drive:
    """Moves the clock from wake-up to wake-up, `late` seconds behind what the pacer asked for."""

    pace: Pace
    now: float = 1000.0
    late: Callable[[int], float] = lambda n: 0.0
    sent: list[Sent] = field(default_factory=list)
    wakes: int = 0

    def ask(
        self,
        lane: Lane,
        chat: int | None = None,
        weight: int = 1,
        stream: int = 0,
        name: object = None,
        paid: bool = False,
    ) -> None:
        call = QueuedCall(lane, chat, weight, lambda: None, stream, paid, delivery=(name, self.now))
        self.pace.add(call, self.now)
        if lane is Lane.REPLY:
            self.grant()

    def grant(self) -> None:
        for call in self.pace.grant(self.now):
            name, asked = call.delivery  # type: ignore[misc]
            self.sent.append(
                Sent(self.now, call.lane, call.broadcast_id, call.weight, name, self.now - asked)
            )

    def run(self, until: float) -> None:
        while (at := self.pace.next_at(self.now)) is not None and max(at, self.now) <= until:
            self.wakes += 1
            self.now = max(self.now + 0.002, at + self.late(self.wakes))
            self.grant()
        self.now = max(self.now, until)


def fullest(sent: Sequence[Sent], span: float = 1.0) -> int:
    """The most messages in any window of this length."""
    moments = sorted(call.at for call in sent for _ in range(call.weight))
    return max((bisect_left(moments, at + span) - n for n, at in enumerate(moments)), default=0)


@settings(max_examples=60, deadline=None)
@given(
    rate=st.sampled_from([1, 2.5, 28, 30, 300, 1000]),
    bulk=st.integers(0, 400),
    asks=st.lists(
        st.tuples(
            st.floats(0, 3), st.sampled_from([Lane.REPLY, Lane.URGENT, Lane.BACKGROUND]), st.integers(1, 3)
        ),
        max_size=60,
    ),
    late=st.lists(st.floats(0, 0.04), min_size=1, max_size=20),
)
def test_never_more_than_the_rate_in_any_second(
    rate: float, bulk: int, asks: list[tuple[float, Lane, int]], late: list[float]
) -> None:
    drive = Drive(Pace(rate), late=lambda n: late[n % len(late)])
    for chat in range(bulk):
        drive.ask(Lane.BROADCAST, chat + 1, stream=1)
    for n, (at, lane, weight) in enumerate(sorted(asks, key=lambda call: call[0])):
        drive.run(1000.0 + at)
        drive.ask(lane, 10_000 + n, weight=min(weight, max(1, int(rate))), stream=2)
    drive.run(1010.0)
    assert fullest(drive.sent) <= max(1, int(rate))


@pytest.mark.parametrize(("rate", "share"), [(28, 0.99), (30, 0.99), (1000, 0.98)])
def test_bulk_uses_the_budget_it_has(rate: int, share: float) -> None:
    drive = Drive(Pace(rate), late=lambda n: 0.0007)
    for chat in range(rate * 5):
        drive.ask(Lane.BROADCAST, chat + 1, stream=1)
    drive.run(1010.0)
    span = drive.sent[-1].at - drive.sent[0].at
    assert (len(drive.sent) - 1) / span / rate >= share


@pytest.mark.parametrize(("rate", "longest"), [(28, 2 / 28), (1000, 0.01)])
def test_a_reply_waits_two_slots_at_most(rate: int, longest: float) -> None:
    drive = Drive(Pace(rate), late=lambda n: 0.0005)
    for chat in range(rate * 6):
        drive.ask(Lane.BROADCAST, chat + 1, stream=1)
    for n in range(40):
        drive.run(1000.5 + n * 0.117)
        drive.ask(Lane.REPLY, 50_000 + n)
    drive.run(1012.0)
    waits = [call.waited for call in drive.sent if call.lane is Lane.REPLY]
    assert len(waits) == 40
    assert max(waits) <= longest


def test_an_idle_bot_answers_a_handful_of_people_at_once() -> None:
    drive = Drive(Pace(28))
    for chat in range(20):
        drive.ask(Lane.REPLY, chat + 1)
    assert len(drive.sent) == 20


def test_lanes_are_strict_but_for_the_share_of_the_background() -> None:
    drive = Drive(Pace(10))
    for n in range(12):
        for lane in (Lane.BACKGROUND, Lane.BROADCAST, Lane.URGENT):
            drive.ask(lane, 100 * lane + n, stream=int(lane))
    drive.run(1005.0)
    order = [call.lane for call in drive.sent]
    others = [lane for lane in order if lane is not Lane.BACKGROUND]
    assert others == sorted(others)
    assert [place for place, lane in enumerate(order[:24]) if lane is Lane.BACKGROUND] == [9, 19]


def test_a_question_reaches_staff_in_the_middle_of_a_broadcast_and_of_its_digests() -> None:
    drive = Drive(Pace(28), late=lambda n: 0.0007)
    for chat in range(28 * 60):
        drive.ask(Lane.BROADCAST, chat + 1, stream=1)
        drive.ask(Lane.BACKGROUND, 100_000 + chat)
    for number in range(5):
        drive.ask(Lane.BACKGROUND, 300_000 + number, stream=SINGLE, name="card")
    drive.run(1200.0)
    waited = [call.waited for call in drive.sent if call.name == "card"]
    assert len(waited) == 5 and max(waited) < 10


def test_groups_that_ask_all_together_leave_every_second_reply_to_others() -> None:
    drive = Drive(Pace(28))
    for group in range(500):
        drive.ask(Lane.REPLY, -1 - group)
    drive.now += 1
    drive.ask(Lane.REPLY, 7, name="newcomer")
    drive.run(1060.0)
    [waited] = [call.waited for call in drive.sent if call.name == "newcomer"]
    assert waited < 0.2


def test_several_broadcasts_take_turns() -> None:
    drive = Drive(Pace(100))
    for n in range(60):
        for stream in (1, 2, 3):
            drive.ask(Lane.BROADCAST, 1000 * stream + n, stream=stream)
    drive.run(1000.9)
    shares = [sum(1 for call in drive.sent if call.stream == stream) for stream in (1, 2, 3)]
    assert max(shares) - min(shares) <= 1
    assert sum(shares) > 80


def test_one_chat_gets_one_message_a_second_and_holds_nobody_up() -> None:
    drive = Drive(Pace(100))
    for _ in range(3):
        drive.ask(Lane.REPLY, 7, name="same")
    drive.ask(Lane.REPLY, 8, name="other")
    drive.run(1004.0)
    same = [call.at for call in drive.sent if call.name == "same"]
    assert all(later - earlier >= 1 for earlier, later in pairwise(same))
    assert [call.at for call in drive.sent if call.name == "other"] == [1000.0]


def test_messages_to_one_chat_keep_their_order() -> None:
    drive = Drive(Pace(100))
    for name in range(4):
        drive.ask(Lane.REPLY, 7, name=name)
    drive.run(1006.0)
    assert [call.name for call in drive.sent] == [0, 1, 2, 3]


def test_a_group_gets_twenty_messages_a_minute() -> None:
    drive = Drive(Pace(100))
    for _ in range(45):
        drive.ask(Lane.BROADCAST, -100, stream=1)
    drive.run(1000.0 + 180)
    assert fullest(drive.sent, 60.0) == 20
    assert len(drive.sent) == 45


def test_an_album_counts_by_its_size_and_is_not_starved() -> None:
    drive = Drive(Pace(10))
    for n in range(40):
        drive.ask(Lane.BROADCAST, n + 1, stream=1)
    drive.run(1001.0)
    drive.ask(Lane.REPLY, 500, weight=8, name="album")
    drive.run(1010.0)
    album = next(call for call in drive.sent if call.name == "album")
    assert album.waited <= 1.1
    assert fullest(drive.sent) <= 10


def test_a_flood_wait_earned_by_bulk_stops_bulk_to_the_second_and_no_reply() -> None:
    drive = Drive(Pace(30))
    for n in range(30):
        drive.ask(Lane.BROADCAST, n + 1, stream=1)
    drive.run(1000.2)
    before = len(drive.sent)
    drive.pace.refused(Lane.BROADCAST, 5, 3.0, drive.now)
    drive.ask(Lane.REPLY, 900)
    drive.run(1003.15)
    assert [call.lane for call in drive.sent[before:]] == [Lane.REPLY]
    drive.run(1008.0)
    assert min(call.at for call in drive.sent[before + 1 :]) >= 1003.2


def test_bulk_goes_slower_after_a_flood_wait_and_recovers() -> None:
    drive = Drive(Pace(100))
    drive.pace.refused(Lane.BROADCAST, 5, 1.0, drive.now)
    for n in range(8000):
        drive.ask(Lane.BROADCAST, n + 1, stream=1)
    drive.run(1000.0 + 90)
    first = sum(1 for call in drive.sent if 1001 <= call.at < 1006)
    later = sum(1 for call in drive.sent if 1070 <= call.at < 1075)
    assert first < 430
    assert later > 490


def test_a_reply_refused_delays_its_own_chat_only() -> None:
    drive = Drive(Pace(30))
    drive.pace.refused(Lane.REPLY, 7, 5.0, drive.now)
    drive.ask(Lane.REPLY, 7, name="refused")
    drive.ask(Lane.REPLY, 8, name="other")
    drive.ask(Lane.BROADCAST, 9, stream=1, name="bulk")
    drive.run(1010.0)
    at = {call.name: call.at for call in drive.sent}
    assert at["refused"] >= 1005.0
    assert at["other"] < 1001 and at["bulk"] < 1001


def test_replies_refused_in_two_chats_mean_the_whole_bot() -> None:
    drive = Drive(Pace(30))
    drive.pace.refused(Lane.REPLY, 7, 5.0, drive.now)
    drive.pace.refused(Lane.REPLY, 8, 4.0, drive.now)
    drive.ask(Lane.BROADCAST, 9, stream=1)
    drive.run(1010.0)
    assert drive.sent[0].at >= 1005.0


def test_paid_messages_have_a_budget_of_their_own() -> None:
    drive = Drive(Pace(30, 500))
    for n in range(450):
        drive.ask(Lane.BROADCAST, n + 1, stream=1, paid=True)
    drive.run(1000.95)
    assert len(drive.sent) > 420


def test_refused_as_paid_they_go_at_the_free_pace() -> None:
    drive = Drive(Pace(30, 500))
    for n in range(200):
        drive.ask(Lane.BROADCAST, n + 1, stream=1, paid=True)
    drive.run(1000.1)
    drive.pace.refuse_paid(drive.now)
    before = len(drive.sent)
    drive.run(1001.1)
    assert 25 <= len(drive.sent) - before <= 31


def test_no_more_in_flight_than_there_is_room() -> None:
    drive = Drive(Pace(1000, room=10))
    for n in range(50):
        drive.ask(Lane.BROADCAST, n + 1, stream=1)
    drive.run(1001.0)
    assert len(drive.sent) == 10
    assert drive.pace.next_at(drive.now) is None


def test_bulk_stops_while_too_much_is_not_written_down() -> None:
    drive = Drive(Pace(1000))
    drive.pace.unwritten = 45
    drive.ask(Lane.BROADCAST, 1, stream=1)
    drive.run(1001.0)
    assert drive.sent == []
    drive.pace.unwritten = 44
    drive.run(1001.1)
    assert len(drive.sent) == 1


def test_a_refusing_ledger_lets_replies_through_and_nothing_else() -> None:
    drive = Drive(Pace(100))
    drive.pace.stopped = True
    drive.ask(Lane.BROADCAST, 1, stream=1)
    drive.ask(Lane.REPLY, 2)
    drive.run(1001.0)
    assert [call.lane for call in drive.sent] == [Lane.REPLY]


def test_dropping_a_broadcast_takes_back_all_its_calls() -> None:
    drive = Drive(Pace(10))
    for n in range(5):
        drive.ask(Lane.BROADCAST, 1, stream=1, name=n)
    drive.ask(Lane.BROADCAST, 2, stream=2)
    drive.run(1000.5)
    sent = len([call for call in drive.sent if call.stream == 1])
    assert len(drive.pace.drop(1)) == 5 - sent
    drive.run(1010.0)
    assert len(drive.sent) == sent + 1


def test_no_share_of_the_budget_means_no_message() -> None:
    drive = Drive(Pace(0))
    drive.ask(Lane.REPLY, 1)
    drive.run(1001.0)
    assert drive.sent == []
    drive.pace.free.change(10)
    drive.grant()
    assert len(drive.sent) == 1


def test_memory_of_chats_stays_flat() -> None:
    drive = Drive(Pace(1000))
    for n in range(20_000):
        drive.ask(Lane.BROADCAST, n + 1, stream=1)
    drive.run(1025.0)
    assert len(drive.sent) == 20_000
    assert len(drive.pace.chats._free_at) < 2500
