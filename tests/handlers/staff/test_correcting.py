"""What may be corrected, and when."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.broadcasts import lifecycle
from bot.errors import BotError
from sandbox import Person
from storage.broadcasts import broadcasts
from storage.deliveries import deliveries
from tests.handlers.running_bot import OWNER, RunningBot
from tests.handlers.staff.people import NOW, colleague, latest, members_of, owner
from tests.handlers.staff.test_composer import taps

CONTENT = {language: {"text": "Hello"} for language in ("kk", "ru", "en")}


def approval(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in broadcasts.APPROVAL if name in values}


async def sent(
    bot: RunningBot, state: str = "done", content: dict[str, Any] | None = None, **values: Any
) -> None:
    """A broadcast that went out an hour ago and is in this state."""
    values = {"launched_at": NOW, "author_id": OWNER} | values
    async with bot.services.database.begin() as tx:
        made = await broadcasts.create(tx, content or CONTENT, {}, NOW, state=state, **values)
        await broadcasts.release(
            tx, made, "approved" if values.get("approved_by") else "own", **approval(values)
        )


async def corrects(dina: Person, text: str = "Hello again") -> None:
    """A correction of the English text, up to the checks."""
    await dina.says("/broadcasts")
    await taps(
        dina,
        (" 1", "Broadcast No. 1"),
        ("Correct the text", "Correction of"),
        ("English", "Send the corrected text"),
    )
    await dina.says(text)
    await dina.sees("✓ English")
    await dina.presses("Back")
    await dina.sees("Correction of")
    await dina.presses("Check and send")


async def test_a_second_correction_begins_from_the_first(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await sent(bot)
    await corrects(dina)
    await dina.sees("Please confirm")
    await taps(dina, ("Correct the text (messages: 0)", "Correction of"))
    async with bot.services.database.connect() as tx:
        target = await broadcasts.get(tx, 1)
    assert target is not None
    assert {language: part["text"] for language, part in target.content.items()} == {
        "kk": "Hello", "ru": "Hello", "en": "Hello again"
    }  # fmt: skip
    assert (await latest(bot)).content == target.content
    await bot.sends(dina, "Old", "Again", "bv:1:text")
    await taps(dina, ("Again", "Correction of"))
    assert (await latest(bot)).content["en"]["text"] == "Hello again"


async def test_while_it_is_being_sent_it_has_to_be_paused_first(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await sent(bot, "sending")
    await corrects(dina)
    await dina.sees("Pause it first")
    async with bot.services.database.begin() as tx:
        assert await broadcasts.step(tx, 1, ("sending",), "paused", NOW)
    await bot.sends(dina, "Old", "Go", "bc:2:go")
    await taps(dina, ("Go", "Please confirm"), ("Correct the text", "Correction of"))
    async with bot.services.database.connect() as tx:
        target = await broadcasts.get(tx, 1)
    assert target is not None
    assert (target.state, target.content["en"]["text"]) == ("paused", "Hello again")


async def test_an_unchanged_text_and_one_recalled_meanwhile_are_refused(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await sent(bot)
    await corrects(dina, "Hello")
    await dina.sees("The text is the same as before")
    async with bot.services.database.begin() as tx:
        assert await broadcasts.step(tx, 1, ("done",), "recalled", NOW)
    await bot.sends(dina, "Old", "Go", "bc:2:go")
    await taps(dina, ("Go", "There is nothing to correct"))


@pytest.mark.parametrize("state", ["draft", "scheduled", "recalled", "overdue"])
async def test_what_was_not_sent_or_is_gone_cannot_be_corrected(bot: RunningBot, state: str) -> None:
    dina = await owner(bot, "en")
    await sent(bot, state, launched_at=None)
    await bot.sends(dina, "Old", "Correct", "bv:1:text")
    await taps(dina, ("Correct", "There is nothing to correct"))


async def test_a_poll_cannot_be_corrected(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await sent(bot, content={"kk": {"poll": {"question": "?", "options": ["1", "2"], "multiple": False}}})
    await bot.sends(dina, "Old", "Correct", "bv:1:text")
    await taps(dina, ("Correct", "does not let a poll be changed"))


async def test_a_correction_leaves_files_and_languages_alone(bot: RunningBot) -> None:
    await members_of(bot, ["en"])
    dina = await owner(bot, "en")
    photo = {"text": "Hello", "media": [{"type": "photo", "file_id": "x"}]}
    await sent(bot, content={"en": photo})
    await dina.says("/broadcasts")
    await taps(dina, (" 1", "Broadcast No. 1"), ("Correct the text", "Correction of"), ("English", "1 file"))
    shown = [button["text"] for row in (await dina.chat())[-1]["buttons"] for button in row]
    assert not any("Without files" in label or "Delete" in label for label in shown)
    for data in ("bc:2:md:en:none", "bc:2:tx0:en"):
        await bot.sends(dina, "Old", "Press", data)
        await taps(dina, ("Press", "out of date"))
    assert (await latest(bot)).content == {"en": photo}
    async with bot.services.database.connect() as tx:
        assert (await deliveries.count(tx, 1)).audience == 0


@pytest.mark.parametrize("approved_by", [OWNER, None])
async def test_a_correction_of_what_still_goes_out_to_many_waits_for_a_colleague(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch, approved_by: int | None
) -> None:
    """An editor pauses it after a few, corrects it and resumes: the rest got a text nobody had approved."""
    await owner(bot, "en")
    editor = await colleague(bot, "Бота", 801, "editor", "en")
    monkeypatch.setitem(vars(bot.services.config.delivery), "approval_above", 100)
    await sent(bot, "paused", approved_by=approved_by)
    async with bot.services.database.begin() as tx:
        waiting = 366 if approved_by is None else 4
        await tx.execute(sa.insert(deliveries.counts).values(broadcast_id=1, sent=36, waiting=waiting))
    await corrects(editor, "Something else")
    await editor.sees("Please confirm")
    await editor.presses("Send for approval")
    await editor.sees("Sent to 1 colleague for approval")
    async with bot.services.database.connect() as tx:
        target = await broadcasts.get(tx, 1)
    assert target is not None and target.content == CONTENT


async def test_a_corrected_text_stands_under_the_name_of_whoever_approved_it(bot: RunningBot) -> None:
    dina = await owner(bot, "en")
    await sent(bot, "done", approved_by=42, approved_at=NOW, approved_version=1)
    await corrects(dina)
    await dina.sees("Please confirm")
    await taps(dina, ("Correct the text (messages: 0)", "Correction of"))
    async with bot.services.database.connect() as tx:
        target = await broadcasts.get(tx, 1)
    assert target is not None and target.content["en"]["text"] == "Hello again"
    assert (target.approved_by, target.approved_at) == (None, None)


async def test_no_verb_puts_an_unapproved_text_into_what_was_approved(bot: RunningBot) -> None:
    await sent(bot, "paused", approved_by=42)
    async with bot.services.database.begin() as tx:
        values = {"kind": "correct", "target_id": 1, "state": "draft"}
        number = await broadcasts.create(tx, {"en": {"text": "Other"}}, {}, NOW, **values)
        draft = await broadcasts.get(tx, number)
        assert draft is not None
        with pytest.raises(BotError, match="approve its correction"):
            await lifecycle.schedule(tx, draft, NOW, NOW)


async def test_an_editor_cannot_send_earlier_what_was_approved_for_a_time(bot: RunningBot) -> None:
    await members_of(bot, ["en"])
    editor = await colleague(bot, "Бота", 801, "editor", "en")
    due = bot.services.clock() + timedelta(days=1)
    await sent(bot, "scheduled", approved_by=OWNER, launched_at=None, due_at=due)
    await bot.sends(editor, "Old", "Now", "bv:1:now:1")
    await taps(editor, ("Now", "Only an approver or an owner can send it earlier"))
    async with bot.services.database.connect() as tx:
        broadcast = await broadcasts.get(tx, 1)
    assert broadcast is not None and broadcast.due_at == due


@pytest.mark.parametrize(
    "forged", ["urg", "all", "to", "at", "now", "op", "set:policy:miss", "fb", "until", "ask:once"]
)
async def test_a_correction_has_no_terms_of_its_own_and_none_can_be_forged(
    bot: RunningBot, forged: str
) -> None:
    """Marked urgent, or sent to fewer, it went out without a colleague."""
    editor = await colleague(bot, "Бота", 801, "editor", "en")
    await sent(bot, "paused", approved_by=OWNER)
    await bot.sends(editor, "Old", "Correct", "bv:1:text")
    await taps(editor, ("Correct", "Correction of"))
    before = await latest(bot)
    await bot.sends(editor, "Old", "Forged", f"bc:2:{forged}")
    await taps(editor, ("Forged", "out of date"))
    assert await latest(bot) == before


async def test_who_wrote_what_was_approved_for_a_time_does_not_send_it_earlier_themselves(
    bot: RunningBot,
) -> None:
    """Another time is another word: a colleague who may approve gives it, and it goes out under their name."""
    await members_of(bot, ["en"])
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", 800, "approver", "en")
    due = bot.services.clock() + timedelta(days=1)
    notes = {"submitted_by": OWNER, "hand": OWNER}
    await sent(bot, "scheduled", approved_by=900, composer=notes, launched_at=None, due_at=due)
    for person in (dina, marat):
        await bot.sends(person, "Old", "Now", "bv:1:now:1")
    await taps(dina, ("Now", "You wrote this yourself"))
    assert (await latest(bot)).due_at == due
    await taps(marat, ("Now", "Broadcast No. 1"))
    row = await latest(bot)
    assert (row.due_at, row.approved_by, row.released_hash) == (NOW, 800, row.fingerprint)


async def test_what_stands_at_the_door_is_shown_and_approved_by_whoever_did_not_write_it(
    bot: RunningBot,
) -> None:
    dina, marat = await owner(bot, "en"), await colleague(bot, "Marat", 800, "approver", "en")
    editor = await colleague(bot, "Бота", 801, "editor", "en")
    await sent(bot, "paused", approved_by=900, pause_reason="unapproved")
    other = {language: {"text": "Never approved"} for language in CONTENT}
    async with bot.services.database.begin() as tx:
        assert await broadcasts.reword(tx, 1, ("paused",), other, NOW)
    await dina.says("/broadcasts")
    await taps(dina, (" 1", "It paused itself: what would go out is not what was approved"))
    await taps(dina, ("Approve as it stands", "You wrote this yourself"))
    for person in (editor, marat):
        await bot.sends(person, "Old", "Resume", "bv:1:resume")
        await taps(person, ("Resume", "not what was approved"))
        await bot.sends(person, "Old", "Rest", "bv:1:rest")
    await taps(editor, ("Rest", "Approving is for approvers and owners"))
    await taps(marat, ("Rest", "That is what the rest will get"))
    assert any(message["text"] == "Never approved" for message in await marat.chat())
    changed = {language: {"text": "Changed again"} for language in CONTENT}
    async with bot.services.database.begin() as tx:
        assert await broadcasts.reword(tx, 1, ("paused",), changed, NOW)
    await taps(marat, ("Approve", "That is what the rest will get"))  # what he pressed on is not it any more
    assert (await latest(bot)).state == "paused"
    await taps(marat, ("Approve", "being sent"))
    row = await latest(bot)
    assert (row.state, row.approved_by, row.released_hash) == ("sending", 800, row.fingerprint)
