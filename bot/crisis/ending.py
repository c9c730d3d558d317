"""Who is named for a check-in, and its end: no more answers, what was counted is kept, its buttons are taken off by the
engine."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import lifecycle
from bot.broadcasts.states import TRANSITIONS, State, Verb
from bot.errors import BotError
from bot.staff.permissions import Action, Role, may
from bot.text.translator import N_
from storage.crisis import check_ins, figures, notices
from storage.crisis.check_ins import CheckIn
from storage.staff import staff


async def readers(tx: AsyncConnection, owners: Sequence[int], check_in: CheckIn) -> list[int]:
    """User ids: those it names, or else the owners (`owners` are those of the configuration), so that a call for help
    always reaches somebody."""
    roles = {row.user_id: Role(row.role) for row in await staff.everyone(tx) if row.removed_at is None}
    roles |= dict.fromkeys(owners, Role.OWNER)
    named = [user_id for user_id in check_in.readers if may(roles.get(user_id), Action.FOLLOW_CHECK_INS)]
    return named or [user_id for user_id, role in roles.items() if role is Role.OWNER]


ENDED = N_("This check-in has an end already.")
NOT_YET = N_("This check-in was not sent yet.")


async def end(tx: AsyncConnection, check_in: CheckIn, user_id: int, at: datetime, readers: list[int]) -> None:
    """In one transaction; BotError when somebody ended it before.

    1. Its row is ended first: answers under way are waited for, and no later one is taken.
    2. What is counted then is kept.
    3. Rounds still on their way are given up; of what was sent the buttons change, by a job of each.
    4. The colleagues named for it hear how it ended.
    """
    if check_in.launched_at is None:
        raise BotError(NOT_YET)
    if not await check_ins.end(tx, check_in.id, user_id, at):
        raise BotError(ENDED)
    await figures.keep(tx, check_in.id)
    for row in await check_ins.rounds(tx, check_in.id):
        if row.state in TRANSITIONS[Verb.CANCEL][0]:
            await lifecycle.cancel(tx, row.id, at)
        if row.launched_at is not None and row.state != State.RECALLED:
            await lifecycle.close_buttons(tx, row.id, at)
    await notices.add(tx, check_in.id, readers, "ended")
