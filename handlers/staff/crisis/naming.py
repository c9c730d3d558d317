"""Who sees the answers to a check-in: colleagues, ticked by its author or an owner, in the draft and afterwards."""

from collections.abc import Callable

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.staff import permissions
from bot.staff.permissions import NAMING_IN_CRISIS, Action
from bot.text.translator import N_
from handlers.staff import access
from storage.crisis import check_ins
from storage.crisis.check_ins import CheckIn

TOLD = N_(
    "Who sees the answers, is told at once of those who need help, and takes care of them? The author of the check-in "
    "or an owner decides it. With nobody ticked it is the owners."
)


async def changed(update: Update, context: Context, check_in: CheckIn, wish: str) -> CheckIn:
    """With this colleague (+) or without (-); BotError for whoever may not decide it."""
    named = access.wished_readers(check_in.readers, wish, await _team(context))
    if named is None:
        return check_in
    user_id = access.user_of(update)
    permissions.check_naming(context.session.role, user_id, check_in.author_id, NAMING_IN_CRISIS)
    async with context.services.database.begin() as tx:
        await check_ins.name(tx, check_in.id, named)
        await access.note(tx, update, context, "crisis.named", check_in.id, readers=named)
        fresh = await check_ins.get(tx, check_in.id)
    assert fresh is not None
    return fresh


async def ticks(
    context: Context, check_in: CheckIn, made: Callable[[str, str], InlineKeyboardButton]
) -> list[list[InlineKeyboardButton]]:
    """A button for each who may be named; `made` gives it its verb, from its label and its wish."""
    return access.reader_ticks(check_in.readers, await _team(context), made)


async def _team(context: Context) -> list[access.Person]:
    team = await access.named_team(context.bot, context.services)
    return [person for person in team if permissions.may(person.role, Action.FOLLOW_CHECK_INS)]
