"""Whether an error means that the database can't be reached or can't serve now, and not that we asked wrongly.

What failed for such a reason is worth doing again as it is; anything else fails the same way each time.
"""

import errno

import sqlalchemy as sa

# SQLSTATE classes: connection lost, resources exhausted, server stopping or starting
CLASSES = ("08", "53", "57P")
# serialization failure, deadlock, a read-only standby, a lock waited for too long
CODES = ("40001", "40P01", "25006", "55P03")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


class AwayError(OSError):
    """No connection to the database could be had; the driver's own error is the cause."""


def is_away(error: BaseException) -> bool:
    """True when waiting may help."""
    if isinstance(error, (AwayError, ConnectionError, TimeoutError, sa.exc.TimeoutError)):
        return True
    if isinstance(error, OSError):
        return error.errno in FULL
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    if error.connection_invalidated or isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError)):
        return True
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return state.startswith(CLASSES) or state in CODES
