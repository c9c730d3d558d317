"""How often what was answered: counted from the responses that were sent, and kept when those go."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.surveys import responses
from storage.surveys.responses import BOTH, MEMBERS, SAID, SENT, A, R
from storage.surveys.surveys import S, Survey, surveys


@dataclass(frozen=True, slots=True)
class Tally:
    """`number` members said this to a question: an option, a country, or, with neither, something they typed; of
    numbers their mean. `option` 0 and `number` 0: only passed over."""

    question: int
    option: int
    country: str | None
    number: int
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """`begun` counts those who sent, too; `people` by question: who said anything to it; languages and countries of
    those who sent."""

    begun: int = 0
    sent: int = 0
    tallies: tuple[Tally, ...] = ()
    people: tuple[tuple[int, int], ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    countries: tuple[tuple[str | None, int], ...] = ()


async def read(tx: AsyncConnection, survey: Survey) -> Figures:
    """Those of now; of a survey whose answers are gone, those that were kept."""
    if survey.totals is not None:
        kept = survey.totals
        return Figures(
            kept["begun"],
            kept["sent"],
            tuple(Tally(**tally) for tally in kept["tallies"]),
            *(tuple((key, n) for key, n in kept[name]) for name in ("people", "languages", "countries")),
        )
    return await _count(tx, survey.id)


async def _count(tx: AsyncConnection, survey_id: int) -> Figures:
    of_survey = R.survey_id == survey_id
    numbers = sa.select(sa.func.count(), sa.func.count(R.sent_at)).where(of_survey)
    begun, sent = (await tx.execute(numbers)).one()
    said = sa.func.sum(sa.case((SAID, 1), else_=0))
    tallies = (
        sa.select(A.question, A.option, A.country, said, sa.func.avg(A.number))
        .join(responses.responses, BOTH)
        .where(of_survey, SENT)
        .group_by(A.question, A.option, A.country)
        .order_by(A.question, A.option, A.country)
    )
    people = (
        sa.select(A.question, sa.func.count(sa.distinct(A.member_id)))
        .join(responses.responses, BOTH)
        .where(of_survey, SENT, SAID)
        .group_by(A.question)
        .order_by(A.question)
    )
    return Figures(
        begun,
        sent,
        tuple(
            Tally(*row[:3], int(row[3]), None if row[4] is None else float(row[4]))
            for row in await tx.execute(tallies)
        ),
        await _pairs(tx, people),
        await _pairs(tx, _by(MEMBERS.c.language, survey_id)),
        await _pairs(tx, _by(MEMBERS.c.country, survey_id)),
    )


async def _pairs(tx: AsyncConnection, query: sa.Select[Any]) -> tuple[tuple[Any, int], ...]:
    return tuple((row[0], row[1]) for row in await tx.execute(query))


def _by(column: sa.ColumnClause[Any], survey_id: int) -> sa.Select[Any]:
    number = sa.func.count()
    return (
        sa.select(column, number)
        .join_from(responses.responses, MEMBERS, MEMBERS.c.id == R.member_id)
        .where(R.survey_id == survey_id, SENT)
        .group_by(column)
        .order_by(number.desc(), column)
    )


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """The answers to surveys that ended before then go, how often what was answered stays; how many members' went."""
    gone = 0
    for survey_id in await responses.over(tx, before):
        counted = asdict(await _count(tx, survey_id))
        await tx.execute(sa.update(surveys).where(S.id == survey_id).values(totals=counted))
        gone += await responses.drop(tx, survey_id)
    return gone
