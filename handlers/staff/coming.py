"""Examples of times to be typed: always still to come, so that one copied as it stands is taken."""

from datetime import timedelta

from bot.context import Context

AHEAD = timedelta(days=7)


def example(context: Context, hour: str = "18:30") -> str:
    """ "25.11.2026 18:30": this hour in a week, by the asker's clock."""
    return f"{context.services.clock().astimezone(context.zone) + AHEAD:%d.%m.%Y} {hour}"
