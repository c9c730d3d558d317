"""A broadcast written as a TOML file (`otandas broadcast create FILE.toml`), checked key by key.

`read(path, topics)` gives a `Plan` or raises StartError with one line for each fault: file, key, remedy.
The text reaches members exactly as it stands in the file; `markup = "html"` asks for Telegram's HTML.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.broadcasts import schedule
from bot.broadcasts.schedule import Schedule
from bot.directory.countries import codes
from bot.errors import StartError
from bot.text.catalog_check import markup_fault
from bot.text.languages import LANGUAGES
from storage.members.audience import Audience

KEYS = ("topics", "countries", "languages", "urgent", "urgent_reason", "expires_at", "text", "policy", "fallback",
        "markup", "audience_mode", "active_days", "schedule")  # fmt: skip
LONGEST = 4096  # https://core.telegram.org/bots/api#sendmessage


@dataclass(frozen=True, slots=True)
class Plan:
    """What the file says, ready for `storage.broadcasts.broadcasts.create`."""

    content: dict[str, Any]
    audience: Audience
    values: dict[str, Any]
    schedule: Schedule | None


def read(path: Path, topics: Collection[str]) -> Plan:
    """The plan in this file; StartError lists every fault."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise StartError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartError(f"{path}: cannot be read as TOML: {error}") from None
    found = [*_keys(table), *_audience(table, topics), *_words(table), *_rest(table)]
    if found:
        raise StartError("\n".join(f"{path}: {one}" for one in found))
    return _plan(table)


def _keys(table: Mapping[str, Any]) -> list[str]:
    return [f"{key}: unknown key; known are {', '.join(KEYS)}" for key in table if key not in KEYS]


def _audience(table: Mapping[str, Any], topics: Collection[str]) -> list[str]:
    found = []
    for key in ("topics", "countries", "languages", "fallback"):
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            found.append(f'{key}: must be a list of strings, like ["…"]')
            continue
        known: Collection[str] | None = {"topics": topics, "countries": None}.get(key, LANGUAGES)
        found += [f"{key}: {one!r} is not known; use one of {', '.join(known)}"
                  for one in value if known is not None and one not in known]  # fmt: skip
    wanted = table.get("countries", [])
    unknown = (
        [one for one in wanted if isinstance(one, str) and one not in codes()]
        if isinstance(wanted, list)
        else []
    )
    return found + [
        f"countries: {one!r} is not an ISO 3166-1 code; write two capitals, like DE" for one in unknown
    ]


def _words(table: Mapping[str, Any]) -> list[str]:
    text = table.get("text")
    if not isinstance(text, dict) or not text:
        return ["text: missing; write a [text] table with kk, ru and en"]
    found = [f"text.{one}: unknown language; use kk, ru and en" for one in text if one not in LANGUAGES]
    for one in LANGUAGES:
        value = text.get(one)
        if value is None and not table.get("fallback"):
            if not table.get("languages") or one in table["languages"]:
                found.append(f'text.{one}: missing; write it, or say what instead: fallback = ["ru"]')
        elif value is not None and (not isinstance(value, str) or not value.strip()):
            found.append(f"text.{one}: empty; write the text in this language")
        elif value is not None and len(value) > LONGEST:
            found.append(f"text.{one}: {len(value)} characters; Telegram takes {LONGEST}, shorten it")
        elif value is not None and "\0" in value:
            found.append(f"text.{one}: holds a NUL character; take it out")
        elif value is not None and table.get("markup") == "html" and (fault := markup_fault(value)):
            found.append(f"text.{one}: {fault}")
    return found


def _rest(table: Mapping[str, Any]) -> list[str]:
    found = []
    for key, allowed in (
        ("policy", ("repeat", "miss")),
        ("audience_mode", ("live", "frozen")),
        ("markup", ("html",)),
    ):
        if key in table and table[key] not in allowed:
            found.append(f"{key}: {table[key]!r} is not known; use {' or '.join(allowed)}")
    days = table.get("active_days", 1)
    if isinstance(days, bool) or not isinstance(days, int) or days < 1:
        found.append("active_days: must be a whole number of days, like 30")
    if not isinstance(table.get("urgent_reason", ""), str):
        found.append("urgent_reason: must be text")
    if not isinstance(table.get("urgent", False), bool):
        found.append("urgent: must be true or false")
    if "expires_at" in table and moment(table["expires_at"]) is None:
        found.append('expires_at: must be a time with its zone, like "2026-12-01T18:00:00+05:00"')
    if "schedule" in table:
        found += _schedule(table["schedule"])
    return found


def _schedule(value: Any) -> list[str]:
    try:
        plan = _of(value)
    except (TypeError, AttributeError):
        return ["schedule: a table with every, at, zone and what they need (days, day, cron, members)"]
    return [f"schedule.{one}" for one in schedule.faults(plan)]


def _of(value: dict[str, Any]) -> Schedule:
    return Schedule.of({"at": "00:00", "zone": "Asia/Almaty", **value})


def moment(value: object) -> datetime | None:
    """An ISO 8601 time with its zone, from text or TOML's own kind; None if it is not one."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo is not None else None


def _plan(table: dict[str, Any]) -> Plan:
    markup = {"parse_mode": "HTML"} if table.get("markup") == "html" else {}
    audience = Audience.of(
        {key: table.get(key) for key in ("topics", "countries", "languages", "active_days")}
    )
    said = ("urgent", "urgent_reason", "policy", "audience_mode")
    values: dict[str, Any] = {key: table[key] for key in said if key in table}
    values["fallback"] = table.get("fallback") or None
    values["expires_at"] = moment(table.get("expires_at"))
    plan = _of(table["schedule"]) if "schedule" in table else None
    return Plan({one: {"text": text} | markup for one, text in table["text"].items()}, audience, values, plan)
