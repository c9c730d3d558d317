"""A cell of a member file as a value, however people and programs write it.

ValueError says what is wrong and what to do. An empty cell says nothing: its value is None.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import available_timezones

from bot.directory import cities, countries, languages, zones
from bot.directory.gazetteer import Location
from bot.directory.names import key
from bot.directory.topics import Topic
from bot.directory.zones import NO_PLACES
from bot.text.languages import LANGUAGES
from storage.members.members import FREQUENCIES, Chosen

SHOWN = 40  # characters of a cell that is quoted
CHAT_ID = re.compile(r"-?[0-9]{1,16}")
WHOLE = re.compile(r"(-?[0-9]{1,16})[.,]0{1,16}")
GROUPED = re.compile(r"-?[0-9]{1,3}([ \u00a0\u202f'][0-9]{3})+")
SHORTENED = re.compile(r"-?[0-9]{1,16}([.,][0-9]{1,16})?e\+?[0-9]{1,3}", re.IGNORECASE)
PHONE = re.compile(r"\+[0-9 ()-]{7,}|8[ (-][0-9 ()-]{9,}")
URN = "telegram:"  # as RapidPro writes a Telegram id
PERSON_DIGITS = 10  # of the longest ids Telegram has given to people so far (2026)
DIALLED = re.compile(rf"0[0-9]{{{PERSON_DIGITS - 1},}}|[0-9]{{{PERSON_DIGITS + 1},}}")
LOST = re.compile(r"\ufffd|\?(?=[а-яёәғқңөұүһі])|(?<=[а-яёәғқңөұүһі])\?", re.IGNORECASE)
WELL_SAVED = "save the original again as .xlsx or “CSV UTF-8”"
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9](:00)?")  # Excel saves 09:00 as 9:00, or with seconds
HOURS = re.compile(rf"{CLOCK.pattern}-{CLOCK.pattern}")
# What other programs and lists say of who gets messages, and of who does not; "ИСТИНА" and "АҚИҚАТ" are Excel's true.
ACTIVE = (
    "active", "enabled", "confirmed", "subscribed", "yes", "true", "1", "белсенді", "жазылған", "иә", "активен",
    "активна", "активный", "подписан", "подписана", "да", "истина", "ақиқат", "шын", "on",
)  # fmt: skip
STOPPED = (
    "blocklisted", "blocked", "disabled", "stopped", "archived", "unsubscribed", "inactive", "unconfirmed", "pending",
    "left", "deleted", "bounced", "cleaned", "unreachable", "opted out", "opt out", "no", "false", "0", "тоқтатқан",
    "тоқтатылған", "бас тартқан", "шыққан", "кеткен", "бұғатталған", "жоқ", "отписан", "отписана", "отписался",
    "отписалась", "остановлен", "заблокирован", "заблокирована", "удалён", "удалена", "выбыл", "выбыла", "неактивен",
    "неактивна", "нет", "ложь", "жалған", "off",
)  # fmt: skip
NAYS = (
    "no", "false", "0", "n", "off", "null", "none", "n/a", "-", "\\N", "нет", "ложь", "жоқ", "жалған", "active",
    "subscribed",
)  # fmt: skip


def chat_id(text: str) -> int | None:
    """As spreadsheets write it, too: `123.0`, `123 456 789`, `="123"`, `'123`, with a true minus or a dash.

    More digits than ids of people have, or as many with a zero first, are a telephone number; `telegram:`
    before it says that it is none.
    """
    named, plain = text.strip().startswith(URN), text.strip().removeprefix(URN)
    plain = plain.partition("#")[0] if named else plain  # RapidPro adds the name after it
    plain = re.sub("^[−–]", "-", plain)
    plain = plain.removeprefix("=").strip('"').lstrip("'")
    if GROUPED.fullmatch(plain):
        plain = re.sub(r"[^0-9-]", "", plain)
    if whole := WHOLE.fullmatch(plain):
        plain = whole[1]
    if not plain:
        return None
    if CHAT_ID.fullmatch(plain) and 0 < abs(int(plain)) < 2**52 and (named or not DIALLED.fullmatch(plain)):
        return int(plain)
    raise ValueError(f"chat_id {quoted(text)} {_no_chat_id(plain)}")


def _no_chat_id(text: str) -> str:
    if SHORTENED.fullmatch(text):
        return (
            "was shortened by a spreadsheet, its last digits are lost; in the original, format the column as "
            "Number without decimals, and save again"
        )
    if "@" in text:
        return "is a name or an e-mail address, and a bot can write only to a numeric chat id"
    if PHONE.fullmatch(text):
        return "is a phone number, and a bot can write only to a Telegram chat id"
    if DIALLED.fullmatch(text) and len(text) <= PERSON_DIGITS + 5:
        return f"looks like a phone number; if it is a Telegram chat id, write {URN}{text.lstrip('0')}"
    return "is not a Telegram chat id, which is a whole number like 123456789, negative for a group"


def language(text: str) -> tuple[str | None, str | None]:
    """Language and, where the name says so ("kk-Latn"), letters."""
    if not text:
        return None, None
    _check_letters("language", text)
    named = languages.named(text)
    if named is None:
        raise ValueError(f"language {quoted(text)} is unknown; use {', '.join(LANGUAGES)}")
    return named


def country(text: str) -> str | None:
    several = countries.called_so().get(key(text), ())
    if len(several) > 1:
        raise ValueError(f"country {quoted(text)} is the name of {' and '.join(several)}; write the code")
    return _named("country", text, countries.named, "an ISO 3166-1 code like MN, or its name")


def city(text: str, country: str | None) -> Location | None:
    """By its number, which an export writes before its name, or by a name; of several that in the country."""
    if not text:
        return None
    _check_letters("city", text)
    if numbered := cities.get(text.split(maxsplit=1)[0]):
        return numbered
    called = cities.called(text, country)
    if len(called) == 1:
        return called[0]
    if called:
        several = " and ".join(sorted({place.country for place in called}))
        raise ValueError(
            f"city {quoted(text)} is the name of several ({several}); write the country beside it"
        )
    raise ValueError(f"city {quoted(text)} is not known{f' in {country}' if country else ''}")


def timezone(text: str) -> str | None:
    return _named("timezone", text, _zone, "a name like Asia/Almaty")


def _named(column: str, text: str, find: Callable[[str], str | None], like: str) -> str | None:
    if not text:
        return None
    _check_letters(column, text)
    named = find(text)
    if named is None:
        raise ValueError(f"{column} {quoted(text)} is unknown; use {like}")
    return named


def _check_letters(column: str, text: str) -> None:
    """Saved in a code page without Kazakh letters, each of them becomes a question mark."""
    if "?" in text or LOST.search(text):
        raise ValueError(f"{column} {quoted(text)} lost letters when the file was saved; {WELL_SAVED}")


@lru_cache(maxsize=4096)
def _zone(text: str) -> str | None:
    return _zones().get(text.strip().replace(" ", "_").lower()) or zones.named(text)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {zone.lower(): zone for zone in available_timezones() - NO_PLACES}


def topic_names(known: Mapping[str, Topic]) -> dict[str, str]:
    """Slugs by the keys of all their names."""
    names = {key(name): slug for slug, topic in known.items() for name in topic.name.values()}
    return names | {key(slug): slug for slug in known}


def topics(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Slugs, sorted, of topics by slug or name; separated by `;` or `,`."""
    chosen = set()
    for part in filter(None, map(str.strip, re.split("[;,\n]", text))):
        _check_letters("topic", part)
        if key(part) not in names:
            raise ValueError(f"topic {quoted(part)} is unknown; use {', '.join(sorted(set(names.values())))}")
        chosen.add(names[key(part)])
    return tuple(sorted(chosen))


