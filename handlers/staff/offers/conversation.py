"""/offers and its buttons; what is typed while the list is open is searched for."""

from typing import Final

from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import Conversation
from handlers.staff.access import staff_button, staff_command, staff_typed
from handlers.staff.offers import card, introducing, listing

PERMITTED: Final = Action.INTRODUCE
CONVERSATION = Conversation(
    "offers",
    entry_points=[
        staff_command("offers", PERMITTED, listing.listing),
        staff_button("of", PERMITTED, listing.listing),
        staff_button("off", PERMITTED, listing.choose),
    ],
    states={listing.SEARCH: [staff_typed(PERMITTED, listing.search, longest=200)]},
    fallbacks=[
        staff_button("ofc", PERMITTED, card.card),
        staff_button("ofm", PERMITTED, card.fits),
        staff_button("ofp", PERMITTED, introducing.ask),
        staff_button("ofp1", PERMITTED, introducing.propose),
        staff_button("ofx", PERMITTED, introducing.cancel),
        staff_button("ofi", PERMITTED, introducing.waiting),
        staff_button("ofcsv", Action.EXPORT_OFFERS, listing.as_csv),
    ],
    canceled=N_("The search among offers is closed: /offers"),
)
