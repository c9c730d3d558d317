"""The desk where questions are answered: the present library and its index, changed without a restart."""

import asyncio
from datetime import tzinfo
from zoneinfo import ZoneInfo

from bot.clock import Clock, now
from bot.faq.library import Library
from bot.faq.search import Decision, Search
from storage.database.database import Database

KAZAKHSTAN = ZoneInfo("Asia/Almaty")
LONGEST = 1200  # characters of a question that are looked at


class Answerer:
    """One process's answers. Building the index takes up to seconds; `publish` does so beside the loop."""

    def __init__(
        self, library: Library, search: Search, clock: Clock = now, zone: tzinfo = KAZAKHSTAN
    ) -> None:
        self._clock = clock
        self._zone = zone
        self._library = library
        self._search = search

    @classmethod
    async def open(cls, database: Database, clock: Clock = now) -> "Answerer":
        """The desk with the entries of locales/; LibraryError when they can't be read."""
        today = clock().astimezone(KAZAKHSTAN).date()
        library = await asyncio.to_thread(Library.load, today=today)
        return cls(library, await asyncio.to_thread(Search, library), clock)

    @property
    def library(self) -> Library:
        """The entries as they read today: figures and review dates move on with the calendar."""
        today = self._clock().astimezone(self._zone).date()
        if self._library.today != today:
            self._library = self._library.on(today)
        return self._library

    def answer(self, question: str, language: str | None = None) -> Decision:
        """What to do with a question; `language` is the asker's own, if known."""
        return self._search.decide(question[:LONGEST], language)

    def swap(self, library: Library, search: Search) -> None:
        """From now on answers come from this library."""
        self._library, self._search = library, search

    async def publish(self, library: Library) -> None:
        """Indexes the library in another thread, then answers from it."""
        self.swap(library, await asyncio.to_thread(Search, library))
