"""What members answered to a check-in, and what they added: words, a telephone number, a place.

An answer of a member's is one row; whoever writes here holds the check-in (`storage.crisis.check_ins.get`), so that
nothing is written after its end. Who takes care of somebody is claimed by one conditional UPDATE.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts.broadcasts import broadcasts
from storage.crisis import notices
from storage.crisis.check_ins import check_ins
from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata, word
from storage.deliveries.deliveries import deliveries
from storage.members.forget_requests import leaving
from storage.members.members import members

ANSWERS = ("safe", "help", "call")
NEED = ("help", "call")  # whoever says so is somebody's to take care of
DETAILS = ("words", "phone", "place", "latitude", "longitude")

answers = sa.Table(
    "crisis_answers",
    metadata,
    sa.Column(
        "check_in_id", BigId, sa.ForeignKey("crisis_check_ins.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column(
        "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sa.Column("answer", *word(*ANSWERS, name="answer"), nullable=False),
    sa.Column("answered_at", Utc, nullable=False),
    sa.Column("name", sa.Text),  # as Telegram has it, of those who need somebody
    sa.Column("words", sa.Text),
    sa.Column("phone", sa.Text),
    sa.Column("place", sa.Text),  # as typed
    sa.Column("latitude", sa.Float),
    sa.Column("longitude", sa.Float),
    sa.Column("taken_by", sa.BigInteger),  # staff's Telegram id
    sa.Column("taken_at", Utc),
)
A = answers.c


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of `crisis_answers`."""

    check_in_id: int
    member_id: int
    answer: str
    answered_at: datetime
    name: str | None = None
    words: str | None = None
    phone: str | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    taken_by: int | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who got a check-in, as the colleagues named for it see them; `answer` None: silent."""

    member_id: int
    chat_id: int
    country: str | None
    zone: str | None
    answer: str | None = None
    answered_at: datetime | None = None
    name: str | None = None
    words: str | None = None
    phone: str | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    taken_by: int | None = None


COLUMNS = tuple(answers.c[name] for name in Answer.__slots__)
M, D = members.c, deliveries.c
OF_PERSON = (
    M.id, M.chat_id, M.country, M.timezone, A.answer, A.answered_at, A.name, A.words, A.phone, A.place, A.latitude,
    A.longitude, A.taken_by,
)  # fmt: skip


async def received(tx: AsyncConnection, check_in_id: int, member_id: int) -> bool:
    """Whether any of its rounds was sent to this member; one on its way counts, for its answer may be quicker."""
    sent = sa.exists().where(
        D.broadcast_id == broadcasts.c.id,
        D.member_id == member_id,
        D.attempts > 0,
        broadcasts.c.check_in_id == check_in_id,
        broadcasts.c.kind == "send",
    )
    return bool((await tx.execute(sa.select(sent))).scalar_one())


async def get(tx: AsyncConnection, check_in_id: int, member_id: int) -> Answer | None:
    return await records.first(tx, Answer, sa.select(*COLUMNS).where(_of(check_in_id, member_id)))


async def put(
    tx: AsyncConnection, check_in_id: int, member_id: int, answer: str, name: str | None, at: datetime
) -> bool:
    """Keeps the answer in place of an earlier one; False when it is the same as before, and nothing changes.

    Another answer is nobody's to take care of yet; of those who are safe nothing they added is needed any more.
    """
    known = name if answer in NEED else None
    row = {"answer": answer, "name": known, "answered_at": at, "taken_by": None, "taken_at": None}
    cleared = {} if answer in NEED else dict.fromkeys(DETAILS)
    said = insert(tx, answers).values(check_in_id=check_in_id, member_id=member_id, **row)
    kept = said.on_conflict_do_update(
        index_elements=["check_in_id", "member_id"], set_=row | cleared, where=A.answer != answer
    )
    return await records.exist(tx, kept.returning(A.member_id))


async def add(tx: AsyncConnection, check_in_id: int, member_id: int, **details: Any) -> bool:
    """Keeps what they added to an answer that needs somebody; False when nothing changes by it."""
    differs = sa.or_(*(answers.c[name].is_distinct_from(value) for name, value in details.items()))
    here = sa.and_(_of(check_in_id, member_id), A.answer.in_(NEED), differs)
    return await records.changed(tx, sa.update(answers).where(here).values(details))


async def take(tx: AsyncConnection, check_in_id: int, member_id: int, user_id: int, at: datetime) -> bool:
    """This colleague takes care of them; False when somebody does already, or nobody is needed any more."""
    here = sa.and_(_of(check_in_id, member_id), A.answer.in_(NEED), A.taken_by.is_(None))
    return await records.changed(tx, sa.update(answers).where(here).values(taken_by=user_id, taken_at=at))


async def give_back(tx: AsyncConnection, check_in_id: int, member_id: int, user_id: int) -> bool:
    """This colleague does not take care of them any more; False when they did not."""
    here = sa.and_(_of(check_in_id, member_id), A.taken_by == user_id)
    return await records.changed(tx, sa.update(answers).where(here).values(taken_by=None, taken_at=None))


async def in_need(tx: AsyncConnection, check_in_id: int, limit: int, offset: int = 0) -> list[Person]:
    """A page of those who need somebody: nobody's first, help before calls, whoever waits longest first."""
    order = (A.taken_by.is_not(None), A.answer != "help", A.answered_at, A.member_id)
    here = [A.check_in_id == check_in_id, A.answer.in_(NEED), SHOWN]
    query = sa.select(*OF_PERSON).join_from(answers, members, M.id == A.member_id).where(*here)
    return await records.every(tx, Person, query.order_by(*order).limit(limit).offset(offset))


