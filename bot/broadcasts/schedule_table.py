"""The `[schedule]` of a broadcast file: every key is used, none is guessed, each has its type. Pure."""

from typing import Any

from bot.broadcasts import schedule
from bot.broadcasts.schedule import Schedule

NEEDS = {
    "once": {"at"},
    "day": {"at"},
    "week": {"at", "days"},
    "month": {"at", "day"},
    "cron": {"cron"},
}
EVER = {"every", "zone", "members"}  # keys of any schedule
TYPES: dict[str, tuple[type, str]] = {
    "every": (str, "one of once, day, week, month, cron"),
    "at": (str, 'an hour like "10:00"'),
    "zone": (str, 'a name like "Asia/Almaty"'),
    "days": (list, 'weekdays by name, like ["mon", "fri"]'),
    "day": (int, "a whole number, 1 to 31"),
    "cron": (str, 'five fields like "0 10 * * mon-fri"'),
    "members": (bool, "true or false"),
}
WANTED = "schedule: a table with every, at, zone and what they need (days, day, cron, members)"


def read(value: Any) -> Schedule:
    """ValueError has a line for each fault."""
    if not isinstance(value, dict) or not value:
        raise ValueError(WANTED)
    lines = [*_strange(value), *_unfit(value)]
    if not lines:
        plan = Schedule.of({"at": "00:00", "zone": "Asia/Almaty", **value})
        lines = [f"schedule.{fault}" for fault in schedule.faults(plan)]
        if not lines:
            return plan
    raise ValueError("\n".join(lines))


def _strange(value: dict[str, Any]) -> list[str]:
    """Keys there are not, and values of another type: a text "no" is not false, true is not the first of a month."""
    unknown = [
        f"schedule.{key}: unknown key; known are {', '.join(TYPES)}" for key in value if key not in TYPES
    ]
    wrong = [key for key in TYPES if key in value and type(value[key]) is not TYPES[key][0]]
    if "days" not in wrong and not all(isinstance(day, str) for day in value.get("days", ())):
        wrong.append("days")
    return [*unknown, *(f"schedule.{key}: must be {TYPES[key][1]}" for key in wrong)]


def _unfit(value: dict[str, Any]) -> list[str]:
    """What this kind of schedule lacks, and what belongs to another kind."""
    every = str(value.get("every"))
    if every not in NEEDS:
        return [f"schedule.every: {TYPES['every'][1]}"]
    needed = NEEDS[every]
    missing = [f"schedule.{key}: {TYPES[key][1]}" for key in TYPES if key in needed and key not in value]
    idle = [key for key in TYPES if key in value and key not in needed | EVER]
    return [*missing, *(f'schedule.{key}: is no part of every = "{every}"; take it out' for key in idle)]