def letters(text: str) -> str | None:
    """Of Kazakh."""
    if text and text.lower() not in languages.SCRIPTS:
        raise ValueError(f"letters {quoted(text)} are unknown; use {', '.join(languages.SCRIPTS)}")
    return text.lower() or None


def number(column: str, text: str) -> int | None:
    """A small whole one."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ValueError(f"{column} {quoted(text)} is not a whole number")
    return int(text)


def time(column: str, text: str) -> datetime | None:
    """With its zone."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # said below
    raise ValueError(f"{column} {quoted(text)} is not a time with its zone like 2026-11-29T10:00:00+00:00")


def quiet_hours(text: str) -> tuple[int | None, int | None]:
    """Minutes after midnight, from and until."""
    if not text:
        return None, None
    if not HOURS.fullmatch(text):
        raise ValueError(f"quiet_hours {quoted(text)} are not hours like 21:00-08:00")
    start, end = text.split("-")
    return _minutes(start), _minutes(end)


def clock(column: str, text: str) -> int | None:
    """Minutes after midnight."""
    if not text:
        return None
    if not CLOCK.fullmatch(text):
        raise ValueError(f"{column} {quoted(text)} is not an hour like 09:00")
    return _minutes(text)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)


def frequency(text: str) -> str | None:
    """How often announcements come."""
    if text and text not in FREQUENCIES:
        raise ValueError(f"frequency {quoted(text)} is unknown; use {', '.join(FREQUENCIES)}")
    return text or None


def topic_frequencies(text: str, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(slug, frequency) of `topic:frequency` pairs, sorted; separated by `;`."""
    pairs = dict[str, str]()
    for part in filter(None, map(str.strip, text.split(";"))):
        topic, _, often = part.rpartition(":")
        [slug] = topics(topic, names) or [""]
        chosen = frequency(often)
        if not slug or chosen is None:
            raise ValueError(f"topic_frequency {quoted(part)} is not like work:daily")
        pairs[slug] = chosen
    return tuple(sorted(pairs.items()))


def chosen(text: str) -> Chosen:
    """What the member set themself, by its columns' names."""
    flags = Chosen.NOTHING
    for name in filter(None, text.split(";")):
        if name.upper() not in Chosen.__members__:
            raise ValueError(f"chosen {quoted(name)} is unknown; use {', '.join(Chosen.__members__).lower()}")
        flags |= Chosen[name.upper()]
    return flags


def is_stopped(column: str, status: str) -> bool:
    """Whether another program says that this person gets nothing; what it may mean else nobody guesses."""
    if not status:
        return False
    stopped = _statuses().get(key(status))
    if stopped is None:
        raise ValueError(f"{column} {quoted(status)} is unknown; use active or stopped, or leave it empty")
    return stopped


def flag(column: str, text: str) -> bool:
    """Yes or no, as programs write it."""
    if not text:
        return False
    no = _statuses().get(key(text))
    if no is None:
        raise ValueError(f"{column} {quoted(text)} is unknown; use true, or leave it empty")
    return not no


def has_opted_out(text: str) -> bool:
    """Of a column that says who gets nothing: whatever is there says so (a yes, a day, a reason), but a no."""
    return bool(text) and key(text) not in _nays()


@lru_cache(maxsize=1)
def _nays() -> set[str]:
    return set(map(key, NAYS))


@lru_cache(maxsize=1)
def _statuses() -> dict[str, bool]:
    return {key(word): False for word in ACTIVE} | {key(word): True for word in STOPPED}


def quoted(text: str) -> str:
    """The cell in a message of one line."""
    short = "".join(letter if letter.isprintable() else " " for letter in text[:SHOWN])
    return f"'{short}'" if len(text) <= SHOWN else f"'{short}…' ({len(text)} characters)"
