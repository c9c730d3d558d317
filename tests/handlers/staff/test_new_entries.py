"""From questions without an answer to an entry, told to those who asked, and withdrawn again."""

from dataclasses import replace
from unittest.mock import AsyncMock

import pytest
from telegram.error import Forbidden, RetryAfter

from bot.faq import new_entry, toml_entry
from bot.faq.library import Library
from bot.faq.publishing import Publishing
from bot.faq.rules import Fault, Flaw, faults_of
from bot.text.translator import Translator
from handlers.members.answers import tell_waiting
from handlers.staff.entries.texts import faults_of_draft
from sandbox import Person
from storage.faq import new_entries, searches
from storage.faq.searches import Search
from storage.members import members
from tests.handlers.running_bot import DirectRequest, RunningBot, labels
from tests.handlers.staff.people import colleague, owner

ASKED = (
    "Can I bring my dog?",
    "Can I bring my dog",
    "can i bring my dog please",
    "May I bring my dog?",
    "Bring my dog, can I?",
)


async def unanswered(bot: RunningBot, waiting: dict[int, str]) -> list[int]:
    """Five like questions; some of those who asked want to be told."""
    now = bot.services.clock()
    async with bot.services.database.begin() as tx:
        ids = [
            await searches.record(tx, Search("en", "cyrl", "DE", "unknown", text=question, asker=asker), now)
            for asker, question in enumerate(ASKED)
        ]
        for number, (chat, language) in enumerate(waiting.items()):
            await members.join(tx, chat, language, now)
            await searches.wait(tx, [ids[number]], chat, now)
    return ids


async def drafted(bot: RunningBot, dina: Person) -> str:
    """Dina has made a draft of the group; its slug."""
    await dina.says("/stats")
    await dina.presses("🔍 Without an answer")
    await dina.sees("Without an answer in 30 days: 5")
    await dina.presses("🆕 Draft an entry: Can I bring my dog")
    await dina.sees("Before it can be published")
    async with bot.services.database.connect() as tx:
        [row] = await new_entries.in_states(tx, "draft")
    return row.slug


