"""What is said anew of a broadcast that was sent: when that is possible, and what its target says from then on."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.content import Content
from bot.broadcasts.states import RESTING, TRANSITIONS, Kind, Release, State, Verb
from bot.errors import BotError
from bot.text.translator import N_
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast

NOW_SENDING = N_(
    "Broadcast No. {number} is being sent at this moment. Pause it first: then what was sent is corrected, and "
    "the rest goes out with the corrected text."
)
APPROVED_BEFORE = N_("This broadcast was approved, so a colleague has to approve its correction, too.")


def check_correctable(target: Broadcast) -> None:
    """BotError unless something of it was sent that can be changed."""
    if (
        target.kind != Kind.SEND
        or target.launched_at is None
        or target.state not in (State.SENDING, *RESTING)
    ):
        raise BotError(
            N_("There is nothing to correct: it was not sent, or it was recalled. See /broadcasts")
        )
    if any(text.poll for text in Content.of(target.content).texts.values()):
        raise BotError(
            N_("Telegram does not let a poll be changed after sending. Recall it and send a new one instead.")
        )


async def correct(
    tx: AsyncConnection, draft: Broadcast, at: datetime, release: Release, approval: dict[str, Any]
) -> None:
    """From now on the target says the corrected text: whatever still waits goes out with it, and the next
    correction, copy or template begins from it. Languages the draft leaves out stay as they were.

    The new text stands under the word of whoever released the correction; BotError when it should have been approved.
    """
    target = await broadcasts.get(tx, draft.target_id or 0)
    assert target is not None
    if asks_again(target) and release != Release.APPROVED:
        raise BotError(APPROVED_BEFORE)
    content = {**target.content, **draft.content}
    if not await broadcasts.reword(tx, target.id, TRANSITIONS[Verb.CORRECT][0], content, at):
        raise BotError(NOW_SENDING, number=target.id)
    await broadcasts.reword(tx, draft.id, (State.SCHEDULED,), content, at)
    for number in (target.id, draft.id):
        await broadcasts.release(tx, number, release, **approval)


def asks_again(target: Broadcast) -> bool:
    """Whether its text was approved and some have still to get it: another text is approved, too."""
    return target.approved_by is not None and target.state in (State.SENDING, State.PAUSED)
