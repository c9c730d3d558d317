"""What becomes of a notice when its turn comes: said now, later, or never, and why. Pure.

Nobody is woken by the day's reminder or by a free seat, unless waiting would bring it too late; the hour's reminder
comes at its hour. Whoever changed their answer, moved into the line or left meanwhile hears nothing.
"""

from datetime import datetime, timedelta

from bot.broadcasts.quiet_hours import QuietHours
from bot.broadcasts.turn import Never, Now, Turn, unless_quiet
from storage.events.events import Event, State
from storage.events.notices import Notice
from storage.events.responses import Response
from storage.members.members import Member

BEFORE = timedelta(hours=1)  # quiet hours that end later than so long before the event are not waited for


def decide(
    notice: Notice, event: Event, response: Response | None, member: Member, now: datetime, quiet: QuietHours
) -> Turn:
    """`quiet` are the hours of those who chose none."""
    if event.state != State.ANNOUNCED:
        return Never("canceled")
    if event.starts_at is None or event.starts_at <= now:
        return Never("begun")
    if notice.kind != "seat" and notice.about != event.starts_at:
        return Never("moved")
    if response is None or not _concerned(notice, response):
        return Never("answered otherwise")
    if member.blocked_at is not None:
        return Never("blocked")
    if notice.kind == "hour":
        return Now()
    return unless_quiet(member, now, quiet, event.starts_at - BEFORE)


def _concerned(notice: Notice, response: Response) -> bool:
    return response.seated or (notice.kind != "seat" and response.answer == "maybe")
