"""The composer's part "Ask how people are": a draft becomes a check-in, urgent, to persons, with those who see it."""

from dataclasses import replace
from typing import Any, Final, Literal

from telegram import Update

from bot.context import Context
from bot.staff.permissions import Role
from bot.text.translator import N_
from handlers.conversation import END
from handlers.screen import Screen, say, show
from handlers.staff import access
from handlers.staff.broadcast.card import DRAFT, part, saved
from handlers.staff.broadcast.options import typed_reason
from handlers.staff.crisis import naming
from storage.broadcasts.broadcasts import Broadcast
from storage.crisis import check_ins
from storage.members.audience import Audience

REASON: Final = "crisis_reason"
ABOUT = N_(
    "Under each message stand the buttons “I am safe”, “I need help” and “Call me”. It is urgent, goes to persons only "
    "and once. Answers are counted by place; you can ask the silent again and end it when it is over."
)


async def asking(update: Update, context: Context, draft: Broadcast, wish: str = "", *_: str) -> None:
    """What it is; once it asks, who sees the answers."""
    await show(update, context, await _screen(update, context, draft, wish))


async def _screen(update: Update, context: Context, draft: Broadcast, wish: str = "") -> Screen:
    head, about = context.t("<b>Ask how people are</b>"), context.t(ABOUT)
    leave = [part(context.label("Back"), draft, "op")]
    async with context.services.database.connect() as tx:
        check_in = await check_ins.get(tx, draft.check_in_id) if draft.check_in_id else None
    if check_in is None:
        on = part("🆘 " + context.label("Ask how people are"), draft, "ci1")
        return Screen(f"{head}\n\n{about}", [[on], leave])
    check_in = await naming.changed(update, context, check_in, wish)
    rows = await naming.ticks(context, check_in, lambda label, wished: part(label, draft, "ci", wished))
    off = part("✖️ " + context.label("Do not ask"), draft, "ci0")
    text = "\n\n".join([head, about, context.t(naming.TOLD)])
    return Screen(text, [*rows, [off], leave])


async def turn_on(
    update: Update, context: Context, draft: Broadcast, *_: str
) -> Literal["crisis_reason"] | None:
    """With the reason for its urgency, unless that was given."""
    if draft.urgent:
        draft = await _turned_on(update, context, draft)
        await show(update, context, await _screen(update, context, draft))
        return None
    DRAFT.await_typed(context, draft)
    asked = context.t(
        "What happened? Type the reason in a sentence; owners and approvers read it, and the log keeps it with your "
        "name."
    )
    await show(update, context, Screen(asked, [[part(context.label("Back"), draft, "ci")]]))
    return REASON


async def reason_typed(update: Update, context: Context) -> Literal["end"] | None:
    draft, reason = await DRAFT.typed_for(context), await typed_reason(update, context)
    if reason is None:
        return None
    draft = await _turned_on(update, context, draft, urgent=True, urgent_reason=reason)
    await say(update, context, await _screen(update, context, draft))
    return END


async def _turned_on(update: Update, context: Context, draft: Broadcast, **urgency: Any) -> Broadcast:
    """Its author and the owners see it, until others are named. Done again after a kill, it changes nothing."""
    if draft.check_in_id is not None:
        return draft
    services, author = context.services, access.user_of(update)
    owners = [person.user_id for person in await access.team(services) if person.role is Role.OWNER]
    await context.write(check_ins.begin, draft.id, list(dict.fromkeys([author, *owners])), services.clock())
    audience = replace(Audience.of(draft.audience), persons=True).as_json()
    return await saved(update, context, draft, check_in_id=draft.id, audience=audience, **urgency)


async def turn_off(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """An ordinary urgent broadcast again."""
    draft = await saved(update, context, draft, check_in_id=None)
    await show(update, context, await _screen(update, context, draft))
