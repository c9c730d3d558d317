"""Which addresses Telegram takes, in links and buttons, and how it writes them."""

import re

from sandbox.markup.entity import Extra
from sandbox.shapes import Json

_TELEGRAM = re.compile(r"(?i)tg:(?://)?([a-z_]+)/?(?:\?(.*))?")
_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]*)://")
_HOST = re.compile(r"(?i)(?:[^@/?#\s]*@)?([^\s/?#:@]+)(?::(\d{1,5}))?(?=$|[/?#])")
_USER = re.compile(r"(?i)tg:(?://)?user/?\?(?:.*&)?id=(\d+)")


class WrongUrl(ValueError):
    """Why an address is refused, in Telegram's words."""


def checked(url: str, local: bool = False) -> str:
    """The address as Telegram keeps it: with a scheme and at least the path "/"; raises WrongUrl."""
    if _TELEGRAM.fullmatch(url):
        return url
    scheme = _SCHEME.match(url)
    rest = url[scheme.end() :] if scheme else url
    name = scheme[1].lower() if scheme else "http"
    if name not in ("http", "https", "ton", "tonsite"):
        raise WrongUrl("Unsupported URL protocol")
    if not rest:
        raise WrongUrl("URL host is empty")
    host = _HOST.match(rest)
    if host is None or not (_public(host[1]) or local):
        raise WrongUrl("Wrong HTTP URL")
    return f"{name}://{_with_path(rest, host)}"


def _public(host: str) -> bool:
    labels = host.split(".")
    if len(labels) < 2 or not all(labels):
        return False
    return labels[-1].isdigit() or len(labels[-1]) > 1


def _with_path(rest: str, host: re.Match[str]) -> str:
    tail = rest[host.end() :]
    return rest[: host.end()] + (tail if tail.startswith("/") else "/" + tail)


def mentioned_user(url: str) -> int | None:
    """The user id of a tg://user?id= link."""
    found = _USER.fullmatch(url.strip())
    return int(found[1]) if found else None


def link_extra(url: str) -> tuple[str, Extra] | None:
    """Entity kind and extra for a link in markup; None when Telegram would drop the link silently."""
    user_id = mentioned_user(url)
    if user_id is not None:
        user: Json = {"id": user_id, "is_bot": False, "first_name": ""}
        return "text_mention", (("user", user),)
    try:
        return "text_link", (("url", checked(url)),)
    except WrongUrl:
        return None
