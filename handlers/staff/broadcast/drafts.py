"""Opening and saving a draft on behalf of whoever presses or types."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Update

from bot.broadcasts.audience import Reach, reach
from bot.broadcasts.content import Content, Text
from bot.broadcasts.lifecycle import CHANGED, EDITABLE, State
from bot.broadcasts.quiet_hours import known_zone
from bot.context import Context
from bot.errors import BotError, GoneError
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.staff.access import user_of
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import Audience

OUTDATED = N_("This button is out of date. Open the draft again: /broadcast")


@dataclass(frozen=True, slots=True)
class Counted:
    """A draft's audience and what is known of it now."""

    audience: Audience
    reach: Reach


async def opened(context: Context, number: str) -> Broadcast:
    """The draft of this number; GoneError when it is gone or no draft any more."""
    async with context.services.database.connect() as tx:
        found = await broadcasts.get(tx, int(number)) if number.isdigit() else None
    if found is None or found.state == State.CANCELED:
        raise GoneError(N_("This draft was deleted. Start a new one: /broadcast"))
    if found.state not in EDITABLE:
        raise GoneError(N_("This is not a draft any more: it was sent or scheduled. See /broadcasts"))
    return found


async def saved(update: Update, context: Context, draft: Broadcast, **values: Any) -> Broadcast:
    """The draft after a change; BotError when a colleague was quicker."""
    services, user_id = context.services, user_of(update)
    async with services.database.begin() as tx:
        if not await drafts.save(tx, draft, user_id, services.clock(), **values):
            raise BotError(CHANGED)
        fresh = await broadcasts.get(tx, draft.id)
    assert fresh is not None
    return fresh


async def with_text(
    update: Update, context: Context, draft: Broadcast, language: str, text: Text
) -> Broadcast:
    """The draft with this language's text replaced; an empty one is taken out."""
    content = Content.of(draft.content).with_text(language, text)
    return await saved(update, context, draft, content=content.as_json())


async def counted(context: Context, draft: Broadcast) -> Counted:
    """Whom it reaches now; before anything is written, whom it could reach."""
    services, audience, content = context.services, Audience.of(draft.audience), Content.of(draft.content)
    messages = {language: content[language].messages for language in content.languages or LANGUAGES}
    now, settings = services.clock(), services.config.delivery
    return Counted(
        audience, await reach(services.database, audience, messages, draft.fallback, now, settings)
    )


def zone_of(context: Context) -> ZoneInfo:
    """The clock of whoever speaks: their own zone, or the house's."""
    member = context.member
    return known_zone(member.timezone if member else None) or context.services.config.locale.zone
