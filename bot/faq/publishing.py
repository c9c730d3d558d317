"""What staff publish is read by every process's FAQ within seconds, without a restart."""

import structlog

from bot.faq import new_entry
from bot.faq.faq import Faq
from storage.database.database import Database
from storage.faq import entry_edits, new_entries
from storage.faq.new_entries import EntryState

log = structlog.get_logger()

EVERY = 2.0  # seconds between looks


class Publishing:
    """One process's part in it: the entries of its files, and what was published over them when it looked last."""

    def __init__(self, database: Database, faq: Faq) -> None:
        self._database, self._faq = database, faq
        self._files = faq.library
        self._stamp: tuple[int, ...] = (0, 0, 0)

    async def look(self) -> bool:
        """Answers from the present texts if anything was published or withdrawn; True if so."""
        async with self._database.connect() as tx:
            stamp = (*await entry_edits.stamp(tx), await new_entries.stamp(tx))
            if stamp == self._stamp:
                return False
            edits = await entry_edits.published(tx)
            rows = await new_entries.in_states(tx, EntryState.PUBLISHED)
        texts = {(edit.entry, edit.language): new_entry.read_text(edit.text) for edit in edits}
        # An entry that has a file by now is read from there.
        added = [new_entry.read(row.slug, row.content) for row in rows if row.slug not in self._files.entries]
        library = self._files.on(self._faq.library.today).holding([*self._files, *added])
        await self._faq.publish(library.with_overrides(texts))
        self._stamp = stamp
        log.info("entries were renewed", edits=len(texts), added=len(added))
        return True
