"""Once a member, whoever presses how often and on how many processes; figures; what goes when, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage.database.database import Database
from storage.members import members
from storage.surveys import figures, responses, surveys
from storage.surveys.figures import Tally
from storage.surveys.questionnaire import Question
from storage.surveys.responses import Answer
from storage.surveys.surveys import State, Survey
from tests.storage.surveys.scene import END, NOW, QUESTIONS, answered, opened, person


@pytest.fixture
async def other(database: Database) -> AsyncIterator[Database]:
    """The same database as another process sees it."""
    url = database.writer.url.set(drivername=database.dialect)
    opened_again = Database.open(url.render_as_string(hide_password=False))
    yield opened_again
    await opened_again.close()


def test_a_question_is_kept_and_read_as_it_was() -> None:
    assert tuple(Question.of(question.as_json()) for question in QUESTIONS) == QUESTIONS


async def test_of_many_presses_on_two_processes_each_member_sends_once(
    database: Database, other: Database
) -> None:
    async with database.begin() as tx:
        survey = await opened(tx)
        people = [await person(tx, 5000 + number) for number in range(20)]

    async def presses(pool: Database, member: int) -> bool:
        async with pool.begin() as tx:
            await responses.begin(tx, survey.id, member, 1, "kk", NOW)
            await responses.put(tx, survey.id, member, 1, Answer((1,)), NOW)
            return await responses.send(tx, survey.id, member, [1], NOW)

    sent = await asyncio.gather(
        *(presses(pool, member) for member in people for pool in (database, other) * 3)
    )
    assert sum(sent) == len(people)
    async with database.connect() as tx:
        counted = await figures.read(tx, survey)
        rows = (await tx.execute(sa.select(sa.func.count()).select_from(responses.answers))).scalar_one()
    assert (counted.begun, counted.sent, rows) == (20, 20, 20)


async def test_an_answer_replaces_the_one_before_and_what_is_sent_stays(database: Database) -> None:
    async with database.begin() as tx:
        survey, member = await opened(tx), await person(tx, 5000)
        assert not await responses.put(tx, survey.id, member, 1, Answer((1,)), NOW)  # nothing was begun
        await responses.begin(tx, survey.id, member, 3, "ru", NOW)
        for answer in (Answer((1, 3)), Answer((2,)), Answer((2, 3))):
            assert await responses.put(tx, survey.id, member, 3, answer, NOW)
        await responses.put(tx, survey.id, member, 6, Answer(text="Гамбург", country="DE"), NOW)
        await responses.put(tx, survey.id, member, 2, Answer(text="Түрікше"), NOW)
        await responses.put(tx, survey.id, member, 5, Answer(), NOW)
        await responses.put(tx, survey.id, member, 4, None, NOW)
        assert await responses.send(tx, survey.id, member, [3, 5, 6], NOW)  # 2 was left behind
        given = await responses.answers_of(tx, survey.id, member)
        assert given == {3: Answer((2, 3)), 5: Answer(), 6: Answer(text="Гамбург", country="DE")}
        assert given[5].empty and not given[6].empty
        assert not await responses.put(tx, survey.id, member, 3, Answer((1,)), NOW)
        assert not await responses.send(tx, survey.id, member, [3], NOW)
        response = await responses.get(tx, survey.id, member)
        assert response is not None
        assert (response.consent_version, response.consent_language, response.sent_at) == (3, "ru", NOW)


@pytest.mark.parametrize(
    ("state", "at"), [(State.CLOSED, NOW), (State.OPEN, END), (State.DRAFT, NOW), (State.REVIEW, NOW)]
)
async def test_what_is_over_or_not_open_yet_takes_nothing(
    database: Database, state: State, at: object
) -> None:
    async with database.begin() as tx:
        survey, member = await opened(tx, state=state), await person(tx, 5000)
        await responses.begin(tx, survey.id, member, 1, "kk", NOW)
        assert not await responses.put(tx, survey.id, member, 1, Answer((1,)), at)  # type: ignore[arg-type]
        assert not await responses.send(tx, survey.id, member, [1], at)  # type: ignore[arg-type]


async def test_figures_count_who_sent_and_outlive_the_answers(database: Database) -> None:
    async with database.begin() as tx:
        survey = await opened(tx)
        for number, (given, country) in enumerate(
            (
                ({1: Answer((1,)), 3: Answer((1, 2)), 5: Answer(number=2), 6: Answer(country="DE", text="Бонн")}, "DE"),
                ({1: Answer((2,)), 2: Answer(text="Түрікше"), 3: Answer(), 5: Answer(number=3.0)}, None),
                ({1: Answer((1,)), 6: Answer(country="DE", text="Гамбург")}, "DE"),
            )
        ):  # fmt: skip
            assert await answered(tx, survey, await person(tx, 5000 + number, country), given)
        await responses.begin(tx, survey.id, await person(tx, 6000), 1, "kk", NOW)  # not sent
        counted = await figures.read(tx, survey)
    assert (counted.begun, counted.sent) == (4, 3)
    assert set(counted.tallies) == {
        Tally(1, 1, None, 2), Tally(1, 2, None, 1), Tally(2, 0, None, 1), Tally(3, 0, None, 0), Tally(3, 1, None, 1),
        Tally(3, 2, None, 1), Tally(5, 0, None, 2, 2.5), Tally(6, 0, "DE", 2),
    }  # fmt: skip
    assert counted.people == ((1, 3), (2, 1), (3, 1), (5, 2), (6, 2))
    assert set(counted.countries) == {("DE", 2), (None, 1)} and counted.languages == (("kk", 3),)
    async with database.begin() as tx:
        assert await figures.expire(tx, END) == 0
        assert await figures.expire(tx, END + timedelta(days=1)) == 4
        assert await responses.answers_of(tx, survey.id, 1) == {}
        fresh = await surveys.get(tx, survey.id)
        assert fresh is not None and await figures.read(tx, fresh) == counted
        assert await figures.expire(tx, END + timedelta(days=1)) == 0


async def test_texts_come_without_who_and_when(database: Database) -> None:
    async with database.begin() as tx:
        survey = await opened(tx)
        for number, text in enumerate(("в", "а", "б")):
            await answered(tx, survey, await person(tx, 5000 + number), {2: Answer(text=text)})
        assert await responses.texts(tx, survey.id, 2, 2) == ["а", "б"]
        assert await responses.texts(tx, survey.id, 2, 2, 2) == ["в"]


async def test_an_audience_from_answers_is_who_sent_them(database: Database) -> None:
    async with database.begin() as tx:
        survey = await opened(tx)
        first, second, third = [await person(tx, 5000 + number) for number in range(3)]
        await answered(tx, survey, first, {3: Answer((1, 2))})
        await answered(tx, survey, second, {3: Answer((3,))})
        await responses.begin(tx, survey.id, third, 1, "kk", NOW)
        await responses.put(tx, survey.id, third, 3, Answer((1,)), NOW)
        for options, expected in (((1,), {first}), ((2, 3), {first, second}), ((7,), set())):
            condition = responses.chose(members.members.c.id, survey.id, 3, options)
            chosen = await tx.execute(sa.select(members.members.c.id).where(condition))
            assert set(chosen.scalars()) == expected


async def test_withdrawn_unfinished_and_forgotten_answers_go(database: Database) -> None:
    async with database.begin() as tx:
        survey = await opened(tx)
        first, second, third = [await person(tx, 5000 + number) for number in range(3)]
        for member in (first, third):
            await answered(tx, survey, member, {1: Answer((1,))})
        assert await responses.withdraw(tx, survey.id, first)
        assert not await responses.withdraw(tx, survey.id, first)
        assert await responses.of_member(tx, first) == {}
        await responses.begin(tx, survey.id, second, 1, "kk", NOW)
        assert await responses.expire_unfinished(tx, NOW) == 0
        assert await responses.expire_unfinished(tx, NOW + timedelta(seconds=1)) == 1
        await members.forget(tx, 5002)
        left = (await tx.execute(sa.select(sa.func.count()).select_from(responses.answers))).scalar_one()
        assert left == 0


async def changed(database: Database, survey: Survey, topic: str) -> bool:
    async with database.begin() as tx:
        return await surveys.change(tx, survey, NOW, topic=topic)


async def test_of_two_who_change_or_move_it_one_is_first(database: Database, other: Database) -> None:
    async with database.begin() as tx:
        survey = await opened(tx, state=State.DRAFT)
    won = await asyncio.gather(changed(database, survey, "law"), changed(other, survey, "work"))
    assert sorted(won) == [False, True]
    async with database.begin() as tx:
        fresh = await surveys.get(tx, survey.id)
        assert fresh is not None
        assert not await surveys.step(tx, survey, [State.DRAFT], State.OPEN, NOW)
        assert not await surveys.step(tx, fresh, [State.OPEN], State.CLOSED, NOW)
        assert await surveys.step(tx, fresh, [State.DRAFT], State.OPEN, NOW, opened_at=NOW)


async def test_lists_show_what_takes_answers_and_leave_out_what_was_discarded(database: Database) -> None:
    async with database.begin() as tx:
        for state, end in (
            (State.OPEN, END),
            (State.OPEN, NOW),
            (State.OPEN, NOW + timedelta(hours=1)),
            (State.CLOSED, END),
            (State.DISCARDED, END),
        ):
            await opened(tx, state=state, ends_at=end)
        assert [survey.id for survey in await surveys.open_ones(tx, NOW)] == [3, 1]
        listed, number = await surveys.listing(tx, 2)
        assert ([survey.id for survey in listed], number) == ([4, 3], 4)
