"""/event, every button of an event, and what is typed for it, as one conversation.

An event's button is `se:<event>:<part>:…` (`handlers/staff/of_row.py`).
"""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.context import Context
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import Conversation
from handlers.routing import Handler
from handlers.staff import for_whom, titled_texts
from handlers.staff.access import staff_button, staff_command, staff_typed
from handlers.staff.events import announcing, card, guests, listing, terms, texts, timing
from handlers.staff.events.card import EVENT
from handlers.staff.of_row import LANGUAGE, Part


def part(name: str, callback: Part) -> Handler:
    return EVENT.on(name, callback, Action.WRITE_EVENTS)


def typed(callback: Callable[[Update, Context], Awaitable[str | None]], *, longest: int) -> list[Handler]:
    return [staff_typed(Action.WRITE_EVENTS, callback, longest=longest)]


CONVERSATION = Conversation(
    "event",
    entry_points=[
        part("tx" + LANGUAGE, texts.WORDS.text),
        part("pl", texts.place),
        part("pl0", texts.remove),
        part("at", timing.when),
        part("at0", timing.no_end),
        part("cs", terms.WHOM.where),
        part("st", terms.seats),
        part("st0", terms.no_limit),
        part("gs", terms.guests),
    ],
    states={
        titled_texts.TEXT: typed(texts.WORDS.text_typed, longest=texts.TITLE_MOST + texts.TEXT_MOST),
        texts.PLACE: typed(texts.place_typed, longest=3 * texts.PLACE_MOST),
        timing.WHEN: typed(timing.typed, longest=timing.LONGEST),
        for_whom.COUNTRY: typed(terms.WHOM.country_typed, longest=for_whom.LONGEST),
        terms.SEATS: typed(terms.seats_typed, longest=timing.LONGEST),
    },
    exits=[
        staff_command("event", Action.WRITE_EVENTS, listing.listing),
        staff_button("sel", Action.WRITE_EVENTS, listing.listing),
        staff_button("sen", Action.WRITE_EVENTS, listing.fresh),
        part("card", card.card),
        part("to", terms.WHOM.topics),
        part("tp", terms.WHOM.topic),
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
        EVENT.on_others(Action.WRITE_EVENTS),
    ],
    canceled=N_("Stopped. The event stays as it was: /event"),
)
