"""/event, every button of an event, and what is typed for it, as one conversation.

An event's button is `se:<event>:<part>:…`. Its callback gets the event and the rest of the button; one that awaits
nothing typed ends what was awaited before.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.routing import Handler, pressed
from handlers.staff.access import staff_button, staff_command, staff_typed
from handlers.staff.events import announcing, card, guests, listing, terms, texts, timing
from storage.events.events import Event

Part = Callable[..., Awaitable[str | None]]
LANGUAGE = f":(?:{'|'.join(LANGUAGES)})"
OUTDATED = N_("This button is out of date. Open the event again: /event")


async def outdated(update: Update, context: Context, event: Event, *_: str) -> None:
    raise BotError(OUTDATED)


@dataclass(frozen=True, slots=True)
class OfEvent:
    """A callback that gets the button's event and arguments."""

    callback: Part

    async def __call__(self, update: Update, context: Context) -> str:
        number, _, *rest = pressed(update, 4)
        return await self.callback(update, context, await card.opened(context, number), *rest) or END


def part(name: str, callback: Part) -> Handler:
    return staff_button(rf"{card.VERB}:\d+:{name}", Action.WRITE_EVENTS, OfEvent(callback))


def typed(callback: Callable[[Update, Context], Awaitable[str | None]], *, longest: int) -> list[Handler]:
    return [staff_typed(Action.WRITE_EVENTS, callback, longest=longest)]


CONVERSATION = Conversation(
    "event",
    entry_points=[
        part("tx" + LANGUAGE, texts.text),
        part("pl", texts.place),
        part("pl0", texts.remove),
        part("at", timing.when),
        part("at0", timing.no_end),
        part("cs", terms.where),
        part("st", terms.seats),
        part("st0", terms.no_limit),
        part("gs", terms.guests),
    ],
    states={
        texts.TEXT: typed(texts.text_typed, longest=texts.TITLE_MOST + texts.TEXT_MOST),
        texts.PLACE: typed(texts.place_typed, longest=3 * texts.PLACE_MOST),
        timing.WHEN: typed(timing.typed, longest=timing.LONGEST),
        terms.COUNTRY: typed(terms.country_typed, longest=terms.LONGEST),
        terms.SEATS: typed(terms.seats_typed, longest=timing.LONGEST),
    },
    fallbacks=[
        staff_command("event", Action.WRITE_EVENTS, listing.listing),
        staff_button("sel", Action.WRITE_EVENTS, listing.listing),
        staff_button("sen", Action.WRITE_EVENTS, listing.fresh),
        part("card", card.card),
        part("to", terms.audience),
        part("tp", terms.topic),
        part("see", listing.preview),
        part("ann", announcing.announce),
        part("tell", announcing.tell),
        part("drop", announcing.drop),
        part("msg", announcing.message),
        part("off", announcing.ask_cancel),
        part("off1", announcing.cancel),
        part("who", guests.guests),
        part("door", guests.at_the_door),
        part("csv", guests.as_csv),
        part("del", listing.ask_delete),
        part("del1", listing.delete),
        part("[^:]*", outdated),
    ],
    canceled=N_("Stopped. The event stays as it was: /event"),
)
