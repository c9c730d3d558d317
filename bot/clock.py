"""What time it is, handed in so that tests and drills can move it. UTC everywhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return int((moment - datetime(1970, 1, 1, tzinfo=moment.tzinfo)) / timedelta(milliseconds=1))
