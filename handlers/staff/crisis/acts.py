"""Every button of a check-in's card: `cs:<check-in>:<act>:…`."""

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action
from handlers.screen import Screen, show
from handlers.staff.crisis import card, naming, people, rounds
from handlers.staff.crisis.card import act, back, part
from storage.crisis.check_ins import CheckIn


async def named(update: Update, context: Context, check_in: CheckIn, wish: str = "", *_: str) -> None:
    """The colleagues, those named ticked."""
    check_in = await naming.changed(update, context, check_in, wish)
    rows = await naming.ticks(context, check_in, lambda label, wished: part(label, check_in, "named", wished))
    shown = Screen(context.t(naming.TOLD), [*rows, [back(context.translator, check_in)]])
    await show(update, context, shown)


async def outdated(update: Update, context: Context, check_in: CheckIn, *_: str) -> None:
    raise BotError(card.GONE)


HANDLERS = [
    act("card", card.card),
    act("where", card.where),
    act("who", people.who),
    act("take", people.take),
    act("give", people.give),
    act("csv", people.table),
    act("named", named),
    act("again", rounds.ask_again, Action.END_CHECK_INS),
    act("again1", rounds.begin_again, Action.END_CHECK_INS),
    act("end", rounds.ask_end, Action.END_CHECK_INS),
    act("end1", rounds.end, Action.END_CHECK_INS),
    act("[^:]*", outdated),
]
