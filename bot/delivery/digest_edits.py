"""Digests that were sent and are no longer right: a line was corrected or recalled since, so the message is edited.

Editing twice does no harm, so nothing is claimed: a message that was not edited is found again by the next look.
"""

import asyncio
from datetime import timedelta

import orjson

from bot.clock import Clock
from bot.delivery import digest
from bot.delivery.outcome import WAIT, End, of_answer
from bot.delivery.pace import Lane
from bot.delivery.throttle import Throttle
from bot.delivery.transport import Transport
from bot.text.catalogs import Catalogs
from bot.text.translator import Translator
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import digests
from storage.members import members

SINCE = timedelta(days=3)  # corrections and recalls of longer ago have been seen to
AT_A_TIME = 20
AGAIN = (*WAIT, End.RETRY, End.UNKNOWN)  # whatever else Telegram says is its last word


class DigestEdits:
    """`look()` again and again."""

    def __init__(
        self, database: Database, transport: Transport, throttle: Throttle, catalogs: Catalogs, clock: Clock
    ) -> None:
        self._database, self._transport, self._throttle = database, transport, throttle
        self._catalogs, self._clock = catalogs, clock

    async def look(self) -> None:
        """Edits all there are, a few at a time."""
        while True:
            stale = await self._database.read(digests.stale, self._clock() - SINCE, AT_A_TIME)
            settled = await asyncio.gather(*(self._edited(*message) for message in stale))
            if len(stale) < AT_A_TIME or not any(settled):
                return

    async def _edited(self, digest_id: int, message_id: int) -> bool:
        """Whether it is settled, for better or worse."""
        await self._throttle.acquire(Lane.BACKGROUND, None)
        at = self._clock()
        async with self._database.connect() as tx:
            lines = await digests.of_message(tx, digest_id, message_id)
            member = await members.get(tx, lines[0].member_id) if lines else None
            known = [(await broadcasts.get(tx, line.broadcast_id), line.variant) for line in lines]
        outcome = None
        if member is not None:
            translator = Translator.of(self._catalogs, member.language, member.script)
            shown = [(broadcast, variant) for broadcast, variant in known if broadcast is not None]
            body = digest.message(translator, shown).to(member.chat_id) | {"message_id": message_id}
            outcome = of_answer(await self._transport.answer("editMessageText", orjson.dumps(body)))
        if outcome is not None and outcome.end in WAIT:
            self._throttle.refused(Lane.BACKGROUND, None, outcome.seconds)
        if outcome is not None and outcome.end in AGAIN:
            return False
        await self._database.write(digests.worded, digest_id, message_id, at)
        return True
