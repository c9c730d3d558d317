"""Somebody with a messenger in hand, for tests: says, presses, votes, and sees what the bot shows.

    aigerim = Person("Айгерім", "kk", sandbox)
    await aigerim.says("/start")
    await aigerim.presses("Қазақша")
    card = await aigerim.sees("Қош келдіңіз")

"Sees" means: new or changed since this person last did something, so that an old screen proves nothing.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

from sandbox.client.screen import (
    as_lines,
    button_text,
    content_key,
    full_text,
    key_text,
    message_key,
    newest,
    with_button,
)
from sandbox.client.transport import InProcess, OverHttp, Transport, upload
from sandbox.params import Json, Upload
from sandbox.server.server import Sandbox

_TIMEOUT = 5.0
_INTERVAL = 0.02
_ids = count(900_001)
Choice = Callable[[list[Json]], Json | None]


class Person:
    """One person at one sandbox: a `Sandbox` of this process, or the base URL of another.

    They come into the world with their first act; `chat_id` in a call means a group they are in.
    """

    def __init__(
        self,
        first_name: str,
        language_code: str = "kk",
        at: Sandbox | str | None = None,
        *,
        person_id: int | None = None,
        last_name: str = "",
        username: str = "",
        bot: int | None = None,
    ) -> None:
        self.id = next(_ids) if person_id is None else person_id
        self.first_name, self.language_code = first_name, language_code
        self._about: Json = {"last_name": last_name, "username": username}
        self._transport = None if at is None else _transport(at, bot)
        self._created = False
        self._seen: dict[tuple[int, int], str] = {}
        self.last: Json | None = None

    def __repr__(self) -> str:
        return f"Person({self.first_name!r}, {self.language_code!r}, person_id={self.id})"

    async def enters(self, at: Sandbox | str, bot: int | None = None) -> "Person":
        """Comes into the world now; for people made without one."""
        self._transport = _transport(at, bot)
        await self._request("POST", "language", {"language_code": self.language_code})
        return self

    async def says(self, text: str, *, html: bool = False, chat_id: int | None = None, **more: Any) -> Json:
        """Sends a text (`html=True`: formatted while typing; reply_to=, thread_id=); returns the message."""
        await self._remember_screen(chat_id)
        body = {"html" if html else "text": text, "chat_id": chat_id, **more}
        return await self._sent("send", body)

    async def sends_file(
        self,
        file: Path | bytes,
        name: str = "",
        caption: str = "",
        *,
        mime: str = "",
        album: str = "",
        kind: str = "",
        chat_id: int | None = None,
        reply_to: int | None = None,
    ) -> Json:
        """Sends a picture as photo, anything else as document, or as the `kind` named ("sticker", "video_note");
        files with the same `album` belong together."""
        await self._remember_screen(chat_id)
        body = {"text": caption, "album": album, "kind": kind, "chat_id": chat_id, "reply_to": reply_to}
        return await self._sent("send", body, upload(file, name, mime))

    async def presses(
        self,
        button: str,
        *,
        under: Json | None = None,
        chat_id: int | None = None,
        seconds: float = _TIMEOUT,
    ) -> Json:
        """Presses the newest button with this text, or says it if it's a key of the reply keyboard; `under`: the one
        under this message.

        Returns the bot's answer: answered, text, alert, url.
        """
        missing = f"no button {button!r}"
        message = under or await self._wait(lambda chat: with_button(chat, button), missing, seconds, chat_id)
        await self._remember_screen(chat_id)
        exact = button_text(message, button)
        if exact is None:
            await self._request("POST", "send", {"text": key_text(message, button), "chat_id": chat_id})
            return {"answered": True, "text": None, "alert": False, "url": None}
        answer: Json = await self._request("POST", "press", {**_where(message), "button": exact})
        return answer

    async def forges(self, data: str) -> Json:
        """Presses what no button has, as a changed client can, under the newest message; the bot's answer."""
        message = (await self.chat())[-1]
        await self._remember_screen(None)
        answer: Json = await self._request("POST", "press", {**_where(message), "data": data, "forged": True})
        return answer

    async def sees(
        self,
        text: str,
        *,
        chat_id: int | None = None,
        seconds: float = _TIMEOUT,
        anywhere: bool = False,
    ) -> Json:
        """The newest message of others with this text, waiting for it; AssertionError shows the screen."""

        def fitting(chat: list[Json]) -> Json | None:
            fresh = chat if anywhere else self._fresh(chat)
            return next((message for message in reversed(fresh) if text in full_text(message)), None)

        self.last = message = await self._wait(fitting, f"nothing with {text!r}", seconds, chat_id)
        return message

    async def does_not_see(self, text: str, *, seconds: float = 0.3, chat_id: int | None = None) -> None:
        """Waits a little and makes sure that nothing new says this."""
        await asyncio.sleep(seconds)
        for message in self._fresh(await self.chat(chat_id)):
            if text in full_text(message):
                raise await self._failure(f"there is {text!r} after all", chat_id)

    async def votes(self, *options: str | int, chat_id: int | None = None, seconds: float = _TIMEOUT) -> Json:
        """Votes in the newest poll, by the options' texts or numbers; none takes the vote back."""
        message = await self._wait(lambda chat: newest(chat, "poll"), "no poll", seconds, chat_id)
        await self._remember_screen(chat_id)
        texts = [option["text"] for option in message["poll"]["options"]]
        chosen = [texts.index(option) if isinstance(option, str) else option for option in options]
        answer: Json = await self._request("POST", "vote", {**_where(message), "options": chosen})
        return answer

    async def reacts(self, emoji: str, message: Json) -> None:
        """Leaves an emoji on a message that was seen; an empty one takes it back."""
        await self._request("POST", "react", {**_where(message), "emoji": emoji})

    async def edits(self, message: Json, text: str) -> None:
        """Changes an own message."""
        await self._remember_screen(message["chat_id"])
        await self._request("POST", "edit", {**_where(message), "text": text})

    async def asks_inline(self, query: str, chat_id: int | None = None) -> list[Json]:
        """Types after the bot's name and returns the results shown."""
        answer = await self._request("POST", "inline", {"query": query, "chat_id": chat_id})
        results: list[Json] = answer["results"]
        return results

    async def chooses(self, result: Json, chat_id: int | None = None) -> Json:
        """Sends one of the results of the last inline query."""
        return await self._sent("inline/choose", {"result_id": result["id"], "chat_id": chat_id})

    async def founds_group(
        self,
        chat_id: int,
        title: str,
        *others: "Person",
        forum: bool = False,
        bot_is_admin: bool = True,
    ) -> int:
        """Makes a group of this person, the others and the bot; returns its chat id."""
        for person in (self, *others):
            await person._request("GET", "chats")
        members = [self.id, *(person.id for person in others)]
        about = {"id": chat_id, "title": title, "members": members, "forum": forum}
        assert self._transport is not None
        await self._transport.request("POST", "groups", {**about, "bot_is_admin": bot_is_admin})
        return chat_id

    async def blocks(self) -> None:
        await self._request("POST", "block")

    async def unblocks(self) -> None:
        await self._request("POST", "unblock")

    async def deletes_account(self) -> None:
        await self._request("POST", "deactivate")

    async def menu(self, chat_id: int | None = None) -> dict[str, str]:
        """The command menu as this person sees it: command to description."""
        commands = await self._request("GET", "commands", {"chat_id": chat_id})
        return {command["command"]: command["description"] for command in commands}

    async def chat(self, chat_id: int | None = None) -> list[Json]:
        """Everything visible in the chat, oldest first."""
        seen: list[Json] = await self._request("GET", "chat", {"chat_id": chat_id})
        return seen

    async def screen(self, chat_id: int | None = None) -> str:
        """The chat as plain lines with the buttons in brackets."""
        return "\n".join(as_lines(message) for message in await self.chat(chat_id))

    async def _sent(self, path: str, body: Json, file: Upload | None = None) -> Json:
        answer = await self._request("POST", path, body, file)
        message: Json = answer["message"]
        return message

    async def _request(
        self, method: str, path: str, body: Json | None = None, file: Upload | None = None
    ) -> Any:
        if self._transport is None:
            raise RuntimeError(f"{self!r} has no sandbox yet: give it one, or await person.enters(sandbox)")
        if not self._created:
            about = {"id": self.id, "first_name": self.first_name, "language_code": self.language_code}
            await self._transport.request("POST", "people", {**about, **self._about})
            self._created = True
        values = {name: value for name, value in (body or {}).items() if value is not None}
        return await self._transport.request(method, f"people/{self.id}/{path}", values, file)

    async def _remember_screen(self, chat_id: int | None) -> None:
        """Remembers the screen as it is, for telling what is new later."""
        self._seen |= {message_key(message): content_key(message) for message in await self.chat(chat_id)}

    def _fresh(self, chat: Iterable[Json]) -> list[Json]:
        others = [message for message in chat if message["from"] != self.id]
        return [message for message in others if self._seen.get(message_key(message)) != content_key(message)]

    async def _wait(self, choose: Choice, missing: str, seconds: float, chat_id: int | None) -> Json:
        """Looks again and again until the message is there; an AssertionError shows the screen without it."""
        deadline = time.monotonic() + seconds
        while (message := choose(await self.chat(chat_id))) is None:
            if time.monotonic() > deadline:
                raise await self._failure(missing, chat_id)
            await asyncio.sleep(_INTERVAL)
        return message

    async def _failure(self, what: str, chat_id: int | None) -> AssertionError:
        screen = await self.screen(chat_id) or "(nothing)"
        return AssertionError(f"{self.first_name} sees: {what}. On the screen:\n{screen}")


def _transport(at: Sandbox | str, bot: int | None) -> Transport:
    return OverHttp(at, bot) if isinstance(at, str) else InProcess(at.world, bot)


def _where(message: Json) -> Json:
    return {"message_id": message["message_id"], "chat_id": message["chat_id"]}
