"""What keeps a text from being a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a time was not taken."""

    PART = "part"
    """`part` was not understood."""
    HOUR = "hour"
    """No hour is named."""
    DAY = "day"
    """No day is named."""
    HALF = "half"
    """The hour in `part` may be of either half of the day, or is none of the part of the day named."""
    MIDNIGHT = "midnight"
    """It may be the beginning or the end of the day."""
    DATE = "date"
    """There is no such date."""
    WEEKDAY = "weekday"
    """The date is another weekday than the one named: `moments` has the date."""
    TWO = "two"
    """It may be either of two `moments`, or of two kinds ("05.12": a date or an hour)."""
    PAST = "past"
    """The moment in `moments` is over."""
    AHEAD = "ahead"
    """The day in `moments` is not over, as one that something is counted since must be."""
    ZONE = "zone"
    """A schedule needs a city's clock, not a distance from UTC."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What keeps a text from being a time; `part` is of the text as it was typed."""

    reason: Reason
    part: str = ""
    moments: tuple[datetime, ...] = ()
