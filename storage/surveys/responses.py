"""What members answered: a response a member, and its answers, a row for each chosen option.

`sent_at` is set once; from then on nothing of it changes but its withdrawal. An answer without anything in it says that
the question was passed over.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata, word
from storage.members.forget_requests import member_leaving
from storage.surveys.surveys import S, answerable, ended, surveys

responses = sa.Table(
    "survey_responses",
    metadata,
    sa.Column("survey_id", BigId, sa.ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True),
    sa.Column(
        "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sa.Column("consent_version", sa.Integer, nullable=False),
    sa.Column("consent_language", *word("kk", "ru", "en", name="consent_language"), nullable=False),
    sa.Column("began_at", Utc, nullable=False),
    sa.Column("touched_at", Utc, nullable=False),
    sa.Column("sent_at", Utc),
)
answers = sa.Table(
    "survey_answers",
    metadata,
    sa.Column("survey_id", BigId, primary_key=True),
    sa.Column("member_id", BigId, primary_key=True),
    sa.Column("question", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("option", sa.Integer, primary_key=True, autoincrement=False),  # 0 = none of them
    sa.Column("number", sa.Float),
    sa.Column("text", sa.Text),
    sa.Column("country", sa.Text),
    sa.ForeignKeyConstraint(
        ["survey_id", "member_id"],
        ["survey_responses.survey_id", "survey_responses.member_id"],
        ondelete="CASCADE",
    ),
)
R, A = responses.c, answers.c
SAID = sa.or_(A.option > 0, A.number.is_not(None), A.text.is_not(None), A.country.is_not(None))
SENT = R.sent_at.is_not(None)
BOTH = sa.and_(R.survey_id == A.survey_id, R.member_id == A.member_id)
# The little that is read of a member here; `storage/members` imports this file.
MEMBERS = sa.table("members", *map(sa.column, ("id", "language", "country")))


@dataclass(frozen=True, slots=True)
class Response:
    """A row of `survey_responses`."""

    survey_id: int
    member_id: int
    consent_version: int
    consent_language: str
    began_at: datetime
    touched_at: datetime
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """To one question: chosen options, or what was typed; of a place its country and the words. Empty: passed over."""

    options: tuple[int, ...] = ()
    number: float | None = None
    text: str | None = None
    country: str | None = None

    @property
    def empty(self) -> bool:
        return self == Answer()


COLUMNS = tuple(R[name] for name in Response.__slots__)


async def get(tx: AsyncConnection, survey_id: int, member_id: int) -> Response | None:
    return await records.first(tx, Response, sa.select(*COLUMNS).where(_of(survey_id, member_id)))


async def begin(
    tx: AsyncConnection, survey_id: int, member_id: int, consent_version: int, language: str, at: datetime
) -> None:
    """They agreed to this version of the text, read in this language; begun again, nothing changes."""
    row = {
        "survey_id": survey_id, "member_id": member_id, "consent_version": consent_version,
        "consent_language": language, "began_at": at, "touched_at": at,
    }  # fmt: skip
    await tx.execute(insert(tx, responses).values(row).on_conflict_do_nothing())


async def put(
    tx: AsyncConnection, survey_id: int, member_id: int, question: int, answer: Answer | None, at: datetime
) -> bool:
    """Keeps the answer in place of an earlier one, None takes it out; False when nothing was begun, all was sent, or
    the survey takes no answers. The UPDATE is the lock on what this member answers."""
    if not await _claimed(tx, survey_id, member_id, at, touched_at=at):
        return False
    here = sa.and_(A.survey_id == survey_id, A.member_id == member_id, A.question == question)
    await tx.execute(sa.delete(answers).where(here))
    if answer is not None:
        row = {"survey_id": survey_id, "member_id": member_id, "question": question}
        rest = {"number": answer.number, "text": answer.text, "country": answer.country}
        options = answer.options or (0,)
        await tx.execute(sa.insert(answers), [{**row, **rest, "option": option} for option in options])
    return True


async def send(
    tx: AsyncConnection, survey_id: int, member_id: int, questions: Collection[int], at: datetime
) -> bool:
    """Sent, once; answers to other questions than these, which a change of mind left behind, go. False as in `put`."""
    if not await _claimed(tx, survey_id, member_id, at, touched_at=at, sent_at=at):
        return False
    left = sa.and_(A.survey_id == survey_id, A.member_id == member_id, A.question.not_in(list(questions)))
    await tx.execute(sa.delete(answers).where(left))
    return True


async def _claimed(
    tx: AsyncConnection, survey_id: int, member_id: int, at: datetime, **values: datetime
) -> bool:
    takes = sa.exists().where(S.id == survey_id, answerable(at))
    here = sa.and_(_of(survey_id, member_id), R.sent_at.is_(None), takes)
    return await records.changed(tx, sa.update(responses).where(here).values(values))


async def withdraw(tx: AsyncConnection, survey_id: int, member_id: int) -> bool:
    """Everything they answered goes; False when there was nothing."""
    return await records.changed(tx, sa.delete(responses).where(_of(survey_id, member_id)))


async def answers_of(tx: AsyncConnection, survey_id: int, member_id: int) -> dict[int, Answer]:
    """By question."""
    here = sa.and_(A.survey_id == survey_id, A.member_id == member_id)
    query = sa.select(A.question, A.option, A.number, A.text, A.country).where(here)
    return _answers((await tx.execute(query.order_by(A.question, A.option))).all())


def _answers(rows: Sequence[Any]) -> dict[int, Answer]:
    """From rows in the order of questions and options."""
    kept: dict[int, Answer] = {}
    for question, option, number, text, country in rows:
        options = kept[question].options if question in kept else ()
        kept[question] = Answer((*options, option) if option else options, number, text, country)
    return kept


async def of_member(tx: AsyncConnection, member_id: int) -> dict[int, Response]:
    """Theirs, by survey."""
    query = sa.select(*COLUMNS).where(R.member_id == member_id)
    return {row[0]: Response(*row) for row in await tx.execute(query)}


async def texts(tx: AsyncConnection, survey_id: int, question: int, limit: int, offset: int = 0) -> list[str]:
    """What was typed and sent, in the order of the alphabet: nothing in it says who wrote what, or when."""
    query = (
        sa.select(A.text)
        .join(responses, BOTH)
        .where(A.survey_id == survey_id, A.question == question, A.text.is_not(None), SENT)
        .where(sa.not_(member_leaving(A.member_id)))
        .order_by(A.text)
        .limit(limit)
        .offset(offset)
    )
    return list((await tx.execute(query)).scalars())


def chose(
    member_id: sa.ColumnElement[int], survey_id: int, question: int, options: Sequence[int]
) -> sa.ColumnElement[bool]:
    """True for a member who sent one of these options as their answer: an audience from answers."""
    here = sa.and_(A.survey_id == survey_id, A.question == question, A.option.in_(list(options)))
    return member_id.in_(sa.select(A.member_id).join(responses, BOTH).where(here, SENT))


async def expire_unfinished(tx: AsyncConnection, before: datetime) -> int:
    """Removes what nobody went on with since then; how many."""
    here = sa.and_(R.sent_at.is_(None), R.touched_at < before)
    return int((await tx.execute(sa.delete(responses).where(here))).rowcount)


async def drop(tx: AsyncConnection, survey_id: int) -> int:
    """Removes all answers to a survey; how many members'."""
    return int((await tx.execute(sa.delete(responses).where(R.survey_id == survey_id))).rowcount)


async def over(tx: AsyncConnection, before: datetime) -> list[int]:
    """Surveys that ended before then and still have answers."""
    query = sa.select(surveys.c.id).where(ended(before), sa.exists().where(R.survey_id == surveys.c.id))
    return list((await tx.execute(query.order_by(surveys.c.id))).scalars())


def _of(survey_id: int, member_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(R.survey_id == survey_id, R.member_id == member_id)
