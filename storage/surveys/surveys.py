"""Surveys: several questions to members, with the text they consent to, for whom, and until when.

`texts` is JSON by language: title, description, consent. `consent_version` counts up with every change of the consent
text; from the opening on neither texts nor questions change, so a response's version says what was agreed to.
`totals` are the figures that stay when the answers themselves were kept long enough.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Json, Utc, metadata, word
from storage.surveys.questionnaire import Question


class State(StrEnum):
    """`bot/surveys/lifecycle.py` says what may follow what."""

    DRAFT = "draft"
    """Being written."""
    REVIEW = "review"
    """Waits for a colleague's approval."""
    OPEN = "open"
    """Members answer it until its end."""
    CLOSED = "closed"
    """Closed by staff before its end."""
    DISCARDED = "discarded"
    """Given up before it was opened; its number is never another's."""


surveys = sa.Table(
    "surveys",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("state", *word(*State, name="state"), nullable=False, server_default=State.DRAFT),
    sa.Column("texts", Json, nullable=False),
    sa.Column("questions", Json, nullable=False),
    sa.Column("consent_version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("topic", sa.Text),  # null = everyone
    sa.Column("countries", Json, nullable=False),  # empty = all
    sa.Column("ends_at", Utc, index=True),
    sa.Column("results_shown", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("readers", Json, nullable=False),  # user ids of colleagues who read what was typed
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("author_id", sa.BigInteger),
    sa.Column("changed_by", sa.BigInteger),
    sa.Column("submitted_by", sa.BigInteger),
    sa.Column("approved_by", sa.BigInteger),
    sa.Column("broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="SET NULL")),  # announces it
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("updated_at", Utc, nullable=False),
    sa.Column("opened_at", Utc),
    sa.Column("closed_at", Utc),
    sa.Column("totals", Json),
)
S = surveys.c


@dataclass(frozen=True, slots=True)
class Survey:
    """A row of `surveys`; times UTC."""

    id: int
    state: str
    texts: dict[str, dict[str, str]]
    questions: list[dict[str, Any]] = field(default_factory=list)
    consent_version: int = 1
    topic: str | None = None
    countries: list[str] = field(default_factory=list)
    ends_at: datetime | None = None
    results_shown: bool = False
    readers: list[int] = field(default_factory=list)
    version: int = 1
    author_id: int | None = None
    changed_by: int | None = None
    submitted_by: int | None = None
    approved_by: int | None = None
    broadcast_id: int | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    totals: dict[str, Any] | None = None

    def text(self, language: str, part: str) -> str:
        """Its title, description or consent; empty where nothing is written."""
        return self.texts.get(language, {}).get(part, "")

    @property
    def asked(self) -> tuple[Question, ...]:
        return tuple(map(Question.of, self.questions))

    def question(self, number: int) -> Question | None:
        return next((question for question in self.asked if question.id == number), None)

    def takes_answers(self, now: datetime) -> bool:
        return self.state == State.OPEN and self.ends_at is not None and self.ends_at > now


COLUMNS = tuple(S[name] for name in Survey.__slots__)


def answerable(now: datetime) -> sa.ColumnElement[bool]:
    """`Survey.takes_answers` in SQL."""
    return sa.and_(S.state == State.OPEN, S.ends_at > now)


def ended(before: datetime) -> sa.ColumnElement[bool]:
    """Over since before then."""
    return sa.or_(
        sa.and_(S.state == State.OPEN, S.ends_at < before),
        sa.and_(S.state == State.CLOSED, S.closed_at < before),
    )


async def create(tx: AsyncConnection, author_id: int | None, at: datetime, **values: Any) -> Survey:
    """A new draft unless `state` is given; its author reads what is typed."""
    row = {
        "texts": {}, "questions": [], "countries": [], "readers": [author_id] if author_id else [],
        "author_id": author_id, "changed_by": author_id, "created_at": at, "updated_at": at, **values,
    }  # fmt: skip
    made = await tx.execute(sa.insert(surveys).values(row).returning(*COLUMNS))
    return Survey(*made.one())


async def get(tx: AsyncConnection, survey_id: int) -> Survey | None:
    return await records.first(tx, Survey, sa.select(*COLUMNS).where(S.id == survey_id))


async def change(tx: AsyncConnection, survey: Survey, at: datetime, **values: Any) -> bool:
    """Sets columns if nobody changed it since `survey` was read."""
    here = sa.and_(S.id == survey.id, S.version == survey.version)
    values |= {"version": survey.version + 1, "updated_at": at}
    return await records.changed(tx, sa.update(surveys).where(here).values(values))


async def step(
    tx: AsyncConnection, survey: Survey, before: Collection[str], after: str, at: datetime, **values: Any
) -> bool:
    """Moves it on if it stands in `before` as it was read; False when somebody else was quicker."""
    here = sa.and_(S.id == survey.id, S.version == survey.version, S.state.in_(list(before)))
    moved = {"state": after, "version": survey.version + 1, "updated_at": at, **values}
    return await records.changed(tx, sa.update(surveys).where(here).values(moved))


async def open_ones(tx: AsyncConnection, now: datetime) -> list[Survey]:
    """Those that take answers, the one that ends first first."""
    query = sa.select(*COLUMNS).where(answerable(now)).order_by(S.ends_at, S.id)
    return await records.every(tx, Survey, query)


async def in_review(tx: AsyncConnection) -> list[Survey]:
    """Those that wait for a colleague, the oldest first."""
    return await records.every(tx, Survey, sa.select(*COLUMNS).where(S.state == State.REVIEW).order_by(S.id))


async def of_ids(tx: AsyncConnection, numbers: Sequence[int]) -> list[Survey]:
    """Those of these numbers, the latest first."""
    query = sa.select(*COLUMNS).where(S.id.in_(list(numbers))).order_by(S.id.desc())
    return await records.every(tx, Survey, query)


async def listing(tx: AsyncConnection, limit: int, offset: int = 0) -> tuple[list[Survey], int]:
    """A page of all of them for staff, the newest first, and how many there are; discarded ones are left out."""
    here = S.state != State.DISCARDED
    number = (await tx.execute(sa.select(sa.func.count()).select_from(surveys).where(here))).scalar_one()
    query = sa.select(*COLUMNS).where(here).order_by(S.id.desc()).limit(limit).offset(offset)
    return [Survey(*row) for row in await tx.execute(query)], number
