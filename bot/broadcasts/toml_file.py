"""A broadcast written as a TOML file (`otandas broadcast create FILE.toml`), checked key by key.

`read(path, topics)` gives a `Plan` or raises StartError with one line for each fault: file, key, remedy.
The text reaches members exactly as the file has it; `markup = "html"` asks for Telegram's HTML.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails

from bot import file_text
from bot.broadcasts import schedule_table
from bot.broadcasts.checks import Fault, text_faults
from bot.broadcasts.content import HTML, Content, Text
from bot.broadcasts.html_text import TAGS
from bot.broadcasts.schedule import Schedule
from bot.broadcasts.states import AudienceMode, Policy
from bot.clock import now
from bot.directory import areas, listed_countries
from bot.errors import StartError
from bot.text import toml
from bot.text.languages import LANGUAGES
from storage.members.audience import Audience

YEARS = range(2000, 2200)  # of a time anybody means; at the ends of the calendar UTC has none
MOST_DAYS = 36_500
LIST = 'must be a list of strings, like ["…"]'
REMEDIES = {
    "topics": LIST,
    "countries": LIST,
    "languages": LIST,
    "fallback": LIST,
    "urgent": "must be true or false",
    "urgent_reason": "must be text",
    "active_days": "must be a whole number of days, like 30",
    "text": "missing; write a [text] table with kk, ru and en",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the file says, ready for `storage.broadcasts.broadcasts.create`."""

    content: Content
    audience: Audience
    values: dict[str, Any]
    schedule: Schedule | None


def moment(value: object) -> datetime | None:
    """An ISO 8601 time with its zone, from text or TOML's own kind; None if it is not one."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    return value if value.year in YEARS else None


def _known(value: str, info: ValidationInfo) -> str:
    """A topic, a country or a language there is."""
    key = str(info.field_name)
    if key == "countries":
        area = areas.named(value)
        if area is None:
            raise ValueError(f"{key}: {value!r} {_no_area(value)}")
        return area
    known: Collection[str] = (info.context or ()) if key == "topics" else LANGUAGES
    if value not in known:
        raise ValueError(f"{key}: {value!r} is not known; use one of {', '.join(known)}")
    return value


def _no_area(value: str) -> str:
    """What to write instead, where it is known what is meant."""
    meant = map(areas.written, areas.of_matches(listed_countries.meant(value), now()))
    return f"is not an ISO 3166-1 code; write {' or '.join(meant) or 'two capitals, like DE'}"


def _time(value: object) -> datetime:
    time = moment(value)
    if time is None:
        raise ValueError('expires_at: must be a time with its zone, like "2026-12-01T18:00:00+05:00"')
    return time


def _texts(texts: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    """The same checks as the composer's; what was said of other keys so far decides which languages are needed."""
    lines = [f"text.{key}: unknown language; use kk, ru and en" for key in texts if key not in LANGUAGES]
    lines += [
        f"text.{key}: empty; write the text in this language" for key in texts if not _is_seen(texts[key])
    ]
    lines += [f"text.{key}: holds a NUL character; take it out" for key in texts if "\0" in texts[key]]
    said = info.data
    needed = [key for key in said.get("languages") or LANGUAGES if key not in texts]
    faults = text_faults(_content(texts, said.get("markup")), needed, said.get("fallback"))
    if lines := [*lines, *(fault_line(fault) for fault in faults if fault.stops)]:
        raise ValueError("\n".join(lines))
    return texts


def _is_seen(text: str) -> bool:
    """Whether there is anything to read: signs nobody sees are none to Telegram either."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def _content(texts: dict[str, str], markup: str | None) -> Content:
    mode = HTML if markup else None
    return Content({language: Text(text, parse_mode=mode) for language, text in texts.items()})


def fault_line(fault: Fault) -> str:
    """A fault of a text, with its remedy."""
    place = str(fault.facts.get("place"))
    if fault.kind == "missing":
        return f'text.{fault.language}: missing; write it, or say what instead: fallback = ["ru"]'
    if fault.kind == "long":
        number, most = fault.facts["length"], fault.facts["limit"]
        return f"text.{fault.language}: {number} characters; Telegram takes {most}, shorten it"
    if fault.kind == "placeholder":
        return f"text.{fault.language}: {place} is not in every language; fill it in"
    if place.startswith("</"):
        return f"text.{fault.language}: {place} closes nothing"
    if place.startswith("&"):
        return f"text.{fault.language}: Telegram would show {place} as it stands; write the character itself"
    if place.strip("<>") in TAGS:
        return f"text.{fault.language}: {place} is never closed, or lacks what it needs"
    return f"text.{fault.language}: {place} is no tag of Telegram's HTML; take it out, and write &lt; for a mere <"


Known = Annotated[str, AfterValidator(_known)]


class BroadcastFile(BaseModel):
    """The keys a file may have; what decides how a later one is checked comes first."""

    model_config = ConfigDict(extra="forbid", strict=True)

    topics: list[Known] = []
    countries: list[Known] = []
    languages: list[Known] = []
    urgent: bool = False
    urgent_reason: str = ""
    expires_at: Annotated[datetime | None, BeforeValidator(_time)] = None
    fallback: list[Known] = []
    markup: Literal["html"] | None = None
    text: Annotated[dict[str, str], Field(min_length=1), AfterValidator(_texts)]
    policy: Policy = Field(Policy.REPEAT, strict=False)
    audience_mode: AudienceMode = Field(AudienceMode.LIVE, strict=False)
    active_days: int | None = Field(None, ge=1, le=MOST_DAYS)
    schedule: Annotated[Schedule | None, BeforeValidator(schedule_table.read)] = None


def read(path: Path, topics: Collection[str]) -> Plan:
    """The plan in this file; StartError lists every fault."""
    try:
        table = toml.loads(file_text.read(path))
        file = BroadcastFile.model_validate(table, context=topics)
    except tomllib.TOMLDecodeError as error:
        raise StartError(f"{path}: cannot be read as TOML: {error}") from None
    except ValidationError as error:
        lines = [line for detail in error.errors() for line in _said(detail).splitlines()]
        raise StartError("\n".join(f"{path}: {line}" for line in dict.fromkeys(lines))) from None
    return _plan(file)


def _said(error: ErrorDetails) -> str:
    """Lines that begin with the key."""
    key, kind = str(error["loc"][0]), error["type"]
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind == "extra_forbidden":
        return f"{key}: unknown key; known are {', '.join(BroadcastFile.model_fields)}"
    if kind in ("enum", "literal_error"):
        allowed = error["ctx"]["expected"].replace("'", "")
        return f"{key}: {error['input']!r} is not known; use {allowed}"
    if key == "text" and len(error["loc"]) > 1:
        return f"text.{error['loc'][1]}: must be text in quotes"
    return f"{key}: {REMEDIES[key]}"


def _plan(file: BroadcastFile) -> Plan:
    whom = file.model_dump(include={"topics", "countries", "languages", "active_days"})
    values = file.model_dump(
        include={"urgent", "urgent_reason", "policy", "audience_mode"}, exclude_unset=True
    )
    values |= {"fallback": file.fallback or None, "expires_at": file.expires_at}
    return Plan(_content(file.text, file.markup), Audience.of(whom), values, file.schedule)
