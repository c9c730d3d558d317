"""Once more to the silent, and the end."""

from telegram import Update

from bot.broadcasts.states import EDITABLE, State
from bot.context import Context
from bot.crisis import ending, totals
from bot.errors import BotError
from bot.text.translator import N_
from handlers.screen import Screen, show
from handlers.staff import access
from handlers.staff.broadcast import card as composer
from handlers.staff.crisis import card
from handlers.staff.crisis.card import back, groups_of, named, opened, part
from storage.broadcasts.broadcasts import Broadcast
from storage.crisis import check_ins
from storage.crisis.check_ins import CheckIn
from storage.members.audience import Audience

ENDED = N_("This check-in has ended, so nobody can be asked again.")
ON_ITS_WAY = N_("Broadcast No. {number} asks the silent already. Let it be sent first: /broadcasts")
SENDING = N_("The question is still being sent. Ask the silent once everybody has it.")
UNDER_WAY = (State.SCHEDULED, State.SENDING, State.PAUSED, State.OVERDUE)


async def ask_again(update: Update, context: Context, check_in: CheckIn, *_: str) -> None:
    await _check(context, check_in)
    number = totals.totals(await groups_of(context.services, check_in)).silent
    text = context.tn(
        "{n} person got check-in No. {number} and has not answered. The draft of an urgent broadcast to them begins, "
        "with the same words, which you may change. Whoever answers before it reaches them does not get it.",
        "{n} people got check-in No. {number} and have not answered. The draft of an urgent broadcast to them begins, "
        "with the same words, which you may change. Whoever answers before it reaches them does not get it.",
        number,
        number=check_in.id,
    )
    go = part("✏️ " + context.label("Begin the draft"), check_in, "again1")
    await show(update, context, Screen(text, [[go], [back(context.translator, check_in)]]))


async def _check(context: Context, check_in: CheckIn) -> list[Broadcast]:
    """Its rounds; BotError where the silent cannot be asked now."""
    if not check_in.open:
        raise BotError(ENDED)
    listed = await context.read(check_ins.rounds, check_in.id)
    first, *later = listed
    if first.state in (State.SENDING, State.PAUSED):
        raise BotError(SENDING)
    if under_way := [row for row in later if row.state in UNDER_WAY]:
        raise BotError(ON_ITS_WAY, number=under_way[0].id)
    return listed


async def begin_again(update: Update, context: Context, check_in: CheckIn, *_: str) -> None:
    """The draft of a second round in the composer; one that was begun is opened again."""
    first, *later = await _check(context, check_in)
    begun = [row for row in later if row.state in EDITABLE]
    if begun:
        return await composer.card(update, context, begun[0])
    values = {
        name: getattr(first, name)
        for name in ("fallback", "policy", "urgent", "urgent_reason", "check_in_id")
    }
    audience = Audience(silent=check_in.id, persons=True)
    values |= {"content": first.content, "audience": audience.as_json()}
    draft = await context.write(composer.begun_for, update, context, "crisis.again", check_in.id, **values)
    return await composer.card(update, context, draft)


async def ask_end(update: Update, context: Context, check_in: CheckIn, *_: str) -> None:
    """What ends with it, and whom nobody takes care of yet."""
    if check_in.ended_at is not None:
        raise BotError(ending.ENDED)
    counted = totals.totals(await groups_of(context.services, check_in))
    text = context.t(
        "End check-in No. {number}? No answer is taken any more, and the buttons under the messages are closed. This "
        "cannot be undone. Whoever needs help stays on the list.",
        number=check_in.id,
    )
    if counted.untaken:
        text += "\n\n" + context.tn(
            "⚠️ Nobody takes care of {n} person who needs help yet.",
            "⚠️ Nobody takes care of {n} people who need help yet.",
            counted.untaken,
        )
    yes = part("⏹ " + context.label("End it"), check_in, "end1")
    await show(update, context, Screen(text, [[yes, back(context.translator, check_in)]]))


async def end(update: Update, context: Context, check_in: CheckIn, *_: str) -> None:
    """Ended once, whoever presses; the engine closes the buttons, and whoever is named gets the report."""
    services, user_id = context.services, access.user_of(update)
    told = await named(services, check_in)
    readers = [*told, *([user_id] if user_id not in told else [])]
    async with services.database.begin() as tx:
        await ending.end(tx, check_in, user_id, services.clock(), readers)
        await access.note(tx, update, context, "crisis.ended", check_in.id)
    services.engine.wake()
    await card.card(update, context, await opened(context, str(check_in.id)))
