"""A member as a record of the export: what `import_file` reads, with stops, letters and consent."""

from collections.abc import Mapping
from datetime import datetime

from bot.directory import cities
from bot.members.columns import COLUMNS, HISTORY
from bot.members.values import PERSON_DIGITS, URN
from storage.members.members import Chosen, Member

HEAD = (*COLUMNS, *HISTORY)


def record(member: Member, frequencies: Mapping[str, str]) -> dict[str, object]:
    """The cells by column; `frequencies` are those of topics that have their own."""
    return {
        "chat_id": _chat(member.chat_id),
        "language": member.language,
        "country": member.country,
        "timezone": member.timezone,
        "topics": ";".join(member.topics),
        "city": f"{member.city} {cities.name(member.city, 'en')}" if member.city else "",
        "channel": "true" if member.channel else "",
        "letters": member.script,
        "quiet_hours": _hours(member.quiet_from, member.quiet_until),
        "frequency": member.frequency,
        "topic_frequency": ";".join(f"{topic}:{chosen}" for topic, chosen in sorted(frequencies.items())),
        "digest_at": _clock(member.digest_at),
        "paused_until": _time(member.paused_until),
        "chosen": ";".join(choice.name.lower() for choice in Chosen(member.chosen) if choice.name),
        "joined_at": _time(member.joined_at),
        "consent_at": _time(member.onboarded_at),
        "consent_version": member.consent_version,
        "active_at": _time(member.last_active_at),
        "stopped_at": _time(member.stopped_at),
        "left_at": _time(member.blocked_at),
        "left_reason": member.blocked_reason,
    }


def _chat(number: int) -> str:
    """An id as long as a telephone number says that it is none."""
    return f"{URN if number > 0 and len(str(number)) > PERSON_DIGITS else ''}{number}"


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _hours(start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return ""
    return f"{_clock(start)}-{_clock(end)}"


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
