"""Why a claimed row is not sent now: gone for good, or waiting for a later hour. Pure."""

from datetime import datetime, timedelta

from bot.broadcasts.quiet_hours import QuietHours, quiet_until
from bot.clock import ms
from bot.delivery.active import ActiveBroadcast
from bot.delivery.decision import DeliveryState
from storage.deliveries.claims import Claimed
from storage.deliveries.deliveries import LEAVING
from storage.deliveries.digests import DIGEST, GRACE
from storage.deliveries.results import Result

LEAVING_AGAIN = timedelta(hours=1)  # until the delivery of who is to be forgotten is looked at again


def not_now(
    active: ActiveBroadcast, row: Claimed, now: datetime, digest: datetime | None, hours: QuietHours
) -> Result | None:
    """None if it is sent now; `digest` is when the one is due that it comes in, `hours` the house's quiet ones."""
    gone = unwanted(row)
    if gone:
        return Result(row.broadcast_id, row.member_id, DeliveryState.GONE, ms(now), reason=gone)
    if row.leaving and active.sends:
        return _later(row, now, now + LEAVING_AGAIN, LEAVING)
    if active.broadcast.urgent or not active.sends:
        return None
    if digest is not None:
        return _later(row, now, digest + GRACE, DIGEST)
    until = quiet_until(active.zone_of(row), row.quiet_from, row.quiet_until, now, hours)
    return _later(row, now, until, "quiet hours") if until is not None else None


def unwanted(row: Claimed) -> str | None:
    """Why it is never sent."""
    if row.chat_id is None:
        return "forgotten"
    if row.blocked:
        return "blocked"
    if row.answered:
        return "answered"
    return None if row.wanted else "unsubscribed"


def _later(row: Claimed, now: datetime, until: datetime, reason: str) -> Result:
    return Result(
        row.broadcast_id, row.member_id, DeliveryState.WAITING, ms(now), reason=reason, not_before=ms(until)
    )