async def completed(bot: RunningBot, dina: Person, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft's file comes back complete."""
    whole = replace(Library.load().entries["atameken"], slug=slug, related=())
    content = toml_entry.write(whole).encode()
    monkeypatch.setattr(DirectRequest, "retrieve", AsyncMock(return_value=content))
    await dina.says("/entries")
    await dina.sees("Entries: ")
    await dina.sends_file(content, f"{slug}.toml", mime="application/toml")
    await dina.sees("Atameken is the National Chamber")


async def test_whoever_wrote_any_of_it_cannot_publish_it(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dina = await owner(bot, "en")
    marat = await colleague(bot, "Marat", 778, "approver", "en")
    aliya = await colleague(bot, "Aliya", 779, "approver", "en")
    await unanswered(bot, {})
    slug = await drafted(bot, dina)
    await completed(bot, marat, slug, monkeypatch)
    async with bot.services.database.connect() as tx:
        [row] = await new_entries.in_states(tx, "draft")
    assert row.writers == [dina.id, marat.id]
    await bot.sends(dina, "The draft.", "Open", f"ne:{row.id}")
    await dina.presses("Open")
    await dina.presses("👥 Propose")
    await dina.sees("Proposed to 1 colleague")
    await bot.sends(marat, "The draft.", "Open", f"ne:{row.id}")
    await marat.presses("Open")
    await marat.presses("✅ Publish")
    await marat.sees("You wrote this yourself")
    await aliya.sees("waits for approval")
    await aliya.presses("✅ Publish")
    await aliya.sees("Published")


async def test_a_group_becomes_an_entry_and_those_who_asked_are_told(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing = Publishing(bot.services.database, bot.services.faq)
    dina = await owner(bot, "en")
    marat = await colleague(bot, "Marat", 778, "approver", "en")
    aliya = await bot.person("Алия", "kk", person_id=901)
    await unanswered(bot, {901: "kk"})
    slug = await drafted(bot, dina)
    assert slug == "can-i-bring-my-dog"

    await dina.presses("✏️ Category")
    await dina.presses(labels(await dina.sees("Choose one:"))[1])
    await dina.presses("✏️ Responsible body")
    await dina.presses(labels(await dina.sees("Choose one:"))[0])
    await dina.presses("✏️ Review date")
    await dina.says("soon")
    await dina.sees("Send the review date")
    await dina.says("2027-05-01")
    await dina.presses("✏️ Sources")
    await dina.says("Rules https://www.gov.kz/rules")
    await dina.sees("gov.kz/rules")
    await dina.presses("✏️ Answer")
    await dina.says("Да, если у собаки есть паспорт и прививки.")
    await dina.sees("⚠️ English: this text reads as if it were in another language: Russian.")
    await dina.presses("✏️ Answer")
    await dina.says("Yes, <b>with</b> a paper.")
    assert "⚠️" not in (await dina.sees("Yes, <b>with</b>"))["text"]
    async with bot.services.database.connect() as tx:
        [row] = await new_entries.in_states(tx, "draft")
    kept = new_entry.read(slug, row.content)
    assert kept.raw["en"].answer == "Yes, <b>with</b> a paper."
    assert kept.raw["en"].phrasings and kept.review_by.isoformat() == "2027-05-01"

    await completed(bot, dina, slug, monkeypatch)
    await dina.presses("👥 Propose")
    await dina.sees("Proposed to 1 colleague")
    await marat.sees("waits for approval")
    await dina.presses("Back")
    await dina.presses("✅ Publish")
    await dina.sees("You wrote this yourself")
    await marat.presses("✅ Publish")
    await marat.sees("1 person who asked is being told")

    await tell_waiting(bot.application.bot, bot.services)  # this process does not read the entry yet
    assert await publishing.look()
    assert slug in bot.services.faq.library.entries
    await tell_waiting(bot.application.bot, bot.services)
    await tell_waiting(bot.application.bot, bot.services)
    await aliya.sees("Енді жауап бар")
    async with bot.services.database.connect() as tx:
        assert await searches.untold(tx, [slug]) == []
    await bot.sends(marat, "x", "Propose its own", f"enor:{slug}:en")
    await marat.presses("Propose its own")
    await dina.sees("№ 1 ұсыныс")
    await bot.sends(marat, "x", "Look at it", f"en:{slug}:en")
    await marat.presses("Look at it")
    await marat.sees("Checked on")
    await marat.presses("↩️ Withdraw")
    await marat.sees("withdrawn")
    assert await publishing.look()
    assert slug not in bot.services.faq.library.entries


async def test_an_owner_alone_is_told_what_to_do(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dina = await owner(bot, "en")
    await unanswered(bot, {})
    slug = await drafted(bot, dina)
    await completed(bot, dina, slug, monkeypatch)
    await dina.presses("👥 Propose")
    await dina.sees("add one with /team")


async def test_who_blocked_the_bot_is_skipped_and_who_was_surely_not_told_waits(bot: RunningBot) -> None:
    ids = await unanswered(bot, {901: "kk", 902: "ru", 903: "en"})
    now = bot.services.clock()
    async with bot.services.database.begin() as tx:
        await searches.settle(tx, ids, "atameken")
        await members.gone(tx, 901, "blocked", now)
    telegram = AsyncMock()
    telegram.send_message.side_effect = [Forbidden("blocked"), RetryAfter(5)]
    with pytest.raises(RetryAfter):
        await tell_waiting(telegram, bot.services)
    async with bot.services.database.connect() as tx:
        assert await searches.untold(tx, ["atameken"]) == [(903, "atameken")]
    telegram.send_message.side_effect = None
    await tell_waiting(telegram, bot.services)
    await tell_waiting(telegram, bot.services)
    assert [call.args[0] for call in telegram.send_message.await_args_list] == [902, 903, 903]


def test_faults_are_said_in_the_readers_language(bot: RunningBot) -> None:
    translator = Translator.of(bot.services.catalogs, "ru")
    library = Library.load()
    numbers = Fault.of("new", "ru", Flaw.NUMBERS, here="'3'", there="")
    unwritten = faults_of(new_entry.begun("new", [], library), library)
    lines = faults_of_draft(translator, [*unwritten, numbers])
    assert any("Только здесь: '3'" in line.replace("&#x27;", "'").replace("&#39;", "'") for line in lines)
    assert len(lines) == len(set(lines)) and any("источник" in line for line in lines)
