"""A call of the Bot API from the command line, in plain words where something is in the way. No token is shown."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.config import Telegram

PATIENCE = 10  # seconds for Telegram to answer


@dataclass(frozen=True, slots=True)
class Answer:
    """`date` is the server's clock, where it says one."""

    ok: bool
    result: Any = None
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    date: datetime | None = None


class UnreachableError(Exception):
    """Nothing answers as a Bot API server; the text says why."""


class Caller:
    """The methods of one bot."""

    def __init__(self, session: aiohttp.ClientSession, settings: Telegram) -> None:
        self.session, self.settings = session, settings

    async def __call__(self, method: str, **parameters: object) -> Answer:
        url = f"{self.settings.base_url}/bot{self.settings.token}/{method}"
        try:
            async with self.session.post(url, json=parameters) as response:
                said = await response.json(content_type=None)
                date = response.headers.get("Date")
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise UnreachableError(f"{self.settings.base_url} {_reason(error)}") from None
        if not isinstance(said, dict) or "ok" not in said:
            raise UnreachableError(f"{self.settings.base_url} does not answer as a Bot API server")
        return Answer(
            ok=bool(said["ok"]),
            result=said.get("result"),
            description=str(said.get("description", "")),
            parameters=said.get("parameters") or {},
            date=parsedate_to_datetime(date) if date else None,
        )


@asynccontextmanager
async def calling(settings: Telegram) -> AsyncIterator[Caller]:
    """Calls until the block ends."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
        yield Caller(session, settings)


def _reason(error: Exception) -> str:
    if isinstance(error, asyncio.TimeoutError):
        return f"gave no answer within {PATIENCE} seconds; check the network"
    if isinstance(error, aiohttp.InvalidURL):
        return "is no address; write it like https://api.telegram.org"
    if isinstance(error, aiohttp.ClientSSLError):
        return "has no certificate this machine trusts"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "is not found; check the name, and whether this machine reaches the network"
    if isinstance(error, aiohttp.ClientConnectionError):
        return "cannot be reached; check the address, and whether a server runs there"
    return "does not answer as a Bot API server"
