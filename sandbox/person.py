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

from sandbox.doors import Door, InProcess, OverHttp, upload
from sandbox.sandbox import Sandbox
from sandbox.screen import button_text, face, key_text, line, newest, place, shown, with_button
from sandbox.shapes import Json

_PATIENCE_SECONDS = 5.0
_GLANCE_SECONDS = 0.02
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
        self._door = None if at is None else _door(at, bot)
        self._known = False
        self._before: dict[tuple[int, int], str] = {}
        self.last: Json | None = None

    def __repr__(self) -> str:
        return f"Person({self.first_name!r}, {self.language_code!r}, person_id={self.id})"

    async def enters(self, at: Sandbox | str, bot: int | None = None) -> "Person":
        """Comes into the world now; for people made without one."""
        self._door = _door(at, bot)
        await self._order("POST", "language", {"language_code": self.language_code})
        return self

    async def says(self, text: str, *, html: bool = False, chat_id: int | None = None, **more: Any) -> Json:
        """Sends a text (`html=True`: formatted while typing; reply_to=, thread_id=); returns the message."""
        await self._look(chat_id)
        body = {"html" if html else "text": text, "chat_id": chat_id, **more}
        return _message(await self._order("POST", "send", body))

    async def sends_file(
        self,
        file: Path | bytes,
        name: str = "",
        caption: str = "",
        *,
        mime: str = "",
        chat_id: int | None = None,
    ) -> Json:
        """Sends a picture as photo, anything else as document."""
        await self._look(chat_id)
        body = {"text": caption, **({} if chat_id is None else {"chat_id": chat_id})}
        return _message(await self._order("POST", "send", body, upload(file, name, mime)))

    async def presses(
        self, button: str, *, chat_id: int | None = None, seconds: float = _PATIENCE_SECONDS
    ) -> Json:
        """Presses the newest button with this text, or says it if it's a key of the reply keyboard.

        Returns the bot's answer: answered, text, alert, url.
        """
        message = await self._wait(lambda chat: with_button(chat, button), seconds, chat_id)
        if message is None:
            raise AssertionError(await self._complaint(f"no button {button!r}", chat_id))
        await self._look(chat_id)
        exact = button_text(message, button)
        if exact is None:
            await self._order("POST", "send", {"text": key_text(message, button), "chat_id": chat_id})
            return {"answered": True, "text": None, "alert": False, "url": None}
        where = {"message_id": message["message_id"], "chat_id": message["chat_id"]}
        answer: Json = await self._order("POST", "press", {**where, "button": exact})
        return answer

    async def sees(
        self,
        text: str,
        *,
        chat_id: int | None = None,
        seconds: float = _PATIENCE_SECONDS,
        anywhere: bool = False,
    ) -> Json:
        """The newest message of others with this text, waiting for it; AssertionError shows the screen."""

        def fitting(chat: list[Json]) -> Json | None:
            fresh = chat if anywhere else self._fresh(chat)
            return next((each for each in reversed(fresh) if text in shown(each)), None)

        found = await self._wait(fitting, seconds, chat_id)
        if found is None:
            raise AssertionError(await self._complaint(f"nothing with {text!r}", chat_id))
        self.last = found
        return found

    async def does_not_see(self, text: str, *, seconds: float = 0.3, chat_id: int | None = None) -> None:
        """Waits a little and makes sure that nothing new says this."""
        await asyncio.sleep(seconds)
        for each in self._fresh(await self.chat(chat_id)):
            if text in shown(each):
                raise AssertionError(await self._complaint(f"there is {text!r} after all", chat_id))

    async def votes(
        self, *options: str | int, chat_id: int | None = None, seconds: float = _PATIENCE_SECONDS
    ) -> Json:
        """Votes in the newest poll, by the options' texts or numbers; none takes the vote back."""
        message = await self._wait(lambda chat: newest(chat, "poll"), seconds, chat_id)
        if message is None:
            raise AssertionError(await self._complaint("no poll", chat_id))
        await self._look(chat_id)
        texts = [each["text"] for each in message["poll"]["options"]]
        chosen = [texts.index(each) if isinstance(each, str) else each for each in options]
        where = {"message_id": message["message_id"], "chat_id": message["chat_id"]}
        answer: Json = await self._order("POST", "vote", {**where, "options": chosen})
        return answer

    async def reacts(self, emoji: str, message: Json) -> None:
        """Leaves an emoji on a message that was seen; an empty one takes it back."""
        where = {"message_id": message["message_id"], "chat_id": message["chat_id"]}
        await self._order("POST", "react", {**where, "emoji": emoji})

    async def edits(self, message: Json, text: str) -> None:
        """Changes an own message."""
        await self._look(message["chat_id"])
        where = {"message_id": message["message_id"], "chat_id": message["chat_id"]}
        await self._order("POST", "edit", {**where, "text": text})

    async def asks_inline(self, query: str, chat_id: int | None = None) -> list[Json]:
        """Types after the bot's name and returns the results shown."""
        answer = await self._order("POST", "inline", {"query": query, "chat_id": chat_id})
        results: list[Json] = answer["results"]
        return results

    async def chooses(self, result: Json, chat_id: int | None = None) -> Json:
        """Sends one of the results of the last inline query."""
        body = {"result_id": result["id"], "chat_id": chat_id}
        return _message(await self._order("POST", "inline/choose", body))

    async def founds_group(
        self,
        chat_id: int,
        title: str,
        *others: "Person",
        forum: bool = False,
        bot_is_admin: bool = True,
    ) -> int:
        """Makes a group of this person, the others and the bot; returns its chat id."""
        for each in (self, *others):
            await each._order("GET", "chats")
        members = [self.id, *(each.id for each in others)]
        about = {"id": chat_id, "title": title, "members": members, "forum": forum}
        assert self._door is not None
        await self._door.order("POST", "groups", {**about, "bot_is_admin": bot_is_admin})
        return chat_id

    async def blocks(self) -> None:
        await self._order("POST", "block")

    async def unblocks(self) -> None:
        await self._order("POST", "unblock")

    async def deletes_account(self) -> None:
        await self._order("POST", "deactivate")

    async def menu(self, chat_id: int | None = None) -> dict[str, str]:
        """The command menu as this person sees it: command to description."""
        shown = await self._order("GET", "commands", {"chat_id": chat_id})
        return {each["command"]: each["description"] for each in shown}

    async def chat(self, chat_id: int | None = None) -> list[Json]:
        """Everything visible in the chat, oldest first."""
        seen: list[Json] = await self._order("GET", "chat", {"chat_id": chat_id})
        return seen

    async def screen(self, chat_id: int | None = None) -> str:
        """The chat as plain lines with the buttons in brackets."""
        return "\n".join(line(each) for each in await self.chat(chat_id))

    async def _order(self, method: str, what: str, body: Json | None = None, file: Any = None) -> Any:
        if self._door is None:
            raise RuntimeError(f"{self!r} has no sandbox yet: give it one, or await person.enters(sandbox)")
        if not self._known:
            about = {"id": self.id, "first_name": self.first_name, "language_code": self.language_code}
            await self._door.order("POST", "people", {**about, **self._about})
            self._known = True
        given = {name: value for name, value in (body or {}).items() if value is not None}
        return await self._door.order(method, f"people/{self.id}/{what}", given, file)

    async def _look(self, chat_id: int | None) -> None:
        """Remembers the screen as it is, for telling what is new later."""
        self._before |= {place(each): face(each) for each in await self.chat(chat_id)}

    def _fresh(self, chat: Iterable[Json]) -> list[Json]:
        others = [each for each in chat if each["from"] != self.id]
        return [each for each in others if self._before.get(place(each)) != face(each)]

    async def _wait(self, choose: Choice, seconds: float, chat_id: int | None) -> Json | None:
        deadline = time.monotonic() + seconds
        while True:
            found: Json | None = choose(await self.chat(chat_id))
            if found is not None or time.monotonic() > deadline:
                return found
            await asyncio.sleep(_GLANCE_SECONDS)

    async def _complaint(self, what: str, chat_id: int | None) -> str:
        return f"{self.first_name} sees: {what}. On the screen:\n{await self.screen(chat_id) or '(nothing)'}"


def _door(at: Sandbox | str, bot: int | None) -> Door:
    return OverHttp(at, bot) if isinstance(at, str) else InProcess(at.world, bot)


def _message(answer: Json) -> Json:
    message: Json = answer["message"]
    return message