async def of_members(tx: AsyncConnection, check_in_id: int, member_ids: list[int]) -> list[Person]:
    """These of those who answered, in the order of their answers."""
    query = sa.select(*OF_PERSON).join_from(answers, members, M.id == A.member_id)
    here = query.where(A.check_in_id == check_in_id, A.member_id.in_(member_ids), SHOWN)
    return await records.every(tx, Person, here.order_by(A.answered_at, A.member_id))


async def everybody(
    tx: AsyncConnection, check_in_id: int, after_member: int = 0, limit: int = 1000
) -> list[Person]:
    """Whoever got it or answered, in order of member id, for a table read page by page."""
    query = sa.select(*OF_PERSON).select_from(asked()).where(REACHED, SHOWN, D.broadcast_id == check_in_id)
    return await records.every(tx, Person, query.where(M.id > after_member).order_by(M.id).limit(limit))


def asked() -> sa.FromClause:
    """The ledger of what asked first, with the members who are still there and their answers."""
    own = sa.and_(A.check_in_id == D.broadcast_id, A.member_id == D.member_id)
    return deliveries.join(members, M.id == D.member_id).outerjoin(answers, own)


# Of who is to be forgotten staff see only what they said since they asked for it.
SHOWN = sa.not_(
    sa.case((A.answered_at.is_(None), leaving(M.chat_id)), else_=leaving(M.chat_id, A.answered_at))
)
REACHED = sa.or_(D.state.in_(("sent", "unknown")), A.answer.is_not(None))


async def of_member(tx: AsyncConnection, member_id: int) -> list[Answer]:
    """All of theirs, the latest first."""
    query = sa.select(*COLUMNS).where(A.member_id == member_id).order_by(A.check_in_id.desc())
    return await records.every(tx, Answer, query)


def answered(member_id: sa.ColumnElement[int], check_in_id: int) -> sa.ColumnElement[bool]:
    """True for a member who has answered."""
    return sa.exists().where(A.check_in_id == check_in_id, A.member_id == member_id)


def silent(member_id: sa.ColumnElement[int], check_in_id: int) -> sa.ColumnElement[bool]:
    """True for a member who got it and has not answered."""
    got = sa.select(D.member_id).where(D.broadcast_id == check_in_id, D.state.in_(("sent", "unknown")))
    return sa.and_(member_id.in_(got), sa.not_(answered(member_id, check_in_id)))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Removes answers to check-ins that ended before then, of those without an end what was said before, and who was
    told of them; how many answers."""
    await notices.expire(tx, before)
    ended = sa.select(check_ins.c.ended_at).where(check_ins.c.id == A.check_in_id).scalar_subquery()
    old = sa.func.coalesce(ended, A.answered_at, type_=Utc) < before
    return int((await tx.execute(sa.delete(answers).where(old))).rowcount)


def _of(check_in_id: int, member_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(A.check_in_id == check_in_id, A.member_id == member_id)
