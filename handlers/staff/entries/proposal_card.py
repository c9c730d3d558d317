"""A proposal's card: what would change in the entry as it reads now, whatever it was when the proposal was written, and
the texts it is compared with."""

from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.faq.entry import Text
from bot.faq.library import Library
from bot.faq.new_entry import read_text
from bot.faq.typed import PARTS, Carried, carried
from bot.text.languages import LANGUAGES
from bot.text.translator import Translator
from handlers.screen import Screen, button
from handlers.staff.entries.texts import compared, cut, differing, title
from storage.faq import entry_edits
from storage.faq.entry_edits import Edit, EditState


def carried_over(edit: Edit, present: Text | None) -> Carried:
    """The proposal done in the present text; as it is where nobody knows what it began from."""
    text = read_text(edit.text)
    if edit.base is None or present is None:
        return Carried(text)
    return carried(read_text(edit.base), text, present)


def version(text: Text | None) -> str:
    """Eight characters that differ when the text does: what the card was compared with."""
    return sha256(repr(text).encode()).hexdigest()[:8]


def card(
    translator: Translator,
    library: Library,
    edit: Edit,
    present: Text | None,
    beside: Mapping[str, Text],
    *,
    anew: bool = False,
) -> Screen:
    """`beside` are the other languages, as they would read; `anew`: it was shown before, and the entry has changed
    since."""
    head = translator.t(
        "📝 <b>Proposal No. {number}</b>\n{entry} ({language})\nFrom: {name}",
        number=edit.id,
        entry=title(translator, library, edit.entry),
        language=translator.language_name(edit.language),
        name=edit.author_name,
    )
    after = carried_over(edit, present)
    lines = [head, *_meanwhile(translator, edit, present, after, anew=anew)]
    if edit.state == EditState.PROPOSED:
        lines += unlike(translator, library, edit.language, after.text, beside)
    lines += ["", *compared(translator, present, after.text)]
    ways = [
        button("✅ " + translator.label("Publish"), "epok", edit.id, version(present)),
        button("✖️ " + translator.label("Decline"), "epno", edit.id),
    ]
    return Screen(cut(lines), [ways] if edit.state == EditState.PROPOSED else [])


def unlike(
    translator: Translator, library: Library, language: str, text: Text, beside: Mapping[str, Text]
) -> list[str]:
    """What the proposed text says otherwise than the other languages, after an empty line."""
    raw = {code: text if code == language else beside.get(code) for code in LANGUAGES}
    return differing(translator, library, {code: said for code, said in raw.items() if said})


def _meanwhile(
    translator: Translator, edit: Edit, present: Text | None, after: Carried, *, anew: bool
) -> list[str]:
    """What happened to the entry since the proposal was written."""
    if edit.state != EditState.PROPOSED:
        return []
    lines = [translator.t("The entry has changed since you saw this card. Look once more.")] if anew else []
    if edit.base is not None and present is not None and read_text(edit.base) != present:
        lines.append(translator.t("The entry has changed since this was written; what changed there stays."))
    lines += [
        translator.t(
            "⚠️ {part}: a colleague has changed this too. If you publish this, their words are replaced.",
            part=translator.label(PARTS[part]),
        )
        for part in after.both
    ]
    return lines


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
