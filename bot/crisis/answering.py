"""A member's answer to a check-in, in one transaction with what the colleagues named for it are to hear.

1. The check-in is held, so that its end waits for answers under way, and answers that come later find it ended.
2. Only whoever it was sent to may answer; the answer takes the place of an earlier one.
3. Of somebody who needs help or a call, a notice for each of the colleagues is kept (`handlers/staff/crisis/telling.py`
   brings it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.text.translator import N_
from storage.crisis import answers, check_ins, notices
from storage.crisis.answers import NEED
from storage.crisis.check_ins import CheckIn


class Answer(StrEnum):
    """What is pressed; the words are those of the column `crisis_answers.answer`."""

    SAFE = "safe"
    """Nobody has to do anything."""
    HELP = "help"
    """Needs help."""
    CALL = "call"
    """Wants to be called."""


ANSWERS: dict[str, str] = {
    Answer.SAFE: N_("✅ I am safe"),
    Answer.HELP: N_("🆘 I need help"),
    Answer.CALL: N_("📞 Call me"),
}


class Taken(Enum):
    """What became of a press."""

    KEPT = auto()
    """It is the member's answer from now on."""
    SAME = auto()
    """It was so already."""
    NEEDLESS = auto()
    """Their answer says that they need nobody."""
    ENDED = auto()
    """The check-in takes no answers any more."""
    WITHDRAWN = auto()
    """Its message was recalled."""
    FOREIGN = auto()
    """It was not sent to this member, or there is none of this number."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`check_in` is None where there is none that this member may know of."""

    taken: Taken
    check_in: CheckIn | None = None


async def answer(
    tx: AsyncConnection,
    check_in_id: int,
    member_id: int,
    word: str,
    name: str,
    at: datetime,
    readers: Sequence[int],
) -> Outcome:
    """`name`: the member's in Telegram, kept only while they need somebody; `readers`: who hears of it then."""
    refused, check_in = await _open(tx, check_in_id, member_id)
    if refused is not None:
        return Outcome(refused, check_in)
    if not await answers.put(tx, check_in_id, member_id, word, name, at):
        return Outcome(Taken.SAME, check_in)
    if word in NEED:
        await notices.add(tx, check_in_id, readers, "answer", member_id)
    return Outcome(Taken.KEPT, check_in)


async def look(tx: AsyncConnection, check_in_id: int, member_id: int) -> Outcome:
    """What an answer of this member's would meet, without one; SAME where it would be taken."""
    refused, check_in = await _open(tx, check_in_id, member_id)
    return Outcome(refused or Taken.SAME, check_in)


async def add(
    tx: AsyncConnection, /, check_in_id: int, member_id: int, readers: Sequence[int], **details: Any
) -> Outcome:
    """Something more from whoever needs somebody; kept twice it is told once."""
    refused, check_in = await _open(tx, check_in_id, member_id)
    if refused is not None:
        return Outcome(refused, check_in)
    given = await answers.get(tx, check_in_id, member_id)
    if given is None or given.answer not in NEED:
        return Outcome(Taken.NEEDLESS, check_in)
    if not await answers.add(tx, check_in_id, member_id, **details):
        return Outcome(Taken.SAME, check_in)
    if any(value is not None for value in details.values()):
        await notices.add(tx, check_in_id, readers, "details", member_id)
    return Outcome(Taken.KEPT, check_in)


async def _open(tx: AsyncConnection, check_in_id: int, member_id: int) -> tuple[Taken | None, CheckIn | None]:
    """What refuses this member's answer, None where nothing does, and the check-in if they may know of it."""
    check_in = await check_ins.get(tx, check_in_id, hold=True)
    if check_in is None or not await _theirs(tx, check_in_id, member_id):
        return Taken.FOREIGN, None
    if check_in.ended_at is not None:
        return Taken.ENDED, check_in
    return (None if check_in.open else Taken.WITHDRAWN), check_in


async def _theirs(tx: AsyncConnection, check_in_id: int, member_id: int) -> bool:
    """Sent to them; who answered once goes on, whatever became of the ledger."""
    if await answers.received(tx, check_in_id, member_id):
        return True
    return await answers.get(tx, check_in_id, member_id) is not None
