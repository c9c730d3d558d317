"""What may be corrected, and when."""

from typing import Any

import pytest

from sandbox import Person
from storage.broadcasts import broadcasts
from storage.deliveries import deliveries
from tests.handlers.running_bot import OWNER, RunningBot
from tests.handlers.staff.people import NOW, latest, members_of, owner
from tests.handlers.staff.test_composer import taps

CONTENT = {language: {"text": "Hello"} for language in ("kk", "ru", "en")}


async def sent(
    bot: RunningBot, state: str = "done", content: dict[str, Any] | None = None, **values: Any
) -> None:
    """A broadcast that went out an hour ago and is in this state."""
    values = {"launched_at": NOW, "author_id": OWNER} | values
    async with bot.services.database.begin() as tx:
        await broadcasts.create(tx, content or CONTENT, {}, NOW, state=state, **values)


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
