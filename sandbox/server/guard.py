"""Who may talk to the sandbox: programs of this machine, and its own page. Not other sites in the same browser.

A page from anywhere can make a browser send requests to a port of this machine; a name of its own that leads here (DNS
rebinding) even lets it read the answers. So the Host must be this machine's, and what the browser marks as another
site's is refused. Scripts send neither Origin nor Sec-Fetch-Site.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
OPENED = ("/", "/page")  # what a link on another site may open: it shows the page and changes nothing


def guarded(app: ASGIApp, host: str) -> ASGIApp:
    """The application behind the refusals; `host` is where it listens."""
    ours = LOOPBACK | {host}

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        reason = refusal(scope, ours) if scope["type"] == "http" else None
        await (_refuse(send, reason) if reason else app(scope, receive, send))

    return guard


def refusal(scope: Scope, hosts: frozenset[str]) -> str | None:
    """Why this request is not answered; None when it is."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get("host", "")
    if host and _name(f"http://{host}") not in hosts:
        return "this Host is not served here; use localhost"
    if _opens_page(scope, headers):
        return None
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"http://{host}".lower():
        return "another site asks; only the sandbox's own page may"
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "another site asks; only the sandbox's own page may"
    return None


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _opens_page(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Following a link, which the browser marks so."""
    opening = scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
    path = scope["path"]
    return opening and "origin" not in headers and (path in OPENED or path.startswith("/page/"))


async def _refuse(send: Send, reason: str) -> None:
    body = orjson.dumps({"ok": False, "error_code": 403, "description": reason, "error": reason})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
