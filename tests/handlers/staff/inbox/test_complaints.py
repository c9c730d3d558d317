"""A confidential complaint is read by whom the owners named for it, and by nobody else, whatever way they try."""

from collections.abc import AsyncIterator

import pytest

from bot.inbox import bodies, cards
from sandbox import Person
from storage.database.database import Database
from storage.faq import new_entries
from storage.inbox import questions
from storage.staff import body_operators
from tests.handlers.running_bot import RunningBot, deciding, running
from tests.handlers.staff.inbox.people import question
from tests.handlers.staff.people import NOW, colleague, owner

GROUP = -100700
SECRET = "Консулдық қызметкері ақша сұрады"


@pytest.fixture
async def bot(sqlite: Database) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: NOW, inbox_chat=GROUP) as bot:
        deciding(bot, "unknown", language="kk")
        yield bot


async def team(bot: RunningBot) -> tuple[Person, Person]:
    """Dina, an owner, and Äsel, who answers; both in the staff group."""
    dina, asel = await owner(bot), await colleague(bot, "Әсел", 779, "operator", "kk")
    await dina.says("/start")
    await dina.sees("")
    await asel.sees("")
    await bot.group(GROUP, [dina.id, asel.id])
    await dina.sees("хабарландыру", chat_id=GROUP)
    return dina, asel


async def complains(bot: RunningBot, *, named: bool = False) -> Person:
    aigerim = await bot.person("Айгерім", person_id=5001)
    await aigerim.says("/ask")
    await aigerim.sees("Сұрағыңызды")
    await aigerim.says(SECRET)
    await aigerim.sees("атыңызды көрмейді")
    await aigerim.presses("🔒 Бұл – құпия шағым")
    await aigerim.sees("тағайындалған бірнеше адам")
    if named:
        await aigerim.presses("👤 Атымды көрсету")
        await aigerim.sees("атыңызды көреді: Айгерім")
    await aigerim.presses("Жіберу")
    await aigerim.sees("№ 1")
    await cards.look(bot.application.bot, bot.services)
    return aigerim


async def seen_by(person: Person, chat_id: int | None = None) -> bool:
    return any(SECRET in str(message) for message in await person.chat(chat_id))


async def test_the_owners_read_it_when_nobody_is_named_and_the_group_does_not(bot: RunningBot) -> None:
    dina, asel = await team(bot)
    await complains(bot)
    assert "Құпия: мұны тек" in (await dina.sees(SECRET))["text"]
    assert not await seen_by(asel) and not await seen_by(asel, GROUP)


async def test_whoever_is_named_reads_it_and_answers(bot: RunningBot) -> None:
    dina, asel = await team(bot)
    await dina.says("/team")
    await dina.presses("🏛 Қай мекемеге кім жауапты")
    await dina.presses("Құпия шағымдар")
    await dina.presses("Әсел")
    await bot.settled()
    aigerim = await complains(bot, named=True)
    card = await asel.sees(SECRET)
    assert "Жазған: Айгерім" in card["text"] and not await seen_by(dina)
    await asel.says("Тексереміз.", reply_to=card["message_id"])
    await aigerim.sees("Тексереміз.")


async def test_nobody_else_comes_to_it_by_any_way(bot: RunningBot) -> None:
    _, asel = await team(bot)
    await complains(bot)
    await asel.says("/inbox")
    await asel.sees("Сұрақтар")
    for typed in ("1", "консулдық ақша"):
        await asel.says(typed)
        await asel.sees("табылмады")
    verbs = ("q", "qc", "qmine", "qtake", "qans", "qnote", "qfiles", "qearly", "qlike", "qpass", "qclose", "qblock",
             "qstock", "qsame", "qbody", "qgive", "neq")  # fmt: skip
    for verb in verbs:
        await bot.sends(asel, "Ескі карточка", f"түйме {verb}", f"{verb}:1:1:1")
        await asel.presses(f"түйме {verb}")
    await bot.settled()
    assert not await seen_by(asel)
    kept = await question(bot, 1)
    assert kept.taken_by is None and kept.closed_at is None
    async with bot.services.database.connect() as tx:
        assert await new_entries.in_states(tx, "draft") == []


async def test_who_is_named_no_more_cannot_answer_on_an_old_card(bot: RunningBot) -> None:
    _, asel = await team(bot)
    async with bot.services.database.begin() as tx:
        await body_operators.put(tx, bodies.COMPLAINTS, asel.id)
    aigerim = await complains(bot)
    card = await asel.sees(SECRET)
    async with bot.services.database.begin() as tx:
        await body_operators.drop(tx, asel.id)
    await asel.says("Тексереміз.", reply_to=card["message_id"])
    await asel.sees("Бұл сұрақ құпия")
    assert not any("Тексереміз" in str(message) for message in await aigerim.chat())


async def test_it_stands_in_no_digest_and_no_reminder_of_the_group(bot: RunningBot) -> None:
    dina, _ = await team(bot)
    async with bot.services.database.begin() as tx:
        for number in range(12):
            secret = {"confidential": True} if number == 5 else {}
            text = SECRET if secret else f"Сұрақ {number}"
            await questions.ask(tx, 6000 + number, text, "kk", None, NOW, promised=NOW, **secret)
    await cards.look(bot.application.bot, bot.services)
    await dina.sees("11 сұрақ жауап күтіп тұр", chat_id=GROUP)
    assert not await seen_by(dina, GROUP)
    await dina.sees(SECRET)


async def test_the_member_sees_in_their_data_what_was_asked_how(bot: RunningBot) -> None:
    await team(bot)
    aigerim = await complains(bot, named=True)
    async with bot.services.database.connect() as tx:
        [kept] = await questions.of_chat(tx, aigerim.id)
    assert (kept.confidential, kept.name) == (True, "Айгерім")
    await aigerim.says("/forget")
    await aigerim.sees("")
