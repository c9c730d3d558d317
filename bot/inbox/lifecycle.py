"""What may become of a member's question, in one table; each verb is one conditional UPDATE, and None means that a
colleague, another process or the member was quicker."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inbox import questions
from storage.inbox.questions import HOLD, Question


class State(StrEnum):
    """Where a question stands; the words are those of `storage.inbox.questions.STATES`."""

    OPEN = "open"
    """Waits for an answer."""
    ANSWERED = "answered"
    """An answer reached the member."""
    CLOSED = "closed"
    """Staff closed it without an answer, or after one."""
    WITHDRAWN = "withdrawn"
    """The member took it back."""
    BLOCKED = "blocked"
    """Staff take no questions from this member."""


class Verb(StrEnum):
    """What somebody does with a question."""

    TAKE = "take"
    """A colleague says that they answer it."""
    GIVE_BACK = "give back"
    """Anybody may answer it again."""
    HAND_OVER = "hand over"
    """It is for another body, or a colleague holds it from now on."""
    ANSWER = "answer"
    """A message is brought to the member."""
    CLOSE = "close"
    """No answer is needed."""
    REOPEN = "reopen"
    """It waits for an answer again: staff's wish, or the member asks further."""
    BLOCK = "block"
    """No more questions from this member, with a reason."""
    WITHDRAW = "withdraw"
    """The member needs no answer any more."""
    RATE = "rate"
    """The member says whether the answer helped."""


FROM: dict[Verb, frozenset[State]] = {
    Verb.TAKE: frozenset({State.OPEN}),
    Verb.GIVE_BACK: frozenset({State.OPEN}),
    Verb.HAND_OVER: frozenset({State.OPEN}),
    Verb.ANSWER: frozenset({State.OPEN}),
    Verb.CLOSE: frozenset({State.OPEN, State.ANSWERED}),
    Verb.REOPEN: frozenset({State.ANSWERED, State.CLOSED, State.BLOCKED}),
    Verb.BLOCK: frozenset({State.OPEN, State.ANSWERED, State.CLOSED, State.WITHDRAWN}),
    Verb.WITHDRAW: frozenset({State.OPEN}),
    Verb.RATE: frozenset({State.ANSWERED, State.CLOSED}),
}
NOTHING_SENT = questions.questions.c.sending_id.is_(None)
NOBODY = {"taken_by": None, "taken_name": None, "taken_at": None}
WAITING = {
    "answered_at": None,
    "answered_by": None,
    "answered_name": None,
    "closed_at": None,
    "closing": None,
}


def state_of(question: Question) -> State:
    if question.closed_at is not None:
        return State(question.closing or State.CLOSED)
    return State.ANSWERED if question.answered_at is not None else State.OPEN


def may(verb: Verb, question: Question) -> bool:
    return state_of(question) in FROM[verb]


def held_by_another(question: Question, user_id: int, now: datetime) -> bool:
    """Whether a colleague is answering it; one who took it long ago is not."""
    if question.taken_at is None or question.taken_by in (None, user_id):
        return False
    return question.taken_at > now - HOLD


async def take(tx: AsyncConnection, number: int, user_id: int, name: str, now: datetime) -> Question | None:
    taken = {"taken_by": user_id, "taken_name": name, "taken_at": now}
    return await questions.move(tx, number, FROM[Verb.TAKE], questions.free(user_id, now), **taken)


async def give_back(tx: AsyncConnection, number: int, user_id: int) -> Question | None:
    mine = questions.questions.c.taken_by == user_id
    return await questions.move(tx, number, FROM[Verb.GIVE_BACK], mine, **NOBODY)


async def hand_over(
    tx: AsyncConnection, number: int, user_id: int, now: datetime, **values: Any
) -> Question | None:
    """By whoever holds it, or when nobody does; `values` name the body, or who holds it now."""
    ours = (questions.free(user_id, now), NOTHING_SENT)
    return await questions.move(tx, number, FROM[Verb.HAND_OVER], *ours, **(NOBODY | values))


async def begin_answer(
    tx: AsyncConnection, number: int, message_id: int, user_id: int, name: str, now: datetime
) -> Question | None:
    """Takes it for one message: until that has reached the member or cannot, no other answer goes."""
    taken = {"taken_by": user_id, "taken_name": name, "taken_at": now}
    sending = {"sending_id": message_id, "sending_at": now}
    ours = (questions.free(user_id, now), questions.unsent(message_id, now))
    return await questions.move(tx, number, FROM[Verb.ANSWER], *ours, **taken, **sending)


async def free_for(tx: AsyncConnection, number: int) -> None:
    """A colleague's word is overruled: what they hold or have answered takes another answer."""
    again = (State.OPEN, State.ANSWERED, State.CLOSED)
    await questions.move(tx, number, again, NOTHING_SENT, **WAITING, **NOBODY)


async def answered(
    tx: AsyncConnection, number: int, user_id: int | None, name: str | None, now: datetime
) -> None:
    await questions.answered(tx, number, now, answered_by=user_id, answered_name=name, **NOBODY)


async def close(tx: AsyncConnection, number: int, user_id: int, now: datetime) -> Question | None:
    """Not while a colleague answers it."""
    values = NOBODY | {"closed_at": now, "closing": State.CLOSED}
    return await questions.move(
        tx, number, FROM[Verb.CLOSE], questions.free(user_id, now), NOTHING_SENT, **values
    )


async def reopen(tx: AsyncConnection, number: int, promised: datetime) -> Question | None:
    values = WAITING | NOBODY | {"promised_at": promised, "reminded_at": None}
    return await questions.move(tx, number, FROM[Verb.REOPEN], **values)


async def block(tx: AsyncConnection, number: int, now: datetime) -> Question | None:
    values = NOBODY | {"closed_at": now, "closing": State.BLOCKED}
    return await questions.move(tx, number, FROM[Verb.BLOCK], **values)


async def withdraw(tx: AsyncConnection, number: int, chat_id: int, now: datetime) -> Question | None:
    """Only one's own, and not while its answer is on its way."""
    values = NOBODY | {"closed_at": now, "closing": State.WITHDRAWN}
    own = questions.questions.c.chat_id == chat_id
    return await questions.move(tx, number, FROM[Verb.WITHDRAW], own, NOTHING_SENT, **values)


async def rate(tx: AsyncConnection, number: int, chat_id: int, *, helped: bool) -> Question | None:
    own = questions.questions.c.chat_id == chat_id
    return await questions.move(tx, number, FROM[Verb.RATE], own, rating=int(helped))
