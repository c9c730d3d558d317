"""The live cards of check-ins: messages in staff's chats that follow their counts, edited at a decent pace.

They are rows (`storage/crisis/cards.py`); one process at a time edits them, by a lease. The counts of a large ledger
take their time, so the slower they are the seldomer they are taken.
"""

import time
from functools import partial
from typing import Any

import structlog
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.delivery.pace import Lane
from bot.services import Services
from bot.staff.permissions import Action
from handlers.screen import UNCHANGED, edit
from handlers.staff import access
from handlers.staff.crisis.card import screen
from handlers.staff.leased import Leased
from storage.crisis import cards, check_ins
from storage.crisis.cards import Card

log = structlog.get_logger()

EVERY = 1.0  # seconds between looks
PACE = 3.0  # seconds between two edits of one card
SHARE = 20  # of the time at most one part in so many is spent on counting


class Following:
    """One process's part in it; `look` is one round, every EVERY seconds."""

    def __init__(self, bot: ExtBot[Any], services: Services) -> None:
        self._bot, self._services = bot, services
        self._lease = Leased(services, "check-ins")
        self._look_at = 0.0

    async def look(self) -> None:
        """Edits what changed, if this process is the one to do it."""
        if time.monotonic() < self._look_at or not await self._lease.mine():
            return
        followed = await self._services.database.read(cards.following)
        if not followed:
            return
        began = time.monotonic()
        for card in followed:
            await self._renew(card)
        ended = time.monotonic()
        self._look_at = ended + max(PACE, (ended - began) * SHARE)

    async def _renew(self, card: Card) -> None:
        """The card as it is now; the last time when its check-in takes no answers any more."""
        services = self._services
        leave = partial(services.database.write, cards.leave, card.chat_id, card.message_id)
        check_in = await services.database.read(check_ins.get, card.check_in_id)
        if check_in is None or not await access.follows(services, card.chat_id, Action.FOLLOW_CHECK_INS):
            return await leave()
        translator = await access.translator_in(services, card.chat_id)
        shown = await screen(services, translator, check_in, card.chat_id)
        # Not if somebody pressed meanwhile, and the message shows something else.
        if shown.text != card.shown and await services.database.read(cards.follows, card):
            try:
                await edit(self._bot, card.chat_id, card.message_id, shown, Lane.URGENT)
            except (BadRequest, Forbidden) as refusal:
                if not refusal.message.lower().startswith(UNCHANGED):
                    log.info("a card is out of reach", reason=type(refusal).__name__)
                    return await leave()
            await services.database.write(cards.note, card, shown.text)
        return None if check_in.open else await leave()
