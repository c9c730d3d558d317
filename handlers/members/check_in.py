"""At the door of an event: a code that is typed, or a link with it, and the member is counted as there."""

from typing import Final, Literal

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.events import answering, door, wording
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.members import events
from handlers.members.membership import joined
from handlers.routing import Button, Typed, pressed, typed_text
from handlers.screen import Screen, button, main_menu, say, show
from storage.events.events import Event

CODE: Final = "code"
LONGEST = 40  # characters
WRONG = N_("This is not the code of this event. It has six letters and figures; please look again.")


async def ask(update: Update, context: Context) -> Literal["code"]:
    """Asks for the code; BotError when the door is not open."""
    event = await events.opened(context, pressed(update, 1)[0])
    if not door.is_open(event, context.services.clock()):
        raise BotError(answering.DOOR_CLOSED)
    context.typed = {"event": event.id}
    text = context.t("Type the code that is shown at the door.")
    back = button(context.label("Back"), "evc", event.id)
    await show(update, context, Screen(text, [[back]]))
    return CODE


async def typed(update: Update, context: Context) -> Literal["end"] | None:
    event = await events.opened(context, str(context.typed["event"]))
    if not door.is_right(typed_text(update), event.id, context.services.config.telegram.token):
        back = button(context.label("Back"), "evc", event.id)
        await say(update, context, Screen(context.t(WRONG), [[back]]), reply=True)
        return None
    await welcome(update, context, event)
    return END


async def linked(update: Update, context: Context, number: str) -> None:
    """A link to an event opens it; one with the code of its door checks in."""
    wanted, _, code = number.partition("_")
    if not code:
        return await events.linked(update, context, wanted)
    event = await events.opened(context, wanted)
    if not door.is_right(code, event.id, context.services.config.telegram.token):
        raise BotError(WRONG)
    return await welcome(update, context, event)


async def welcome(update: Update, context: Context, event: Event) -> None:
    """Counted first, then greeted."""
    member, services = await joined(update, context), context.services
    there = await context.write(answering.check_in, event.id, member.id, services.clock())
    title = wording.title(context.translator, event)
    said = context.t("✅ Welcome! You are checked in.")
    if there.guests:
        said = context.tn(
            "✅ Welcome! You are checked in, with {n} guest.",
            "✅ Welcome! You are checked in, with {n} guests.",
            there.guests,
        )
    ways = [button(context.label("Open the event"), "+evc", event.id), main_menu(context.translator)]
    await say(update, context, Screen(f"{said}\n<b>{title}</b>", [ways]))


CONVERSATION = Conversation(
    "check_in",
    entry_points=[Button("evh", ask)],
    states={CODE: [Typed(typed, longest=LONGEST)]},
    fallbacks=[Button("evc", events.card)],
    canceled=N_("You are not checked in yet. The event: /events"),
)
