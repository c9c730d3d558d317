"""Every kind of personal data goes when its time is over, on both databases."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.config import Retention
from bot.offers import lifecycle
from bot.retention import RULES, keep
from storage.broadcasts import broadcasts
from storage.crisis import answers as crisis_answers
from storage.database import tables
from storage.database.database import Database
from storage.database.schema import metadata
from storage.deliveries import digests
from storage.events import events, responses
from storage.events.responses import Response
from storage.faq import new_entries, ratings, searches
from storage.faq.ratings import Rating
from storage.faq.searches import Search
from storage.inbox import blocks, messages, question_drafts, questions
from storage.inbox.messages import Place
from storage.members import conversations, members, screens
from storage.members.conversations import Conversation
from storage.offers import drafts, introductions, offers
from storage.staff import audit, invitations, trial, weeks
from storage.surveys import responses as survey_responses
from storage.surveys import surveys
from storage.surveys.responses import Answer
from storage.surveys.surveys import State
from storage.updates import updates
from tests.storage.crisis import scene as crisis_scene

assert tables  # registers every table
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SECRET = "Төлқұжатым N12345678"
PERSON, GROUP = 4_000_000, -100_500


async def plant(database: Database, person: int, now: datetime) -> None:
    """Something in every table that holds a member's."""
    update = {"from": {"id": person, "first_name": "Айгүл"}, "text": f"{SECRET} updates"}
    async with database.begin() as tx:
        member = await members.join(tx, person, "kk", now)
        await members.subscribe(tx, member.id, ["work"])
        number = await searches.record(
            tx, Search("kk", "cyrl", "MN", "unknown", text=f"{SECRET} searches"), now
        )
        await searches.wait(tx, [number], person, now)
        asked = await questions.ask(tx, person, f"{SECRET} questions", "kk", "MN", now)
        further = await messages.add(
            tx, asked, "follow_up", f"{SECRET} messages", now, chat_id=person, origin_id=7
        )
        await messages.lie(tx, [Place(person, 7, further.id, "text")])
        event = await events.create(tx, 7, now, state="announced", announced_at=now, starts_at=now)
        await responses.put(tx, Response(event.id, member.id, "yes", answered_at=now))
        for number, sent in enumerate((True, False)):
            survey = await surveys.create(
                tx, 7, now, state=State.OPEN, opened_at=now, ends_at=now + timedelta(seconds=30)
            )
            await survey_responses.begin(tx, survey.id, member.id, 1, "kk", now)
            said = Answer(text=f"{SECRET} survey {number}")
            await survey_responses.put(tx, survey.id, member.id, 1, said, now)
            if sent:
                assert await survey_responses.send(tx, survey.id, member.id, [1], now)
        words = {"text": f"{SECRET} offers", "contact": str(person), "folded": "", "consent": "2026-11"}
        given, sought = [
            await offers.create(
                tx, member.id, now, side=side, kind="teaching", field="it", languages=["kk"], **words
            )
            for side in ("give", "seek")
        ]
        await introductions.propose(tx, sought.id, given.id, 7, now, [])
        number = await broadcasts.create(tx, {}, {}, now)
        await digests.gather(tx, number, {member.id: now})
        await digests.done(tx, [row.id for row in await digests.claim(tx, now, 1, "x")], now)
        await drafts.put(tx, member.id, {"text": f"{SECRET} half an offer"}, now)
        seen = [[{"text": f"{SECRET} screens", "callback_data": "x"}]]
        await screens.put(tx, [screens.Shown(person, 7, seen, now)])
        await question_drafts.put(tx, person, {"text": f"{SECRET} drafts"}, now)
        await trial.add(tx, person, 7, now)
        check_in = await crisis_scene.asked(tx, [member.id], at=now)
        await crisis_answers.put(tx, check_in.id, member.id, "help", "Айгүл", now)
        await crisis_answers.add(tx, check_in.id, member.id, words=f"{SECRET} check-in", phone=str(person))
        await blocks.block(tx, person, f"{SECRET} blocks", 1, now)
        for chat in (person, GROUP):
            step = Conversation("ask", "confirm", {"text": f"{SECRET} conversations"}, now)
            await conversations.put(tx, chat, person, step)
        held = {"failed_at": now, "received_at": now, "error": "KeyError at x.py:1"}
        for update_id, chat in ((1, person), (2, GROUP)):
            body = json.dumps({"message": update}, ensure_ascii=False, separators=(",", ":"))
            await tx.execute(
                sa.insert(updates.updates).values(update_id=update_id, chat_key=chat, body=body, **held)
            )


