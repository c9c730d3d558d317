"""An entry changed by one, published by another, read by members at once, and taken back."""

from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import pytest

from bot.faq import toml_entry
from bot.faq.entry import Text
from bot.faq.library import Library
from bot.faq.new_entry import kept, read_text
from bot.faq.publishing import Publishing
from bot.faq.rules import faults_in
from bot.faq.typed import Carried, carried, changed
from bot.text.catalogs import Catalogs
from bot.text.translator import Translator
from handlers.staff.entries.proposal_card import version
from handlers.staff.entries.texts import fault_of_text
from storage.faq import entry_edits
from tests.handlers.running_bot import DirectRequest, RunningBot, labels
from tests.handlers.staff.people import colleague, owner

LIBRARY = Library.load()
TEXT = LIBRARY.entries["kandas-apply"].raw["en"]


async def test_proposed_by_one_published_by_another_and_taken_back(bot: RunningBot) -> None:
    publishing = Publishing(bot.services.database, bot.services.faq)
    dina = await owner(bot, "en")
    marat = await colleague(bot, "Marat", 778, "approver", "en")
    await dina.says("/entries")
    await dina.sees("Entries: ")
    await dina.says("kandas-apply")
    await dina.presses(labels(await dina.sees("Which of these?"))[0])
    await dina.sees("Other ways of asking")
    await dina.presses("✏️ Answer")
    await dina.sees("Send the new text of this part")
    await dina.says("Apply <i>here</i> & now.", html=False)
    await dina.sees("The formatting is broken")
    await dina.says("<b>Apply</b> at the consulate.", html=True)
    await dina.sees("Proposed to 1 colleague")
    card = await marat.sees("Proposal No. 1")
    assert "<u>" in card["html"]
    await dina.says("/entries")
    await dina.presses("📝 1.")
    await dina.sees("Proposal No. 1")
    await dina.presses("Publish")
    await dina.sees("You wrote this yourself")

    await marat.presses("Publish")
    await marat.sees("Published")
    assert await publishing.look()
    entry = bot.services.faq.library.get("kandas-apply")
    assert entry is not None
    assert entry.raw["en"].answer == "<b>Apply</b> at the consulate."
    assert not await publishing.look()


async def proposed(bot: RunningBot, number: int, base: Text, **parts: Any) -> entry_edits.Edit:
    """Somebody, who began from that text, proposes these parts otherwise."""
    text = kept(replace(base, **parts))
    async with bot.services.database.begin() as tx:
        now = bot.services.clock()
        edit, _ = await entry_edits.propose(tx, "kandas-apply", "en", text, number, "Erlan", now, kept(base))
    return edit


async def reads(bot: RunningBot) -> Text:
    async with bot.services.database.connect() as tx:
        text = await entry_edits.read_now(tx, "kandas-apply", "en")
    assert text is not None
    return read_text(text)


async def test_a_later_edit_undoes_nothing_of_an_earlier_one(bot: RunningBot) -> None:
    marat = await colleague(bot, "Marat", 778, "approver", "en")
    first = await proposed(bot, 901, TEXT, answer="Apply at the consulate.")
    second = await proposed(bot, 902, TEXT, question="How do I become a kandas at all?")
    for edit in (first, second):
        await bot.sends(marat, "A list.", f"No. {edit.id}", f"ep:{edit.id}")
    await marat.presses(f"No. {second.id}")
    await marat.sees("Proposal No. 2")
    await bot.sends(marat, "A list.", "The first", f"ep:{first.id}")
    await marat.presses("The first")
    await marat.sees("Proposal No. 1")
    await marat.presses("✅ Publish")
    await marat.sees("Published")
    await bot.sends(marat, "The old card.", "Publish it", f"epok:{second.id}:{version(TEXT)}")
    await marat.presses("Publish it")
    card = await marat.sees("The entry has changed since you saw this card")
    assert "what changed there stays" in card["text"]
    assert "Apply at the consulate" not in card["text"]  # it is no difference any more
    await marat.presses("✅ Publish")
    await marat.sees("Published")
    text = await reads(bot)
    assert (text.question, text.answer) == ("How do I become a kandas at all?", "Apply at the consulate.")


