"""The live cards: messages in staff's chats that follow their broadcasts, edited at a decent pace.

They are rows (`storage/broadcasts/posts.py`), and one process at a time edits them, by a lease. A broadcast whose
author follows it nowhere gets a card in the author's chat when it begins.
"""

import contextlib
import time
from typing import Any

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.broadcasts.states import EDITABLE, ENDED, Kind, State
from bot.delivery.pace import Lane
from bot.services import Services
from bot.staff.permissions import Action
from handlers.screen import UNCHANGED, edit
from handlers.staff import access
from handlers.staff.leased import Leased
from handlers.staff.sent import alerts, report
from handlers.staff.sent.screen import screen
from storage.broadcasts import broadcasts, posts
from storage.broadcasts.broadcasts import Broadcast
from storage.broadcasts.posts import Post

log = structlog.get_logger()

EVERY = 1.0  # seconds between looks
PACE = 3.0  # seconds between two edits of one card
# Before bulk, or the card of a broadcast would only move when it is over; one edit in three seconds.
LANE = Lane.URGENT


class Following:
    """One process's part in it; `look` is one round, every EVERY seconds."""

    def __init__(self, bot: Any, services: Services) -> None:
        self._bot, self._services = bot, services
        self._lease = Leased(services, "cards")
        self._edited: dict[tuple[int, int], float] = {}

    async def look(self) -> None:
        """Edits what changed, if this process is the one to do it."""
        if not await self._lease.mine():
            return
        await alerts.tell(self._bot, self._services)
        async with self._services.database.connect() as tx:
            sending = await broadcasts.in_states(tx, (State.SENDING,))
            followed = await posts.following(tx)
        known = {post.broadcast_id for post in followed}
        for broadcast in sending:
            if broadcast.author_id is not None and broadcast.id not in known:
                await self._begin(broadcast, broadcast.author_id)
        for post in followed:
            await self._renew(post)

    async def _begin(self, broadcast: Broadcast, author_id: int) -> None:
        """A card in the author's chat, once."""
        async with self._services.database.connect() as tx:
            if await posts.has(tx, broadcast.id):
                return
        if not await access.follows(self._services, author_id, Action.RUN_BROADCASTS):
            return
        translator = await access.translator_in(self._services, author_id)
        shown = await screen(self._services, translator, broadcast, author_id)
        message_id = 0
        with contextlib.suppress(Forbidden, BadRequest):
            sent = await self._bot.send_message(
                author_id, shown.text, reply_markup=shown.buttons, rate_limit_args=LANE
            )
            message_id = sent.message_id
        await self._services.database.write(posts.put, broadcast.id, author_id, message_id)

    async def _renew(self, post: Post) -> None:
        """The card as it is now; its last word once the broadcast has ended. Who left the team follows nothing."""
        place = (post.chat_id, post.message_id)
        broadcast = await self._services.database.read(broadcasts.get, post.broadcast_id)
        if broadcast is None or not await access.follows(self._services, post.chat_id, Action.RUN_BROADCASTS):
            return await self._noted(post, post.shown, ended=True)
        ended = broadcast.state in (*ENDED, *EDITABLE)
        if not ended and time.monotonic() - self._edited.get(place, -PACE) < PACE:
            return None
        shown = None
        if post.message_id and broadcast.state not in EDITABLE:
            translator = await access.translator_in(self._services, post.chat_id)
            shown = await screen(self._services, translator, broadcast, post.chat_id)
        if shown and shown.text != post.shown:
            self._edited[place] = time.monotonic()
            await self._edit(post, shown)
            await self._set_right(post)
            if not ended:
                await self._noted(post, shown.text, ended=False)
        if ended:
            self._edited.pop(place, None)
            await self._noted(post, post.shown, ended=True)  # first, so that the report comes once
            await self._last_word(broadcast, post)
        return None

    async def _set_right(self, post: Post) -> None:
        """Somebody pressed while it was edited, and the broadcast ended by that: the later edit may have been ours."""
        async with self._services.database.connect() as tx:
            followed = await posts.follows(tx, post)
            broadcast = await broadcasts.get(tx, post.broadcast_id)
        if followed or broadcast is None or broadcast.state not in ENDED:
            return
        translator = await access.translator_in(self._services, post.chat_id)
        await self._edit(post, await screen(self._services, translator, broadcast, post.chat_id))

    async def _edit(self, post: Post, shown: Any) -> None:
        try:
            await edit(self._bot, post.chat_id, post.message_id, shown, LANE)
        except (BadRequest, Forbidden) as refusal:
            if not refusal.message.lower().startswith(UNCHANGED):
                log.info("a card is out of reach", reason=type(refusal).__name__)

    async def _noted(self, post: Post, shown: str, *, ended: bool) -> None:
        closed = self._services.clock() if ended else None
        await self._services.database.write(posts.show, post, shown, closed)

    async def _last_word(self, broadcast: Broadcast, post: Post) -> None:
        """The report, for whoever followed a broadcast to its end."""
        if broadcast.state != State.DONE or broadcast.kind != Kind.SEND:
            return
        services = self._services
        translator, zone = await access.translator_in(services, post.chat_id), services.config.locale.zone
        try:
            await report.bring(self._bot, services, translator, broadcast, post.chat_id, zone)
        except TelegramError as refusal:
            log.warning("a report could not be brought", reason=type(refusal).__name__)
