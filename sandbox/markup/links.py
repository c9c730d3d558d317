"""Which addresses Telegram takes in links and buttons, and what it detects by itself in plain text."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from sandbox.errors import ApiError, bad_request, cannot_parse
from sandbox.markup.entity import Entity, Extra, utf16_length
from sandbox.params import Json

_TELEGRAM = re.compile(r"(?i)tg:(?://)?([a-z_]+)/?(?:\?(.*))?")
_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]*)://")
_HOST = re.compile(r"(?i)(?:[^@/?#\s]*@)?([^\s/?#:@]+)(?::(\d{1,5}))?(?=$|[/?#])")
_USER = re.compile(r"(?i)tg:(?://)?user/?\?(?:.*&)?id=(\d+)")
_ID = re.compile(r"[1-9][0-9]{0,18}")
_FORMAT = re.compile(r"(?:r|w?[dD]?[tT]?)?")
_ANY = re.compile(r"[/@#$]|\w\.\w|\+?\d[\d\s()-]{6}")
_TOP_LEVEL = (
    "com|org|net|info|biz|edu|gov|int|io|me|app|dev|tv|co|eu|de|tr|kz|ru|cn|mn|uz|kg|us|uk|fr|it|es|pl|"
    "ua|by|az|ge|in|jp|kr|ir|ae|ca|ch|at|nl|be|se|no|fi|cz|world|online|site|xyz|dog|bot|рф|қаз"
)
_TAIL = r"[^\s<>\"«»]*[^\s<>\"«».,:;!?'()\]]"
_URL = (
    rf"(?i)(?<![\w@.])(?:https?://{_TAIL}"
    rf"|(?:[\w-]+\.)+(?:{_TOP_LEVEL})(?![\w.-]*\w)(?::\d+)?(?:/{_TAIL}|/)?)"
)
_FINDERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?<![\w.@/+-])[\w.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,10}\b")),
    ("url", re.compile(_URL)),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}\b")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/])")),
    ("hashtag", re.compile(r"(?<![\w#@&])#(?=\w*[^\W\d])\w{1,256}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[\s()-]{0,2}\d){9,14}(?!\w)")),
)


def checked_url(url: str, noun: str = "URL") -> str:
    """The address as Telegram keeps it: with a scheme and at least the path "/".

    Raises what Telegram says otherwise about the address of a `noun`.
    """
    if _TELEGRAM.fullmatch(url):
        return url
    scheme = _SCHEME.match(url)
    rest = url[scheme.end() :] if scheme else url
    name = scheme[1].lower() if scheme else "http"
    if name not in ("http", "https", "ton", "tonsite"):
        raise _wrong(noun, url, "Unsupported URL protocol")
    if not rest:
        raise _wrong(noun, url, "URL host is empty")
    host = _HOST.match(rest)
    if host is None or not _public(host[1]):
        raise _wrong(noun, url, "Wrong HTTP URL")
    return f"{name}://{_with_path(rest, host)}"


def _wrong(noun: str, url: str, why: str) -> ApiError:
    return bad_request(f"{noun} '{url}' is invalid: {why}")


def _public(host: str) -> bool:
    labels = host.split(".")
    if len(labels) < 2 or not all(labels):
        return False
    return labels[-1].isdigit() or len(labels[-1]) > 1


def _with_path(rest: str, host: re.Match[str]) -> str:
    tail = rest[host.end() :]
    return rest[: host.end()] + (tail if tail.startswith("/") else "/" + tail)


def link_extra(url: str) -> tuple[str, Extra] | None:
    """Entity kind and extra for a link in markup; None when Telegram would drop the link silently."""
    mentioned = _USER.fullmatch(url.strip())
    if mentioned:
        user: Json = {"id": int(mentioned[1]), "is_bot": False, "first_name": ""}
        return "text_mention", (("user", user),)
    try:
        return "text_link", (("url", checked_url(url)),)
    except ApiError:
        return None


def custom_emoji_id(url: str) -> str:
    """The identifier in such a link; raises Telegram's refusals for any other link."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() != "tg":
        raise cannot_parse("Custom emoji URL must have scheme tg")
    host = (parts.netloc or parts.path.split("/")[0]).lower()
    if host != "emoji":
        raise cannot_parse('Custom emoji URL must have host "emoji"')
    ids = [item.partition("=")[2] for item in parts.query.split("&") if item.startswith("id=")]
    if not ids:
        raise cannot_parse("Custom emoji URL must have an emoji identifier")
    return checked_id(ids[0])


def checked_id(given: str) -> str:
    """A custom emoji identifier as it is written: a positive 64-bit number without leading zeros."""
    if not _ID.fullmatch(given):
        raise cannot_parse("Invalid custom emoji identifier specified")
    return given


def detect(text: str) -> list[Entity]:
    """Entities in the order of their kinds; where two overlap the earlier kind wins."""
    if _ANY.search(text) is None:
        return []
    taken: list[tuple[int, int]] = []
    return [
        Entity(kind, utf16_length(text[:start]), utf16_length(text[start:end]))
        for kind, start, end in _spans(text)
        if _claim(taken, start, end)
    ]


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _FINDERS:
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()


def _claim(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    if any(start < other_end and other_start < end for other_start, other_end in taken):
        return False
    taken.append((start, end))
    return True


def moment_extra(unix: str, form: str) -> Extra:
    """Of a `date_time` entity: the moment, and how to show it where that is said
    (https://core.telegram.org/bots/api#date-time-entity-formatting)."""
    if not unix.isdigit() or int(unix) >= 2**31 or not _FORMAT.fullmatch(form):
        raise bad_request("can't parse MessageEntity: invalid date_time specified")
    return (("unix_time", int(unix)), *((("date_time_format", form),) if form else ()))
