"""Reminders of promises to members that break soon: which open questions staff were not reminded of yet.

A process takes a question up (`tried_at`, as for laying it out) before it reminds anybody; `reminded_at` is set when a
chat of staff has the reminder.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.inbox.questions import COLUMNS, OPEN, VISIBLE, Question, questions
from storage.notices import unclaimed


async def due(tx: AsyncConnection, until: datetime, now: datetime) -> bool:
    """Whether an open question is promised an answer by then and nobody reminds them of it yet."""
    return await records.exist(tx, sa.select(questions.c.id).where(_due(until, now)).limit(1))


async def take(tx: AsyncConnection, until: datetime, now: datetime) -> list[Question]:
    """Those questions; each is given to one process, which has five minutes."""
    taken = sa.update(questions).where(_due(until, now)).values(tried_at=now).returning(*COLUMNS)
    return sorted((Question(*row) for row in await tx.execute(taken)), key=lambda question: question.id)


async def done(tx: AsyncConnection, reminded: Sequence[Question], at: datetime) -> None:
    """Staff read it. What was promised anew meanwhile is reminded of by itself."""
    for question in reminded:
        same = sa.and_(questions.c.id == question.id, questions.c.promised_at == question.promised_at)
        await tx.execute(sa.update(questions).where(same).values(reminded_at=at, tried_at=None))


def _due(until: datetime, now: datetime) -> sa.ColumnElement[bool]:
    c = questions.c
    waits = sa.and_(OPEN, VISIBLE, c.reminded_at.is_(None))
    return sa.and_(waits, c.promised_at <= until, unclaimed(c.tried_at, now))