async def test_what_two_changed_is_shown_before_one_of_them_is_replaced(bot: RunningBot) -> None:
    marat = await colleague(bot, "Marat", 778, "approver", "en")
    first = await proposed(bot, 901, TEXT, answer="Apply at the consulate.")
    second = await proposed(bot, 902, TEXT, answer="Apply at the embassy.")
    for edit in (first, second):
        await bot.sends(marat, "A list.", f"No. {edit.id}", f"ep:{edit.id}")
        await marat.presses(f"No. {edit.id}")
        card = await marat.sees(f"Proposal No. {edit.id}")
        assert ("a colleague has changed this too" in card["text"]) == (edit is second)
        await marat.presses("✅ Publish")
        await marat.sees("Published")
    assert "consulate" in card["text"] and "embassy" in card["text"]
    assert (await reads(bot)).answer == "Apply at the embassy."


async def test_what_was_typed_belongs_to_the_text_that_was_shown(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await bot.sends(dina, "An old card.", "Answer", "ened:kandas-apply:en:answer")
    await dina.presses("Answer")
    await dina.sees("Send the new text of this part")
    other = await proposed(bot, 901, TEXT, question="How do I become a kandas at all?")
    async with bot.services.database.begin() as tx:
        await entry_edits.publish(tx, other.id, 2, bot.services.clock())
    await Publishing(bot.services.database, bot.services.faq).look()
    await dina.says("Apply at the consulate.")
    await dina.sees("Proposed.")
    async with bot.services.database.connect() as tx:
        [edit] = await entry_edits.waiting(tx)
    assert edit.base == kept(TEXT)


@pytest.mark.parametrize(
    ("text", "present", "merged", "both"),
    [
        ({"answer": "b"}, {}, {"answer": "b"}, ()),
        ({"answer": "b"}, {"question": "c"}, {"answer": "b", "question": "c"}, ()),
        ({"answer": "b"}, {"answer": "c"}, {"answer": "b"}, ("answer",)),
        ({"answer": "b"}, {"answer": "b"}, {"answer": "b"}, ()),
        ({"steps": ("a",)}, {"steps": ("b",), "answer": "c"}, {"steps": ("a",), "answer": "c"}, ("steps",)),
    ],
)
def test_a_change_is_carried_into_the_present_text(
    text: dict[str, Any], present: dict[str, Any], merged: dict[str, Any], both: tuple[str, ...]
) -> None:
    done = carried(TEXT, replace(TEXT, **text), replace(TEXT, **present))
    assert done == Carried(replace(TEXT, **merged), both)


async def test_of_two_published_the_later_is_read_and_the_former_kept(bot: RunningBot) -> None:
    database, now = bot.services.database, bot.services.clock()
    async with database.begin() as tx:
        for answer in ("First.", "Second."):
            text = kept(changed(TEXT, "answer", answer))
            proposal, _ = await entry_edits.propose(tx, "kandas-apply", "en", text, 1, "Dina", now)
            assert await entry_edits.publish(tx, proposal.id, 2, now)
            assert not await entry_edits.publish(tx, proposal.id, 2, now)
        [read] = await entry_edits.published(tx)
        history = await entry_edits.history(tx, "kandas-apply", "en")
    assert read_text(read.text).answer == "Second."
    assert [edit.state for edit in history] == ["published", "replaced"]


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ("answer", "x" * 601, "characters"),
        ("answer", "<b>x", "formatting"),
        ("answer", "It is {no_such_figure}.", "figure"),
        ("question", " ", "are needed"),
        ("phrasings", "one\ntwo", "other ways"),
        ("answer", "Fine.", None),
    ],
)
def test_faults_are_named_before_anybody_reads_them(part: str, typed: str, told: str | None) -> None:
    translator = Translator.of(Catalogs.load(), "en")
    said = [
        fault_of_text(translator, fault) for fault in faults_in(changed(TEXT, part, typed), "en", LIBRARY)
    ]
    assert (said == []) if told is None else (told in said[0])


