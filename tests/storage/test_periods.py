"""Counts of a span of time, on both databases."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import periods
from storage.broadcasts import broadcasts, presses
from storage.database.database import Database
from storage.deliveries import deliveries
from storage.events import events, responses
from storage.events.responses import Response
from storage.faq import searches
from storage.faq.searches import Search
from storage.inbox import questions
from storage.members import members
from storage.surveys import figures
from storage.surveys import responses as survey_responses
from storage.surveys.responses import Answer
from tests.storage.surveys.scene import answered, opened, person

BEGIN = datetime(2026, 7, 1, tzinfo=UTC)
END = datetime(2026, 10, 1, tzinfo=UTC)
SPAN = (BEGIN, END)
DAY = timedelta(days=1)


async def test_members_of_a_moment_are_those_who_had_come_and_not_left(database: Database) -> None:
    came = ((BEGIN - DAY, None), (BEGIN, None), (BEGIN - DAY, BEGIN + DAY), (END, None))
    async with database.begin() as tx:
        for chat, (joined, left) in enumerate(came):
            await members.join(tx, 10 + chat, "kk", joined)
            await members.update(tx, 10 + chat, country="DE", blocked_at=left)
        before, after = await periods.members_at(tx, BEGIN), await periods.members_at(tx, END)
        assert (before.total, before.by_language, before.by_country) == (2, [("kk", 2)], [("DE", 2)])
        assert after.total == 2


async def ask(tx: AsyncConnection, asked: datetime, hours: int | None = None, **values: object) -> None:
    number = await questions.ask(tx, 5, "Қалай?", "kk", None, asked, promised=asked + 2 * DAY)
    values |= {"answered_at": asked + timedelta(hours=hours)} if hours is not None else {}
    if values:
        here = sa.update(questions.questions).where(questions.questions.c.id == number)
        await tx.execute(here.values(**values))


async def test_questions_to_staff_with_the_time_they_took(database: Database) -> None:
    async with database.begin() as tx:
        await ask(tx, BEGIN, 30, rating=1)
        await ask(tx, BEGIN + DAY, 2, rating=0)
        await ask(tx, BEGIN + DAY)
        await ask(tx, END - timedelta(hours=1))
        await ask(tx, BEGIN + DAY, closed_at=BEGIN + 2 * DAY, closing="withdrawn")
        await ask(tx, END)
        answers = await periods.answers(tx, SPAN, END)
    assert (answers.asked, answers.answered, answers.open, answers.late) == (5, 2, 2, 1)
    assert (answers.helped, answers.failed, answers.seconds) == (1, 1, (7200.0, 108000.0))


async def test_broadcasts_with_how_far_they_came_and_who_left(database: Database) -> None:
    async with database.begin() as tx:
        for launched, sent, gone in ((BEGIN, 5, 1), (END - DAY, 90, 10), (END, 7, 0)):
            number = await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, BEGIN, launched_at=launched)
            row = sa.insert(deliveries.counts).values(broadcast_id=number, sent=sent, gone=gone)
            await tx.execute(row)
        for kind in ("left", "left", "returned"):
            await presses.count(tx, 2, kind)
        sent_ = await periods.sent(tx, SPAN)
    assert [(row.id, row.sent, row.audience, row.left) for row in sent_] == [(2, 90, 100, 1), (1, 5, 6, 0)]


async def test_events_with_who_was_expected_and_who_came(database: Database) -> None:
    async with database.begin() as tx:
        member = await members.join(tx, 10, "kk", BEGIN)
        for state, starts in (("announced", BEGIN + DAY), ("canceled", BEGIN + DAY), ("announced", END)):
            texts = {"kk": {"title": "Наурыз"}}
            event = await events.create(tx, 1, BEGIN, state=state, starts_at=starts, texts=texts)
            await responses.put(
                tx, Response(event.id, member.id, "yes", guests=2, answered_at=BEGIN, attended_at=starts)
            )
        await events.create(tx, 1, BEGIN, state="announced", starts_at=BEGIN + 2 * DAY)
        held = await periods.held(tx, SPAN)
    assert [(event.coming, event.attended) for event in held] == [(3, 3), (0, 0)]
    assert held[0].texts["kk"]["title"] == "Наурыз"


async def test_what_was_searched_and_what_was_written_because_of_it(database: Database) -> None:
    async with database.begin() as tx:
        for decision in ("answer", "unknown", "unknown", "choices"):
            await searches.record(tx, Search("kk", "cyrl", None, decision, text="Қалай?"), BEGIN)
        await searches.record(tx, Search("kk", "cyrl", None, "answer"), END)
        await searches.settle(tx, [2, 3], "dogs")
        assert await periods.searched(tx, SPAN) == {"answer": 1, "unknown": 2, "choices": 1}
        assert await periods.settled(tx, SPAN) == {"dogs": 2}


async def test_topics_are_counted_of_those_who_can_be_reached(database: Database) -> None:
    async with database.begin() as tx:
        for chat, values in (
            (10, {"country": "DE"}),
            (11, {"blocked_at": BEGIN}),
            (12, {"stopped_at": BEGIN}),
        ):
            member = await members.join(tx, chat, "kk", BEGIN)
            await members.subscribe(tx, member.id, ["law"])
            await members.update(tx, chat, **values)
        assert await periods.topics(tx) == [("law", 1)]


async def test_surveys_that_took_answers_with_who_was_told_and_who_answered(database: Database) -> None:
    async with database.begin() as tx:
        announced = await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, BEGIN, launched_at=BEGIN)
        await tx.execute(sa.insert(deliveries.counts).values(broadcast_id=announced, sent=90, gone=10))
        about = {"opened_at": BEGIN, "ends_at": BEGIN + 9 * DAY}
        first = await opened(tx, broadcast_id=announced, **about)
        await opened(tx, opened_at=BEGIN - 9 * DAY, ends_at=BEGIN - DAY)  # over before
        closed = await opened(tx, opened_at=BEGIN, ends_at=END + DAY, state="closed", closed_at=BEGIN + DAY)
        await opened(tx, opened_at=END, ends_at=END + DAY)
        await opened(tx, opened_at=END - DAY, ends_at=END + DAY)
        for chat in range(3):
            member = await person(tx, 50 + chat)
            assert await answered(tx, first, member, {1: Answer((1,))}, BEGIN + DAY)
        await survey_responses.begin(tx, first.id, await person(tx, 60), 1, "kk", BEGIN + DAY)
        told = await periods.surveyed(tx, SPAN)
        assert [(row.id, row.told, row.begun, row.sent, row.over) for row in told] == [
            (1, 90, 4, 3, True), (closed.id, 0, 0, 0, True), (5, 0, 0, 0, False),
        ]  # fmt: skip
        await figures.expire(tx, END + 90 * DAY)  # answers go, how many there were stays
        assert (await periods.surveyed(tx, SPAN))[0] == told[0]
