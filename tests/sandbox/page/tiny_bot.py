"""A bot of a few lines, speaking to the sandbox over its HTTP Bot API as any bot would."""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any, ClassVar

import aiohttp


class TinyBot:
    """Says what it is told and waits for what people do."""

    TOKEN: ClassVar[str] = "7001:tiny"

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._address = f"{base_url}/bot{self.TOKEN}"
        self._offset = 0

    @classmethod
    @contextlib.asynccontextmanager
    async def at(cls, base_url: str) -> AsyncIterator["TinyBot"]:
        async with aiohttp.ClientSession() as session:
            yield cls(session, base_url)

    async def call(
        self, method: str, files: dict[str, tuple[str, bytes]] | None = None, **params: Any
    ) -> Any:
        """The result of one method; parameters that are not text travel as JSON. Raises on a refusal."""
        form = aiohttp.FormData(quote_fields=False)
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (filename, content) in (files or {}).items():
            form.add_field(name, content, filename=filename)
        async with self._session.post(f"{self._address}/{method}", data=form) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, chat_id: int, text: str, **more: Any) -> int:
        """Sends a message and returns its id."""
        sent = await self.call("sendMessage", chat_id=chat_id, text=text, **more)
        return int(sent["message_id"])

    async def next(self, kind: str) -> Any:
        """The next update of this kind; others before it are passed over."""
        while True:
            updates = await self.call("getUpdates", offset=self._offset, limit=1, timeout=5)
            assert updates, f"no {kind} came within five seconds"
            self._offset = updates[0]["update_id"] + 1
            if kind in updates[0]:
                return updates[0][kind]


def keys(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An inline keyboard."""
    return {"inline_keyboard": list(rows)}