async def test_a_changed_file_comes_home_as_a_proposal(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dina = await owner(bot, "en")
    await dina.says("/entries")
    await dina.sees("Entries: ")
    entry = LIBRARY.entries["kandas-apply"]
    changed_entry = replace(entry, raw={**entry.raw, "en": replace(TEXT, answer="Apply at the consulate.")})
    for content, told in (
        (toml_entry.write(changed_entry).encode(), "Proposed."),
        (b"slug = 5", "slug: text in quotation marks is expected"),
        (b"slug = ", "the file ends in the middle"),
    ):
        monkeypatch.setattr(DirectRequest, "retrieve", AsyncMock(return_value=content))
        await dina.sends_file(content, "kandas-apply.toml", mime="application/toml")
        await dina.sees(told)
    async with bot.services.database.connect() as tx:
        [edit] = await entry_edits.waiting(tx)
    assert (edit.entry, edit.language, edit.text["answer"]) == (
        "kandas-apply",
        "en",
        "Apply at the consulate.",
    )


async def test_what_differs_between_the_languages_is_said_to_author_and_approver(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    marat = await colleague(bot, "Marat", 778, "approver", "ru")
    await dina.says("/entries")
    await dina.sees("Entries: ")
    await dina.says("kandas-apply")
    await dina.presses(labels(await dina.sees("Which of these?"))[0])
    await dina.sees("Other ways of asking")
    await dina.presses("✏️ Answer")
    await dina.sees("Send the new text of this part")
    russian = LIBRARY.entries["kandas-apply"].raw["ru"].answer
    await dina.says(f"{russian} Приём 25.11 на https://example.org", html=False)
    told = await dina.sees("Proposed to 1 colleague")
    assert "⚠️ English: this text reads as if it were in another language: Russian." in told["text"]
    assert "⚠️ 25.11 stands in English, but not in" in told["text"]
    assert "⚠️ example.org is linked in English, but not in" in told["text"]
    card = await marat.sees("Предложение № 1")
    assert "25.11" in card["text"].split("⚠️", 1)[1]


async def test_languages_changed_together_are_compared_as_they_would_read(bot: RunningBot) -> None:
    """A date added to each of three languages, one proposal after the other: the last one differs in nothing."""
    entry = LIBRARY.entries["kandas-apply"]
    dina = await owner(bot, "en")
    async with bot.services.database.begin() as tx:
        for language in ("kk", "ru"):
            base = entry.raw[language]
            text, now = replace(base, answer=f"{base.answer} 25.11."), bot.services.clock()
            await entry_edits.propose(tx, entry.slug, language, kept(text), 901, "Erlan", now, kept(base))
    await dina.says("/entries")
    await dina.sees("Entries: ")
    await dina.says("kandas-apply")
    await dina.presses(labels(await dina.sees("Which of these?"))[0])
    await dina.sees("Other ways of asking")
    for answer, warned in ((f"{TEXT.answer} 25.11.", False), (f"{TEXT.answer} 26.11.", True)):
        await dina.presses("✏️ Answer")
        await dina.sees("Send the new text of this part")
        await dina.says(answer, html=False)
        told = await dina.sees("Proposed.")
        assert ("⚠️" in told["text"]) is warned, told["text"]
        await dina.presses("Back")
        await dina.sees("Other ways of asking")


async def test_who_types_for_an_entry_that_is_no_more_is_told_once(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await bot.sends(dina, "An old card.", "Answer", "ened:kandas-apply:en:answer")
    await dina.presses("Answer")
    await dina.sees("Send the new text of this part")
    library = bot.services.faq.library
    others = [entry for entry in library if entry.slug != "kandas-apply"]
    await bot.services.faq.publish(library.holding(others))
    await dina.says("Apply at the consulate.")
    await dina.sees("There is no such entry any more.")
    await dina.says("/cancel")
    await dina.sees("Nothing was going on")
