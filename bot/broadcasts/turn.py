"""What becomes of a notice to one member when its turn comes: said now, later, or never, and why. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.broadcasts.quiet_hours import QuietHours, quiet_until
from storage.members.members import Member


@dataclass(frozen=True, slots=True)
class Now:
    """To be said."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not before this moment, UTC."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """`reason` is kept with the row."""

    reason: str


Turn = Now | Later | Never


def unless_quiet(
    member: Member, now: datetime, quiet: QuietHours, latest: datetime | None = None
) -> Now | Later:
    """After the member's quiet hours, or the house's; those that end past `latest` are not waited for."""
    until = quiet_until(member.timezone, member.quiet_from, member.quiet_until, now, quiet)
    return Later(until) if until is not None and (latest is None or until <= latest) else Now()
