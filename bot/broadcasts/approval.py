"""Whether what is about to go out is what somebody gave their word for: the door of launcher and engine. Pure.

A word (`Release`) is kept with the broadcast together with the fingerprint of what it was about
(`storage/broadcasts/fingerprint.py`), so whatever changes afterwards, in whichever way, stands at the door.
"""

from enum import StrEnum

from bot.broadcasts.states import Release
from storage.broadcasts.broadcasts import Broadcast


class Lack(StrEnum):
    """What keeps it from going out; also kept as the reason of a pause."""

    CHANGED = "unapproved"
    """It is not what was approved, or released by its author."""
    GROWN = "grown"
    """Its author may send to so many only with a colleague's approval: the audience has grown since."""
    TRIAL = "trial"
    """There is no room for it in what a day of the trial allows."""


def lack(broadcast: Broadcast, recipients: int | None, above: int) -> Lack | None:
    """None where it may go out. `recipients` None: they are not asked about (it is launched already, or they are
    fixed); `above` is the configured number beyond which a colleague has to approve."""
    if not stands(broadcast):
        return Lack.CHANGED
    own = broadcast.released_as == Release.OWN
    return Lack.GROWN if own and recipients is not None and recipients > above else None


def stands(broadcast: Broadcast) -> bool:
    """Whether the word given is about what it says now."""
    if broadcast.released_as is None:
        return False
    named = broadcast.released_as != Release.APPROVED or broadcast.approved_by is not None
    return named and broadcast.released_hash == broadcast.fingerprint


def writers(broadcast: Broadcast) -> tuple[int | None, ...]:
    """Who sent it for approval, and who had changed it last: neither may approve it."""
    notes = broadcast.composer or {}
    return notes.get("submitted_by"), notes.get("hand")
