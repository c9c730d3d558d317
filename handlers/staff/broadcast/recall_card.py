"""A recall that waits for a colleague: what it takes back, why, and the two answers."""

from html import escape

from bot.broadcasts.states import Kind
from bot.context import Context
from bot.text.translator import N_
from handlers.screen import Screen, button
from handlers.staff import access
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import part
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries

VERB = "bv"


async def screen(context: Context, job: Broadcast, *, deciding: bool) -> Screen:
    """For whoever may decide with both answers, for others with a way to take the request back."""
    assert job.kind == Kind.RECALL
    async with context.services.database.connect() as tx:
        target = await broadcasts.get(tx, job.target_id or 0)
        counted = await deliveries.count(tx, job.target_id or 0)
    assert target is not None
    notes = job.composer or {}
    head = N_("👥 <b>For approval: recall of broadcast No. {number}</b>\nFrom: {name}\nReason: {reason}")
    name, reason = notes.get("submitted_name") or "?", notes.get("reason") or "–"
    paragraphs = [
        context.t(head, number=target.id, name=name, reason=reason),
        f"<i>{escape(wording.heading(context.translator, target), quote=False)}</i>",
        context.tn(
            "{n} message would be taken back.",
            "{n} messages would be taken back.",
            counted.sent + counted.unknown,
        ),
    ]
    approve = part("✅ " + context.label("Approve"), job, "yes", job.version)
    decline = part("✖️ " + context.label("Decline"), job, "no", job.version)
    stop = button("✖️ " + context.label("Cancel it"), VERB, job.id, "stop")
    see = button("👁 " + context.label("Preview"), VERB, target.id, "see")
    way = button(context.label("Broadcast No. {number}", number=target.id), VERB, target.id)
    rows = [[see], [approve, decline] if deciding else [stop], [way]]
    return Screen("\n\n".join(paragraphs), rows)


async def brought(context: Context, job: Broadcast, chat: int) -> bool:
    """The card to a colleague, in their language; False when they cannot be reached."""
    own = context.translator
    context.translator = await access.translator_in(context.services, chat)
    shown = await screen(context, job, deciding=True)
    context.translator = own
    return await access.tell(context.bot, context.services, chat, lambda _: shown)
