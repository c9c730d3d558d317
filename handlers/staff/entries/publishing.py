"""Every process notices what was published and answers from it, without a restart."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.faq import new_entry
from bot.faq.library import Library
from bot.services import Services
from storage.faq import entry_edits, new_entries

log = structlog.get_logger()

EVERY = 2.0  # seconds


@asynccontextmanager
async def published(services: Services) -> AsyncIterator[None]:
    """Keeps this process's answers up to date until the block ends."""
    over = asyncio.Event()
    task = asyncio.create_task(_watch(services, over), name="entries")
    try:
        yield
    finally:
        over.set()
        await asyncio.wait([task], timeout=5)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _watch(services: Services, over: asyncio.Event) -> None:
    files = services.faq.library
    known: tuple[int, ...] = (0, 0, 0)
    while not over.is_set():
        try:
            known = await renewed(services, files, known)
        except Exception as error:  # the loop outlives an outage of the database
            log.error("entries could not be renewed", error=f"{type(error).__name__}: {error}"[:200])
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), EVERY)


async def renewed(services: Services, files: Library, known: tuple[int, ...]) -> tuple[int, ...]:
    """Publishes again if anything was decided since `known`; the present stamp."""
    async with services.database.connect() as tx:
        stamp = (*await entry_edits.stamp(tx), await new_entries.stamp(tx))
        if stamp == known:
            return known
        found = await entry_edits.published(tx)
        rows = await new_entries.in_states(tx, "published")
    texts = {(one.entry, one.language): new_entry.read_text(one.text) for one in found}
    # An entry that came home as a file is read from there.
    added = [new_entry.read(row.slug, row.content) for row in rows if row.slug not in files.entries]
    grown = files.on(services.faq.library.today).holding([*files, *added])
    await services.faq.publish(grown.with_overrides(texts))
    log.info("entries were renewed", edits=len(texts), added=len(added))
    return stamp
