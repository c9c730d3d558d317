"""The FAQ of one process: the present library and its index, exchanged without a restart."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.clock import Clock, now
from bot.faq.decision import Decision
from bot.faq.entry import Entry
from bot.faq.library import Library
from bot.faq.search import Search

ENOUGH = 10  # questions an entry of a category, from which their counts say more than the order by hand
LONG = 500  # characters of a question that take their time
KAZAKHSTAN = ZoneInfo("Asia/Almaty")


class Faq:
    """Building an index takes up to seconds; `publish` does so beside the loop."""

    def __init__(self, library: Library, search: Search, clock: Clock = now) -> None:
        self._clock = clock
        self._library = library
        self._search = search
        self.asked: Mapping[str, int] = {}  # how often an entry was the answer lately, by slug

    @classmethod
    async def open(cls, clock: Clock = now) -> "Faq":
        """With the entries of locales/; LibraryError when they can't be read."""
        library = await asyncio.to_thread(Library.load, today=_today(clock))
        return cls(library, await asyncio.to_thread(Search.open, library), clock)

    @property
    def library(self) -> Library:
        """The entries as they read today: figures and review dates move on with the calendar."""
        today = _today(self._clock)
        if self._library.today != today:
            self._library = self._library.on(today)
        return self._library

    def in_category(self, key: str) -> list[Entry]:
        """Entries of a category, those first that people ask for most; by hand where too few were asked."""
        entries = self.library.in_category(key)
        counts = {entry.slug: self.asked.get(entry.slug, 0) for entry in entries}
        if sum(counts.values()) < ENOUGH * len(entries):
            return entries
        return sorted(entries, key=lambda entry: -counts[entry.slug])

    async def answer(self, question: str, language: str | None = None) -> Decision:
        """What to do with a question; `language` is the asker's own, if known."""
        if self._search.asks_meaning or len(question) > LONG:  # tens of milliseconds: beside the loop
            return await asyncio.to_thread(self._search.decide, question, language)
        return self._search.decide(question, language)

    def meanings(self, text: str, language: str) -> frozenset[str]:
        """What a text is about, the same in all three languages."""
        return self._search.meanings(text, language)

    def swap(self, library: Library, search: Search) -> None:
        """From now on answers come from this library."""
        self._library, self._search = library, search

    async def publish(self, library: Library) -> None:
        """Indexes the library in another thread, then answers from it."""
        self.swap(library, await asyncio.to_thread(Search.open, library))


def _today(clock: Clock) -> dt.date:
    return clock().astimezone(KAZAKHSTAN).date()
