"""What may be done with broadcasts after the composer: the list, templates, sending again, at once."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from bot.broadcasts.states import State
from handlers.staff import access
from sandbox import Person
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import launches
from storage.members import members
from storage.staff import staff
from tests.handlers.running_bot import OWNER, RunningBot, running
from tests.handlers.staff.people import NOW, colleague, latest, members_of, owner
from tests.handlers.staff.test_composer import taps

CONTENT = {language: {"text": "Hello"} for language in ("kk", "ru", "en")}


async def kept(bot: RunningBot, state: str = "done", number: int = 1, **values: object) -> None:
    """So many broadcasts in this state."""
    async with bot.services.database.begin() as tx:
        for _ in range(number):
            made = await broadcasts.create(tx, CONTENT, {}, NOW, state=state, author_id=OWNER, **values)
            await broadcasts.release(tx, made, "own")


def buttons(chat: list[dict[str, object]]) -> list[str]:
    rows = chat[-1]["buttons"]
    assert isinstance(rows, list)
    return [button["text"] for row in rows for button in row]


async def opened(bot: RunningBot, shown: str = "Broadcast No. 1") -> Person:
    dina = await owner(bot, "en")
    await dina.says("/broadcasts")
    await taps(dina, (" 1", shown))
    return dina


async def test_a_template_is_kept_found_used_and_deleted(bot: RunningBot) -> None:
    await kept(bot, launched_at=NOW, fallback=["ru", "kk", "en"])
    dina = await opened(bot)
    await taps(dina, ("Save as template", "What should the template be called"))
    await dina.says("Weekly <news>")
    await dina.sees("Kept as a template: Weekly <news>")
    await dina.says("/broadcasts")
    await taps(
        dina, ("Templates", "2. Weekly <news>"), ("📋 2", "Everyone"), ("New draft from it", "Draft No. 3")
    )
    draft = await latest(bot)
    assert (draft.content, draft.fallback) == (CONTENT, ["ru", "kk", "en"])
    await dina.says("/broadcast")
    await taps(
        dina,
        ("Templates", "2. Weekly"),
        ("📋 2", "Everyone"),
        ("Delete the template", "Delete the template"),
        ("Delete", "The template was deleted"),
        ("Templates", "There is nothing here yet"),
    )
    for data in ("bcn:2", "bv:2", "bv:2:forget:1"):
        await bot.sends(dina, "Old", "Press", data)
        await taps(dina, ("Press", "This template was deleted"))


async def test_sixty_broadcasts_are_paged_and_filtered(bot: RunningBot) -> None:
    await kept(bot, number=50, launched_at=NOW)
    await kept(bot, "draft", 10)
    dina = await owner(bot, "en")
    await dina.says("/broadcasts")
    await dina.sees("60. Hello (draft)")
    await taps(dina, ("»", "53. Hello"), ("Drafts", "60. Hello"), ("»", "51. Hello"))
    assert "»" not in buttons(await dina.chat())
    await taps(dina, ("Waiting for you", "There is nothing here yet"), ("Finished", "50. Hello (sent)"))
    await dina.says("/broadcast")
    await taps(dina, ("All drafts", "60. Hello"))


async def test_before_its_time_only_after_a_second_word(bot: RunningBot) -> None:
    await kept(bot, "scheduled", due_at=NOW + timedelta(days=1))
    dina = await opened(bot)
    await taps(dina, ("Send now", "Send it now instead of at its time?"), ("Back", "Broadcast No. 1"))
    assert (await latest(bot)).due_at == NOW + timedelta(days=1)
    await taps(dina, ("Send now", "Send it now"), ("Send now", "Broadcast No. 1"))
    assert (await latest(bot)).due_at == NOW


async def test_what_never_began_has_no_report_and_nothing_to_recall(bot: RunningBot) -> None:
    await kept(bot, "canceled")
    dina = await opened(bot)
    shown = " ".join(buttons(await dina.chat()))
    assert "Duplicate" in shown
    assert not any(word in shown for word in ("Report", "CSV", "Correct", "Recall"))


@pytest.mark.parametrize("mode", ["live", "frozen"])
async def test_those_who_joined_since_are_those_it_could_not_have(bot: RunningBot, mode: str) -> None:
    """A frozen audience was closed when it was scheduled, a day before it went out."""
    await members_of(bot, ["kk"])
    await kept(bot, "done", audience_mode=mode, launched_at=NOW + timedelta(days=1))
    async with bot.services.database.begin() as tx:
        await launches.begin(tx, 1)
        await members.join(tx, 3001, "kk", NOW + timedelta(hours=1))
    dina = await opened(bot)
    await taps(dina, ("Send to those who joined since", "1 recipient"))
    assert (await latest(bot)).audience["joined_after"] == NOW.isoformat()


@pytest.mark.parametrize("data", ["recall:1", "now", "copy", "keep", "new", "text", "draft"])
async def test_a_correction_cannot_itself_be_recalled_or_sent_again(bot: RunningBot, data: str) -> None:
    """A recall of it would delete the messages of the broadcast it corrected."""
    await kept(bot, launched_at=NOW)
    await kept(bot, kind="correct", target_id=1, launched_at=NOW)
    dina = await owner(bot, "en")
    await bot.sends(dina, "Old", "Press", f"bv:2:{data}")
    await taps(dina, ("Press", "This button is out of date"))
    assert (await latest(bot)).id == 2


@pytest.mark.parametrize(("state", "act"), [("scheduled", "draft"), ("overdue", "later")])
async def test_what_has_fixed_recipients_does_not_become_a_draft_again(
    bot: RunningBot, state: str, act: str
) -> None:
    await kept(bot, state, audience_mode="frozen", due_at=NOW + timedelta(days=1))
    async with bot.services.database.begin() as tx:
        await launches.begin(tx, 1)
    dina = await opened(bot)
    shown = " ".join(buttons(await dina.chat()))
    assert "Send now" in shown
    assert "draft" not in shown and "another time" not in shown
    await bot.sends(dina, "Old", "Press", f"bv:1:{act}")
    await taps(dina, ("Press", "Its recipients are fixed already"))
    assert (await latest(bot)).state == state


async def test_why_it_paused_itself_is_said_in_the_readers_language(bot: RunningBot) -> None:
    await kept(bot, "paused", launched_at=NOW, pause_reason="errors: 40% of the last 30 sends")
    dina = await owner(bot, "kk")
    await dina.says("/broadcasts")
    await taps(dina, (" 1", "40%"))
    assert "errors" not in (await dina.chat())[-1]["text"]


@pytest.mark.parametrize("launched_at", [None, NOW])
async def test_the_buttons_pause_and_resume_from_the_states_that_allow_it(
    database: Database, launched_at: datetime | None
) -> None:
    """One paused before its launch was once "sent" to nobody when it was resumed here."""
    on = State.SENDING if launched_at else State.SCHEDULED
    moves = {(State.SCHEDULED, "pause"): State.PAUSED, (State.SENDING, "pause"): State.PAUSED}
    moves[State.PAUSED, "resume"] = on
    async with running(database, lambda: NOW) as bot:
        dina = await owner(bot, "en")
        for state, act in product(State, ("pause", "resume")):
            await kept(bot, state, due_at=NOW + timedelta(days=1), launched_at=launched_at)
            number = (await latest(bot)).id
            await bot.sends(dina, "Old", "Press", f"bv:{number}:{act}")
            await dina.presses("Press")
            await bot.settled()
            assert (await latest(bot)).state == moves.get((state, act), state)


FORGED = (
    "tx:kk",
    "tx0:kk",
    "del",
    "tg:languages:+kk",
    "op",
    "set:urgent:1",
    "see",
    "at",
    "go",
    "card",
    "to",
    "undo:1",
)


async def test_a_template_is_not_changed_by_forged_buttons_of_the_composer(bot: RunningBot) -> None:
    await kept(bot, "draft", template=True, title="Weekly")
    dina, before = await owner(bot, "en"), await latest(bot)
    for number, data in enumerate(FORGED):
        await bot.sends(dina, "Old", f"Press {number}", f"bc:1:{data}")
        await dina.presses(f"Press {number}")
    await dina.says("Another text")
    await bot.settled()
    assert await latest(bot) == before


async def test_a_table_that_names_chats_is_never_laid_into_a_group(bot: RunningBot) -> None:
    await kept(bot, launched_at=NOW)
    dina = await owner(bot, "en")
    await bot.group(-100500, [dina.id])
    await bot.sends(-100500, "Card", "Table", "bv:1:csv")
    pressed = await dina.presses("Table", chat_id=-100500)
    assert pressed["alert"] and "private chat" in pressed["text"]
    assert not any(message["document"] for message in await dina.chat(-100500))


async def test_the_list_and_the_card_say_when_by_whom_and_who_approved(bot: RunningBot) -> None:
    await kept(bot, launched_at=NOW)
    async with bot.services.database.begin() as tx:
        await staff.add(tx, 800, "approver", "Marat", OWNER, NOW)
        await staff.add(tx, 801, "editor", "Бота", OWNER, NOW)
        await staff.remove(tx, 801, NOW)
        named = {"approved_by": 800, "approved_at": NOW, "approved_version": 1}
        for number, author in ((2, 801), (3, None)):
            values = {"state": "done", "launched_at": NOW, "author_id": author}
            assert await broadcasts.create(tx, CONTENT, {}, NOW, **values) == number
        await broadcasts.release(tx, 2, "approved", **named)
    dina = await owner(bot, "en")
    await dina.says("/broadcasts")
    shown = (await dina.sees("3. Hello"))["text"]
    date = "24 Nov 2026"
    assert "Дина" in shown and str(OWNER) not in shown and "server administrator" in shown
    assert "Бота, approved by Marat" in shown and shown.count(date[:6]) == 3
    await taps(dina, (" 2", "Бота, approved by Marat"))


async def test_no_button_is_there_that_would_refuse(bot: RunningBot) -> None:
    """An editor may not send earlier what was approved for its time; nobody may correct a poll."""
    editor = await colleague(bot, "Bota", 801, "editor", "en")
    await editor.sees("Which language")
    later = NOW + timedelta(days=1)
    await kept(bot, "scheduled", due_at=later)
    await kept(bot, "scheduled", due_at=later, composer={"submitted_by": 802})
    poll = {"kk": {"poll": {"question": "?", "options": ["1", "2"], "multiple": False}}}
    async with bot.services.database.begin() as tx:
        await broadcasts.release(tx, 2, "approved", approved_by=800, approved_at=NOW, approved_version=1)
        await broadcasts.create(tx, poll, {}, NOW, state="done", launched_at=NOW, author_id=OWNER)
    shown = {}
    dina = await owner(bot, "en")
    for person, number in product((editor, dina), (1, 2, 3)):
        await bot.sends(person, "Old", "Open", f"bv:{number}")
        await taps(person, ("Open", f"Broadcast No. {number}"))
        shown[person.id, number] = " ".join(buttons(await person.chat()))
    assert [("Send now" in shown[801, number]) for number in (1, 2)] == [True, False]
    assert [("Send now" in shown[OWNER, number]) for number in (1, 2)] == [True, True]
    assert "Recall" in shown[OWNER, 3] and "Correct" not in shown[OWNER, 3]


async def test_an_owner_of_the_configuration_stands_in_the_list_by_name(bot: RunningBot) -> None:
    await kept(bot, launched_at=NOW)
    marat = await colleague(bot, "Марат", 778, "approver", "en")
    await owner(bot)
    await access.learn_owner_names(bot.application.bot, bot.services)
    await marat.says("/broadcasts")
    told = await marat.sees("1. Hello")
    assert "Дина" in told["text"] and str(OWNER) not in told["text"]
    await taps(marat, (" 1", "Дина"))
