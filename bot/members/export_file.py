"""A member as a record of the export: what `import_file` reads, with stops, letters and consent."""

from datetime import datetime

from bot.members.columns import COLUMNS, HISTORY
from storage.members.members import Chosen, Member

HEAD = (*COLUMNS, *HISTORY)


def record(member: Member) -> dict[str, object]:
    """The cells by column."""
    return {
        "chat_id": member.chat_id,
        "language": member.language,
        "country": member.country,
        "timezone": member.timezone,
        "topics": ";".join(member.topics),
        "letters": member.script,
        "quiet_hours": _hours(member.quiet_from, member.quiet_until),
        "chosen": ";".join(choice.name.lower() for choice in Chosen(member.chosen) if choice.name),
        "joined_at": _time(member.joined_at),
        "consent_at": _time(member.onboarded_at),
        "consent_version": member.consent_version,
        "active_at": _time(member.last_active_at),
        "stopped_at": _time(member.stopped_at),
        "left_at": _time(member.blocked_at),
        "left_reason": member.blocked_reason,
    }


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _hours(start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return ""
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
