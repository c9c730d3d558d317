"""What becomes of a notice on an offer when its turn comes: said now, later, or never, and why. Pure.

Nobody is woken by one. Whoever closed the offer or has left meanwhile hears nothing.
"""

from datetime import datetime

from bot.broadcasts.quiet_hours import QuietHours
from bot.broadcasts.turn import Never, Turn, unless_quiet
from bot.offers import introductions
from bot.offers.introductions import State as Introduced
from bot.offers.lifecycle import State
from storage.members.members import Member
from storage.offers.introductions import Introduction
from storage.offers.notices import Kind, Notice
from storage.offers.offers import Offer


def decide(
    notice: Notice,
    offer: Offer,
    introduction: Introduction | None,
    member: Member,
    now: datetime,
    quiet: QuietHours,
) -> Turn:
    """`quiet` are the hours of those who chose none."""
    if reason := _outdated(notice, offer, introduction):
        return Never(reason)
    if member.blocked_at is not None:
        return Never("blocked")
    return unless_quiet(member, now, quiet)


def _outdated(notice: Notice, offer: Offer, introduction: Introduction | None) -> str:
    """Why there is nothing to say any more; empty while there is."""
    match Kind(notice.kind):
        case Kind.ASK if introduction is None or not introductions.waits(introduction):
            return "over"
        case Kind.ASK if introduction is not None and introduction.answer_of(offer.id):
            return "answered"
        case Kind.MET if introduction is None or Introduced(introduction.state) is not Introduced.MET:
            return "forgotten"
        case Kind.RENEW if State(offer.state) is not State.OPEN or offer.confirmed_at != notice.about:
            return "answered"
        case Kind.PAUSED if State(offer.state) is not State.PAUSED:
            return "answered"
    return ""
