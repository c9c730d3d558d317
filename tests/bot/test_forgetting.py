"""The day before everything goes: nothing of the member is reached or shown, and taking it back restores it exactly."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import forgetting
from bot.members.import_file import Row
from bot.members.importing import import_rows
from bot.members.merge import Guard
from bot.offers import introductions
from storage.database.database import Database
from storage.database.schema import metadata
from storage.events import events, responses
from storage.faq import searches
from storage.inbox import listing, messages, question_cards, questions, reminders
from storage.inbox.listing import Filter
from storage.members import audience, bulk_import, erasure, forget_requests, forgotten, members
from storage.members.audience import Audience
from storage.members.forget_requests import ForgetRequest
from storage.members.forgotten import Marks
from storage.offers import offers
from storage.staff import trial
from storage.surveys import responses as survey_responses
from tests.bot.test_retention import NOW, PERSON, kept_about, plant

DAY = timedelta(days=1)


async def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows, but which version of a question its cards show."""
    async with database.connect() as tx:
        return {
            table.name: sorted(
                (
                    {name: value for name, value in row.items() if name != "changes"}
                    for row in (await tx.execute(sa.select(table))).mappings()
                ),
                key=str,
            )
            for table in metadata.sorted_tables
        }


async def seen(tx: AsyncConnection) -> dict[str, Any]:
    """What could be sent to the member, and what staff could read of theirs."""
    [question] = [row.id for row in await questions.of_chat(tx, PERSON)]
    [given, sought] = await offers.of_chat(tx, PERSON)
    [survey] = [row[0] for row in await tx.execute(sa.select(survey_responses.R.survey_id).limit(1))]
    groups = await audience.tally(tx, Audience(), NOW)
    answered = await tx.execute(sa.select(survey_responses.A.question).distinct())
    return {
        "audience": sum(group.number for group in groups),
        "export": [member.chat_id async for member, _ in bulk_import.all_rows(tx)],
        "exported": await bulk_import.count(tx),
        "question": [replace(row, changes=0) for row in [await questions.get(tx, question)] if row],
        "inbox": [row.id for row in await listing.page(tx, Filter(confidential=True), 9, 0)],
        "waiting": await listing.count(tx, Filter()),
        "search": [
            replace(row, changes=0) for row in await listing.search(tx, ["tolquzhat"], 9, confidential=True)
        ],
        "cards": await question_cards.uncarded(tx, NOW),
        "promised": await reminders.due(tx, NOW + 9 * DAY, NOW),
        "offers": [row.id for row in await offers.page(tx, offers.Filter())],
        "offer": [await offers.get(tx, row.id) for row in (given, sought)],
        "guests": [guest.chat_id for guest in await trial.listing(tx)],
        "told": await searches.untold(tx, ["kandas-apply"]),
        "texts": [await survey_responses.texts(tx, survey, number, 9) for number in answered.scalars().all()],
    }


async def planted(database: Database) -> None:
    await plant(database, PERSON, NOW)
    async with database.begin() as tx:
        [question] = await questions.of_chat(tx, PERSON)
        await questions.touch(tx, question.id, promised_at=NOW, folded="tolquzhat")
        [search] = await searches.unanswered(tx, NOW - DAY)
        await searches.settle(tx, [search.id], "kandas-apply")
    async with database.begin() as tx:
        await forgotten.everyone(tx)  # makes the installation's key


def is_empty(value: Any) -> bool:
    return not any(value) if isinstance(value, list) else not value


async def test_nothing_of_them_is_reached_or_shown_and_taking_it_back_restores_all_of_it(
    database: Database,
) -> None:
    await planted(database)
    before = await everything(database)
    async with database.connect() as tx:
        shown = await seen(tx)
    assert not any(is_empty(value) for value in shown.values()), shown
    async with database.begin() as tx:
        request = await forgetting.in_a_day(tx, PERSON, NOW)
    assert request == ForgetRequest(PERSON, NOW, NOW + DAY)
    async with database.connect() as tx:
        hidden = await seen(tx)
    assert all(is_empty(value) for value in hidden.values()), hidden
    async with database.begin() as tx:
        assert await forgetting.take_back(tx, PERSON)
        assert not await forgetting.take_back(tx, PERSON)
    assert await everything(database) == before
    async with database.connect() as tx:
        again = await seen(tx)
    assert again == shown


async def test_the_clock_deletes_what_is_due_and_no_minute_sooner(database: Database) -> None:
    await planted(database)
    async with database.begin() as tx:
        await forgetting.in_a_day(tx, PERSON, NOW)
        assert (
            await forgetting.in_a_day(tx, PERSON, NOW + DAY / 2)
        ).due_at == NOW + DAY  # the time told stays
    await forgetting.look(database, lambda: NOW + DAY - timedelta(seconds=1))
    assert "members" in await kept_about(database, PERSON)
    await forgetting.look(database, lambda: NOW + DAY)
    assert set(await kept_about(database, PERSON)) <= {"searches"}
    async with database.connect() as tx:
        assert await forgotten.since(tx, PERSON) == NOW + DAY
        assert await forget_requests.everyone(tx) == []
    await forgetting.look(database, lambda: NOW + 2 * DAY)


