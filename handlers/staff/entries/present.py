"""An entry's texts as they are read now, and as they would read with what is proposed for them."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.faq.entry import Text
from bot.faq.library import Library
from bot.faq.new_entry import read_text
from bot.text.languages import LANGUAGES
from handlers.staff.entries.proposal_card import carried_over
from storage.faq import entry_edits
from storage.faq.entry_edits import Edit


async def present_text(tx: AsyncConnection, library: Library, slug: str, language: str) -> Text | None:
    """What is read now, also where this process has not noticed yet; None of an entry that is no more."""
    published, entry = await entry_edits.read_now(tx, slug, language), library.get(slug)
    if entry is None:
        return None
    return read_text(published) if published else entry.raw.get(language)


async def beside_texts(tx: AsyncConnection, library: Library, edit: Edit) -> dict[str, Text]:
    """The entry's other languages, as they would read with what is proposed for them."""
    proposed = {other.language: other for other in await entry_edits.proposed(tx, edit.entry)}
    beside = dict[str, Text]()
    for language in LANGUAGES:
        present = await present_text(tx, library, edit.entry, language)
        if language != edit.language and present is not None:
            other = proposed.get(language)
            beside[language] = carried_over(other, present).text if other else present
    return beside