async def kept_about(database: Database, person: int) -> dict[str, list[str]]:
    async with database.connect() as tx:
        rows = {
            table.name: [str(row) for row in await tx.execute(sa.select(table))]
            for table in metadata.sorted_tables
        }
    about = {
        name: [row for row in found if SECRET in row or str(person) in row] for name, found in rows.items()
    }
    return {name: found for name, found in about.items() if found}


@pytest.mark.parametrize("kind", [rule.kind for rule in RULES])
async def test_each_kind_goes_when_its_time_is_over(database: Database, kind: str) -> None:
    await plant(database, PERSON, NOW)
    async with database.begin() as tx:
        number = await ratings.rate(tx, Rating("kandas-apply", "kk", helpful=False), 5, NOW)
        await ratings.missed(tx, number, SECRET)
        await audit.log(tx, 777, "team.added", "x", NOW)
        await invitations.add(tx, "token", "editor", 777, NOW)
        await weeks.write(tx, "2026-W48", [777], NOW)
        await new_entries.begin(tx, "new", {"texts": SECRET}, [], 777, "Dina", NOW)
        await tx.execute(sa.update(offers.offers).where(offers.C.side == "give").values(ended_at=NOW))
        await tx.execute(sa.update(introductions.introductions).values(decided_at=NOW))
    [rule], retention = [rule for rule in RULES if rule.kind == kind], Retention()
    days = rule.days(retention)
    before = await keep(database, retention, lambda: NOW + timedelta(days=days - 1))
    after = await keep(database, retention, lambda: NOW + timedelta(days=days, minutes=1))
    assert (before[kind], bool(after[kind])) == (0, True)


async def test_no_text_of_a_member_outlives_the_longest_clock_but_an_offer_that_holds(
    database: Database,
) -> None:
    """Whether it holds is asked once a year; without an answer it is paused, and then its clock runs too."""
    await plant(database, PERSON, NOW)
    await keep(database, Retention(), lambda: NOW + timedelta(days=400))
    assert set(await kept_about(database, PERSON)) == {"members", "search_watchers", "offers", "trial_guests"}
    async with database.begin() as tx:
        for offer in await offers.of_chat(tx, PERSON):
            await lifecycle.pause(tx, offer.id, NOW + timedelta(days=400))
    await keep(database, Retention(), lambda: NOW + timedelta(days=600))
    assert set(await kept_about(database, PERSON)) == {"members", "search_watchers", "trial_guests"}


async def test_a_question_is_kept_from_its_answer_on(database: Database) -> None:
    async with database.begin() as tx:
        number = await questions.ask(tx, PERSON, SECRET, "kk", None, NOW)
        await questions.answered(tx, number, NOW + timedelta(days=30))
    await keep(database, Retention(), lambda: NOW + timedelta(days=380))
    assert "questions" in await kept_about(database, PERSON)


async def test_updates_that_wait_or_are_of_others_are_nobody_to_forget(database: Database) -> None:
    """A number within another number is another person."""
    row = {"received_at": NOW, "failed_at": None, "chat_key": 1}
    bodies = {1: (PERSON, None), 2: (int(f"1{PERSON}"), NOW), 3: (int(f"{PERSON}1"), NOW)}
    async with database.begin() as tx:
        for update_id, (sender, failed_at) in bodies.items():
            body = f'{{"message":{{"from":{{"id":{sender},"first_name":"A"}}}}}}'
            values = {**row, "update_id": update_id, "body": body, "failed_at": failed_at}
            await tx.execute(sa.insert(updates.updates).values(**values))
        assert await updates.set_aside_of(tx, PERSON) == []
        await updates.forget(tx, PERSON)
        left = await tx.execute(sa.select(updates.updates.c.update_id))
        assert len(list(left)) == 3
