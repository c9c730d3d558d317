"""Every button of staff, found among the registered handlers, with the number of nothing, or of a colleague's."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from telegram import Update

from bot.inbox import cards
from handlers.routing import Button
from sandbox import Person
from storage.broadcasts import drafts
from storage.events import events
from storage.inbox import messages, question_cards, questions, stock_answers
from storage.staff import audit, invitations
from storage.surveys import surveys
from tests.handlers.running_bot import OWNER, RunningBot
from tests.handlers.staff.ways import rows, somebody, ways

GROUP = -100500
WRITER = 4_200
UPDATES = count(10**6)  # one that has the number of the last is that one again
NUMBERS = ("999999", "9" * 25, "²", "x", "kk:999999", "999999:owner")
NUMBERLESS = {  # these take no number: what they do, and may do again, is in the log
    "aucsv": {"audit"},
    "auok": {"audit", "audit_chain"},
    "bcn": {"audit", "broadcasts", "draft_versions"},
    "ofcsv": {"audit"},
    "sen": {"audit", "events"},
    "stcsv": {"audit"},
    "stq": {"audit"},
    "sun": {"audit", "surveys"},
    "tron": {"audit", "trial_guests", "trials"},
}
# What a colleague may do to another's beside the log: versions, questions and kept answers say themselves by whom.
SIGNED = {"draft_versions", "questions", "question_messages"}
OWN = {"conversations", "question_cards"}  # what who presses is in the middle of, and the cards before them


def verbs(bot: RunningBot) -> list[str]:
    return sorted({way.handler.verb for way in ways(bot) if isinstance(way.handler, Button)})


def forged(verb: str, numbers: tuple[str, ...]) -> Iterator[str]:
    """The verb with each of these in place of its first number, or after it."""
    whole = re.sub(r"\(\?:(\w+)[^)]*\)", r"\1", verb).replace("[^:]*", "x").removesuffix("$")
    for number in numbers:
        if r"\d+" in whole:
            yield whole.replace(r"\d+", number.split(":")[0], 1).replace(r"\d+", "1")
        else:
            yield f"{whole}:{number}"


async def presses(bot: RunningBot, person: Person, data: str, group: int | None = None) -> None:
    """As a changed Telegram app does, under a message that is gone."""
    who = {"id": person.id, "is_bot": False, "first_name": person.first_name}
    chat = {"id": person.id, "type": "private", "first_name": person.first_name}
    if group:
        chat = {"id": group, "type": "supergroup", "title": "Staff"}
    message = {"message_id": 10**6, "date": 1795500000, "chat": chat, "text": "A card."}
    query = {"id": "1", "from": who, "chat_instance": "1", "data": data, "message": message}
    update = Update.de_json({"update_id": next(UPDATES), "callback_query": query}, bot.application.bot)
    await bot.application.process_update(update)


async def changes(bot: RunningBot, person: Person, numbers: tuple[str, ...]) -> dict[str, set[str]]:
    """Which tables each verb with these numbers changed. None of it may fail."""
    before, changed = await rows(bot), dict[str, set[str]]()
    for verb in verbs(bot):
        for data in forged(verb, numbers):
            await presses(bot, person, data)
        after = await rows(bot)
        if tables := {name for name, kept in after.items() if kept != before[name]} - OWN:
            changed[verb] = tables
        before = after
    return changed


async def test_a_number_of_nothing_changes_nothing(bot: RunningBot) -> None:
    """By an owner, who may press them all; so is a button that outlived what it was for."""
    dina = await somebody(bot, "owner")
    assert await changes(bot, dina, NUMBERS) == NUMBERLESS


async def test_what_a_colleague_changes_of_anothers_says_by_whom(bot: RunningBot) -> None:
    """Also pressed in whatever order, out of any conversation: nothing fails."""
    dina = await somebody(bot, "owner")
    await written(bot)
    changed = await changes(bot, dina, ("1", "2:1", "2:kk"))
    assert {verb for verb, tables in changed.items() if not tables & {"audit", *SIGNED}} == set()
    assert {"qclose", "skdel", "tmwd", r"bv:\d+:copy", r"su:\d+:copy"} <= set(changed)
    async with bot.services.database.connect() as tx:
        deeds, _ = await audit.deeds(tx, 1000)
        kept = await messages.get(tx, 1)
    assert {deed.user_id for deed in deeds} == {OWNER}
    assert kept is not None and kept.delivered_at is None  # only whoever wrote an answer sends it


async def test_no_table_is_laid_into_a_group(bot: RunningBot) -> None:
    """Of whatever button: figures alone, a broadcast's or those of /stats, name nobody."""
    dina = await somebody(bot, "owner")
    await bot.group(GROUP, [dina.id])
    await written(bot)
    for verb in verbs(bot):
        for data in forged(verb, ("1",)):
            await presses(bot, dina, data, GROUP)
    async with bot.services.database.connect() as tx:
        deeds, _ = await audit.deeds(tx, 1000)
    laid_out = {deed.action for deed in deeds if deed.action.endswith((".table", ".guests"))}
    assert laid_out <= {"report.table"}
    laid = [message["document"] for message in await dina.chat(GROUP) if message["document"]]
    assert [file for file in laid if ".csv" in str(file) and "figures.csv" not in str(file)] == []


async def written(bot: RunningBot) -> None:
    """A colleague's, two of each."""
    now = bot.services.clock()
    async with bot.services.database.begin() as tx:
        for _ in range(2):
            await drafts.begin(tx, WRITER, now, content={"kk": {"text": "Сәлем"}})
            await events.create(tx, WRITER, now)
            await surveys.create(tx, WRITER, now)
            number = await questions.ask(tx, 4_000_000, "Қалай?", "kk", "MN", now)
            await question_cards.carded(tx, number, [], now)
            about = {"author_id": WRITER, "author_name": "Marat", "chat_id": WRITER, "origin_id": number}
            await messages.add(tx, number, "answer", "Былай", now, **about)
            await stock_answers.add(tx, f"Title {number}", WRITER, now)
            await invitations.add(tx, f"token{number}", "editor", WRITER, now + timedelta(days=1))
    await cards.look(bot.application.bot, bot.services)
    await bot.settled()
