"""Questions as staff list them: what waits, the promise that breaks first at the top, filtered or searched by words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.inbox.messages import messages
from storage.inbox.questions import COLUMNS, STATES, UNFOLDED, VISIBLE, Question, questions

UNFOLDED_MOST = 200  # given their searchable words at one look


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions are listed; None: whatever it is. `state` is a word of STATES; `after` and `before` say when they
    were asked. `confidential`: whether those for named colleagues are among them."""

    state: str = "open"
    language: str | None = None
    country: str | None = None
    category: str | None = None
    after: datetime | None = None
    before: datetime | None = None
    taken_by: int | None = None
    confidential: bool = False


def _where(chosen: Filter) -> sa.ColumnElement[bool]:
    c, conditions = questions.c, [STATES[chosen.state], _readable(chosen.confidential)]
    if chosen.language:
        conditions.append(c.language == chosen.language)
    if chosen.country:
        conditions.append(c.country == chosen.country)
    if chosen.category:
        conditions.append(c.category == chosen.category)
    if chosen.after:
        conditions.append(c.asked_at >= chosen.after)
    if chosen.before:
        conditions.append(c.asked_at < chosen.before)
    if chosen.taken_by:
        conditions.append(c.taken_by == chosen.taken_by)
    return sa.and_(*conditions)


def _readable(confidential: bool) -> sa.ColumnElement[bool]:
    return VISIBLE if confidential else sa.and_(VISIBLE, sa.not_(questions.c.confidential))


async def count(tx: AsyncConnection, chosen: Filter) -> int:
    query = sa.select(sa.func.count()).select_from(questions).where(_where(chosen))
    return int((await tx.execute(query)).scalar_one())


async def late(tx: AsyncConnection, chosen: Filter, now: datetime) -> int:
    """Those of them whose promised time is over."""
    here = sa.and_(_where(chosen), questions.c.promised_at < now)
    return int((await tx.execute(sa.select(sa.func.count()).select_from(questions).where(here))).scalar_one())


async def page(tx: AsyncConnection, chosen: Filter, limit: int, offset: int) -> list[Question]:
    """Open ones: urgent first, then by the time that was promised, or else asked; others newest first."""
    promised = sa.func.coalesce(questions.c.promised_at, questions.c.asked_at)
    waiting = (questions.c.urgent.desc(), promised, questions.c.id)
    order = waiting if chosen.state == "open" else (questions.c.id.desc(),)
    query = sa.select(*COLUMNS).where(_where(chosen)).order_by(*order).limit(limit).offset(offset)
    return await records.every(tx, Question, query)


async def countries(tx: AsyncConnection, chosen: Filter) -> list[tuple[str, int]]:
    """Countries of these questions, most numerous first."""
    return await _grouped(tx, questions.c.country, chosen)


async def categories(tx: AsyncConnection, chosen: Filter) -> list[tuple[str, int]]:
    """What these questions are about, most numerous first."""
    return await _grouped(tx, questions.c.category, chosen)


async def _grouped(tx: AsyncConnection, column: sa.Column[Any], chosen: Filter) -> list[tuple[str, int]]:
    number = sa.func.count().label("number")
    query = (
        sa.select(column, number)
        .where(_where(chosen), column.is_not(None))
        .group_by(column)
        .order_by(number.desc(), column)
    )
    return [(row[0], row[1]) for row in await tx.execute(query)]


async def search(
    tx: AsyncConnection, keys: list[str], limit: int, *, confidential: bool = False
) -> list[Question]:
    """Questions in which each of these folded words begins a word, newest first."""
    padded = sa.literal(" ") + questions.c.folded
    holds = [padded.contains(f" {key}", autoescape=True) for key in keys]
    here = sa.and_(_readable(confidential), *holds)
    query = sa.select(*COLUMNS).where(here).order_by(questions.c.id.desc()).limit(limit)
    return await records.every(tx, Question, query)


async def unfolded(tx: AsyncConnection) -> dict[int, str]:
    """Questions whose words are not searchable yet, or no longer as they are: number and everything the member said."""
    query = sa.select(questions.c.id, questions.c.text).where(UNFOLDED).limit(UNFOLDED_MOST)
    texts: dict[int, str] = {row[0]: row[1] for row in await tx.execute(query)}
    later = sa.select(messages.c.question_id, messages.c.text).where(
        messages.c.question_id.in_(texts), messages.c.kind == "follow_up"
    )
    for number, text in await tx.execute(later):
        texts[number] += f"\n{text}"
    return texts


async def fold(tx: AsyncConnection, number: int, words: str) -> None:
    await tx.execute(sa.update(questions).where(questions.c.id == number).values(folded=words))


async def earlier(tx: AsyncConnection, question: Question, limit: int) -> list[Question]:
    """What the same member asked before it, newest first; confidential ones beside a confidential one only."""
    theirs = questions.c.chat_id == question.chat_id
    before = sa.and_(theirs, questions.c.id < question.id, _readable(question.confidential))
    query = sa.select(*COLUMNS).where(before).order_by(questions.c.id.desc()).limit(limit)
    return await records.every(tx, Question, query)
