"""Whom a broadcast would reach, how many messages that is, and how long they take."""

from datetime import UTC, datetime

from bot.broadcasts.audience import measure
from bot.config import Delivery
from storage.members.audience import Group

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 23:00 in Almaty
GROUPS = [
    Group("kk", "DE", None, None, None, blocked=False, number=100),
    Group("ru", "KZ", "Asia/Almaty", None, None, blocked=False, number=20),
    Group("en", None, None, None, None, blocked=False, number=3),
    Group("kk", "DE", None, None, None, blocked=True, number=7),
]


def test_without_a_fallback_a_language_left_out_gets_nothing() -> None:
    reach = measure(GROUPS, {"kk": 1, "ru": 1}, None, NOW, Delivery())
    assert (reach.total, reach.unwritten, reach.blocked, reach.fallback, reach.quiet) == (120, 3, 7, 0, 20)
    assert reach.by_country == {"DE": 100, "KZ": 20}


def test_an_album_counts_each_of_its_messages() -> None:
    reach = measure(GROUPS, {"kk": 11, "ru": 1}, ["ru"], NOW, Delivery(messages_per_second=10))
    assert (reach.total, reach.fallback, reach.messages, reach.seconds) == (123, 3, 1123, 112.3)


def test_at_paid_speed() -> None:
    delivery = Delivery(paid_broadcasts=True, paid_messages_per_second=100)
    assert measure(GROUPS, {"kk": 1}, None, NOW, delivery).seconds == 1.0


def test_nobody_at_all() -> None:
    reach = measure([], {"kk": 1}, ["kk"], NOW, Delivery())
    assert (reach.total, reach.messages, reach.seconds) == (0, 0, 0.0)