async def test_a_seat_is_kept_for_the_day_and_then_goes_to_whoever_waits(database: Database) -> None:
    async with database.begin() as tx:
        leaving, waiting = [await members.join(tx, chat, "kk", NOW) for chat in (PERSON, 7)]
        more = {"state": "announced", "announced_at": NOW, "starts_at": NOW + 9 * DAY, "seats": 1}
        event = await events.create(tx, 7, NOW, **more)
        await responses.put(tx, responses.Response(event.id, leaving.id, "yes", answered_at=NOW))
        await responses.put(tx, responses.Response(event.id, waiting.id, "yes", ticket=1, answered_at=NOW))
        await forgetting.in_a_day(tx, PERSON, NOW)
        assert (await responses.count(tx, event.id)).waiting == 1
    await forgetting.look(database, lambda: NOW + DAY)
    async with database.connect() as tx:
        counts = await responses.count(tx, event.id)
    assert (counts.seated, counts.waiting) == (1, 0)


async def test_what_was_asked_since_is_seen_for_somebody_may_be_in_danger(database: Database) -> None:
    async with database.begin() as tx:
        before = await questions.ask(tx, PERSON, "Қалай?", "kk", None, NOW)
        await forgetting.in_a_day(tx, PERSON, NOW)
        urgent = await questions.ask(
            tx, PERSON, "Құтқарыңыз", "kk", None, NOW + timedelta(minutes=1), urgent=True
        )
        assert await questions.get(tx, before) is None and await questions.get(tx, urgent) is not None
        assert await question_cards.uncarded(tx, NOW, apart=True) == [urgent]
        assert await questions.move(tx, before, ["open"], taken_by=1) is None
        assert await questions.move(tx, urgent, ["open"], taken_by=1) is not None


async def test_nobody_is_introduced_to_them_meanwhile(database: Database) -> None:
    async with database.begin() as tx:
        pair = [await members.join(tx, chat, "kk", NOW) for chat in (PERSON, 7)]
        about: dict[str, Any] = {"kind": "teaching", "field": "it", "languages": ["kk"], "text": "Т"}
        give, seek = [
            await offers.create(tx, member.id, NOW, side=side, folded="", consent="2026-11", **about)
            for member, side in zip(pair, ("give", "seek"), strict=True)
        ]
        await forgetting.in_a_day(tx, PERSON, NOW)
        assert await introductions.propose(tx, seek.id, give.id, 1, NOW) is None
        assert await offers.opposite(tx, seek, ["teaching"], 9) == []
        await forgetting.take_back(tx, PERSON)
        assert await introductions.propose(tx, seek.id, give.id, 1, NOW) is not None


async def test_no_file_changes_who_is_to_be_forgotten(database: Database) -> None:
    async with database.begin() as tx:
        await members.join(tx, PERSON, "kk", NOW)
        await forgetting.in_a_day(tx, PERSON, NOW)
    outcome = await import_rows(database, [Row(PERSON, "ru", "DE")], "kk", NOW, lambda _: None)
    assert outcome.guarded == {Guard.FORGOTTEN: 1}
    async with database.connect() as tx:
        member = await members.by_chat(tx, PERSON)
    assert member is not None and (member.language, member.country) == ("kk", None)


async def test_a_restored_backup_follows_what_became_of_requests_since(database: Database) -> None:
    later = [ForgetRequest(8, NOW, NOW + DAY)]
    async with database.begin() as tx:
        for chat in (7, 8, 9):
            await members.join(tx, chat, "kk", NOW)
        await forget_requests.ask(tx, 7, NOW - DAY, NOW)  # taken back since
        await forget_requests.follow(tx, later)
        assert await forget_requests.everyone(tx) == later
        marks = Marks("another key", {})
        assert await erasure.erase_again(tx, [marks]) == 0


@pytest.mark.parametrize("chat", [PERSON, 5])
async def test_whoever_never_typed_start_has_the_day_as_well(database: Database, chat: int) -> None:
    at = datetime(2026, 11, 29, tzinfo=UTC)
    async with database.begin() as tx:
        asked = await questions.ask(tx, chat, "Қалай?", "kk", None, at)
        await messages.add(tx, asked, "follow_up", "Тағы", at, chat_id=chat, origin_id=7)
        await forgetting.in_a_day(tx, chat, at)
    await forgetting.look(database, lambda: at + DAY)
    async with database.connect() as tx:
        assert await questions.of_chat(tx, chat) == []
