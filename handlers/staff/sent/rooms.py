"""The doors of the broadcasts that were launched: /broadcasts, its pages, and every button of a card."""

from collections.abc import Awaitable, Callable, Collection

from telegram import Update

from bot.broadcasts.lifecycle import Kind
from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.routing import StepHandler, pressed
from handlers.staff.access import staff_button, staff_command
from handlers.staff.sent import acts, again, listing, report, templates
from storage.broadcasts.broadcasts import Broadcast

Act = Callable[..., Awaitable[None]]
ACTS: dict[str, Act] = {
    "": acts.view,
    "pause": acts.pause,
    "resume": acts.resume,
    "cancel": acts.cancel,
    "stop": acts.cancel,
    "drop": acts.cancel,
    "draft": acts.to_draft,
    "later": acts.to_draft,
    "now": acts.now,
    "text": acts.correct,
    "recall": acts.recall,
    "see": acts.see,
    "copy": again.copy,
    "new": again.newcomers,
    "keep": templates.ask_name,
    "forget": templates.forget,
    "report": report.report,
    "csv": report.table,
}
OF_JOBS = ("", "pause", "resume", "cancel", "stop", "report", "csv", "see")  # corrections and recalls
OF_TEMPLATES = ("", "see", "forget")
BESIDE = ("report", "csv", "see")  # these send something new and leave the card as it is


async def pressed_act(update: Update, context: Context) -> None:
    """Every button of a broadcast's card: its number, what to do, and what with."""
    number, name, *rest = pressed(update, 4)
    broadcast = await acts.opened(context, number)
    act = ACTS.get(name)
    if act is None or name not in _allowed(broadcast):
        raise BotError(N_("This button is out of date. Open the list again: /broadcasts"))
    await act(update, context, broadcast, *rest)
    if name in BESIDE:
        await acts.follow(update, context, broadcast)


def _allowed(broadcast: Broadcast) -> Collection[str]:
    """What may be done to a row of this kind at all; its state is looked at by each act."""
    if broadcast.template:
        return OF_TEMPLATES
    return ACTS if broadcast.kind == Kind.SEND else OF_JOBS


HANDLERS = [
    staff_command("broadcasts", Action.RUN_BROADCASTS, listing.listing),
    staff_button("bl", Action.RUN_BROADCASTS, listing.listing),
    staff_button("bv", Action.RUN_BROADCASTS, pressed_act),
]
STEPS: dict[str, StepHandler] = {**templates.STEPS}
