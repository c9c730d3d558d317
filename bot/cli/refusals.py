"""What is said of an error that a person can do something about: one clear line."""

import sqlalchemy as sa

from bot.errors import StartError
from storage.database.errors import AwayError


def line(error: Exception) -> str | None:
    """None for an error that is a fault of ours."""
    if isinstance(error, StartError):
        return str(error)
    if isinstance(error, AwayError):
        return f"no database connection ({reason(error)})"
    if isinstance(error, sa.exc.SQLAlchemyError):
        return f"the database says no ({reason(error)})"
    return reason(error) if isinstance(error, OSError) else None


def reason(error: BaseException) -> str:
    """The first line of what the driver itself says, under what was wrapped around it."""
    while error.__cause__ is not None:
        error = error.__cause__
    root = getattr(error, "orig", None) or error
    if isinstance(root, OSError) and root.filename:
        return f"{root.filename}: {root.strerror}"
    lines = str(root).splitlines()
    return lines[0] if lines else type(root).__name__
