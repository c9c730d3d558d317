"""What owners and approvers hear at once: what goes out past them, and what a colleague takes back of another's.

They are rows until told, so that neither a crash nor the command line, which has no Telegram, keeps it from them.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from telegram.ext import ExtBot

from bot.broadcasts.states import Kind, Release
from bot.services import Services
from bot.staff.permissions import Action
from bot.text.translator import N_, Translator
from handlers.screen import Screen, button
from handlers.staff import access
from handlers.staff.broadcast import wording
from handlers.staff.sent.screen import VERB
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast

URGENT = N_(
    "⚡ {name} sends broadcast No. {number} as urgent, without a colleague's approval.\nReason: {reason}"
)
FORCED = N_("⚠️ Broadcast No. {number} was queued by the server administrator, past a colleague's approval.")
RECALL = N_("↩️ {name} recalls broadcast No. {number}.\nReason: {reason}")
RECALL_NOW = N_(
    "⚡ {name} recalls broadcast No. {number} as urgent, without a colleague's approval.\nReason: {reason}"
)
RECALL_FORCED = N_("⚠️ Broadcast No. {number} is being recalled by the server administrator.")


async def tell(bot: ExtBot[Any], services: Services) -> None:
    """Tells of everything that waits to be told, each once to everyone; one at a time does this (`following.py`)."""
    waiting = await services.database.read(broadcasts.untold)
    for broadcast in waiting:
        await _tell(bot, services, broadcast)
        await services.database.write(broadcasts.alert, broadcast.id, None)


async def _tell(bot: ExtBot[Any], services: Services, broadcast: Broadcast) -> None:
    """To all who may approve, and to whoever wrote what is taken back, but not to who did it."""
    team = {person.user_id: person.name for person in await access.named_team(bot, services)}
    readers = {person.user_id for person in await access.approvers(services, Action.APPROVE_BROADCASTS)}
    if broadcast.target_id is not None:
        target = await services.database.read(broadcasts.get, broadcast.target_id)
        readers |= {target.author_id} & team.keys() if target and target.author_id else set()
    for reader in sorted(readers - {broadcast.author_id}):
        await access.tell(bot, services, reader, lambda translator: worded(translator, broadcast, team))


def worded(translator: Translator, broadcast: Broadcast, team: Mapping[int, str | None]) -> Screen:
    """One alert, with the way to what it is about."""
    number = broadcast.target_id or broadcast.id
    author = broadcast.author_id or 0
    reason = broadcast.urgent_reason or (broadcast.composer or {}).get("reason") or "–"
    text = translator.t(_told(broadcast), number=number, name=team.get(author) or author, reason=reason)
    if broadcast.kind == Kind.SEND:
        text += f"\n<i>{escape(wording.heading(translator, broadcast), quote=False)}</i>"
    way = button(translator.label("Broadcast No. {number}", number=number), VERB, number)
    return Screen(text, [[way]])


def _told(broadcast: Broadcast) -> str:
    if broadcast.kind != Kind.RECALL:
        return FORCED if broadcast.released_as == Release.FORCED else URGENT
    if broadcast.released_as == Release.FORCED:
        return RECALL_FORCED
    return RECALL_NOW if broadcast.released_as == Release.URGENT else RECALL
