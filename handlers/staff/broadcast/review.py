"""Four eyes: above a set audience a draft goes to colleagues, who see its doubts and what changed since they looked.

Approval belongs to one version of the draft: whoever changes it afterwards takes it back to the beginning.
"""

import asyncio
from copy import copy
from html import escape
from typing import Any

from telegram import Update

from bot.broadcasts import checks, diff, lifecycle
from bot.broadcasts.content import Content
from bot.broadcasts.diff import Change
from bot.broadcasts.states import Kind
from bot.context import Context
from bot.staff.permissions import Action
from bot.text.translator import N_, Translator
from handlers.screen import Screen, show
from handlers.staff import access
from handlers.staff.broadcast import objections
from handlers.staff.broadcast.card import back, described, opened, part, reach_so_far
from handlers.staff.broadcast.preview import brought
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast

WHAT = {
    "text": N_("text"), "formatting": N_("formatting"), "media": N_("files"), "buttons": N_("link buttons"),
    "poll": N_("poll"), "audience": N_("recipients"), "fallback": N_("languages without a text"),
    "schedule": N_("schedule"), "due_at": N_("time"), "expires_at": N_("end"), "urgent": N_("urgency"),
    "policy": N_("what happens after a crash"), "audience_mode": N_("recipient list fixed"),
    "check_in_id": N_("asking how people are"),
}  # fmt: skip
MARKS = {"same": "{}", "gone": "<s>{}</s>", "new": "<u>{}</u>"}
LONGEST = 2500  # characters of changes on a card


async def submit(update: Update, context: Context, draft: Broadcast, total: int) -> None:
    """Into review, with a card to everyone who may approve."""
    services, user_id = context.services, access.user_of(update)
    hand = await context.read(drafts.last_hand, draft)
    colleagues = await access.approvers(services, Action.APPROVE_BROADCASTS, user_id, hand)
    if not colleagues:
        return await _alone(update, context, draft, by_colleague=hand not in (None, user_id))
    submitted = {
        "submitted_by": user_id,
        "submitted_name": access.name_of(update),
        "hand": hand,
        "held": None,
    }
    async with services.database.begin() as tx:
        await lifecycle.submit(tx, draft, user_id, services.clock(), (draft.composer or {}) | submitted)
        await access.note(tx, update, context, "broadcast.submitted", draft.id, recipients=total)
    draft = await opened(context, str(draft.id))
    told = await _brought_to_all(context, draft, [colleague.user_id for colleague in colleagues])
    text = access.sent_for_approval(context, told)
    if not told:
        text = context.t(
            "It waits for approval, but no colleague could be reached. They find it under /broadcasts."
        )
    way = part(context.label("Open the draft"), draft, "card")
    return await show(update, context, Screen(text, [[way]]))


async def _alone(update: Update, context: Context, draft: Broadcast, *, by_colleague: bool) -> None:
    """Nobody else may approve: what to do instead."""
    text = context.t(
        "A colleague changed this draft last, so they cannot approve it, and nobody else can. "
        "Ask them to send it for approval: then you may approve it."
    )
    rows = [[back(context, draft)]]
    if not by_colleague:
        text = context.t(
            "This broadcast has more than {n} recipients, so another colleague must approve it, and there is none. "
            "An owner can add one with /team, or raise delivery.approval_above in the configuration. "
            "If it cannot wait, mark it urgent under Options and give the reason.",
            n=context.services.config.delivery.approval_above,
        )
        rows = [[part("⚙️ " + context.label("Options"), draft, "op")], *rows]
    await show(update, context, Screen(text, rows))


async def _brought_to_all(context: Context, draft: Broadcast, chats: list[int]) -> int:
    """How many could be reached; all at once, since a chat takes a message a second and its author waits for it."""
    bringing = [asyncio.create_task(_brought(copy(context), draft, chat)) for chat in chats]
    try:
        return sum(await asyncio.gather(*bringing))
    finally:
        for task in bringing:
            task.cancel()


async def _brought(context: Context, draft: Broadcast, chat: int) -> bool:
    """Shows the texts and the card to a colleague, in their language, unless it was decided or changed meanwhile."""
    context.translator = await access.translator_in(context.services, chat)
    shown = await for_approval(context, draft, chat)
    refused = await texts_brought(context, draft, chat, chat)
    if await _is_over(context, draft):
        return True
    if not await access.tell(context.bot, context.services, chat, lambda _: shown):
        return False
    if not refused:
        await context.write(drafts.look, draft, chat)
    return True


async def _is_over(context: Context, draft: Broadcast) -> bool:
    """Whether this version waits no more: to lay the texts before several colleagues takes seconds."""
    now = await context.read(broadcasts.get, draft.id)
    return now is None or (now.state, now.version) != (draft.state, draft.version)


async def texts_brought(context: Context, draft: Broadcast, reader: int, chat: int) -> list[str]:
    """The texts as messages, unless this reader was shown just these; a line for each that Telegram refuses."""
    if await was_shown(context, draft, reader):
        return []
    return await brought(context, draft, Content.of(draft.content).languages, chat)


async def was_shown(context: Context, draft: Broadcast, reader: int) -> bool:
    """Whether this reader has had the texts before them as they are now."""
    seen = await context.read(drafts.seen, draft.id, reader)
    return seen is not None and seen["content"] == draft.content


async def for_approval(context: Context, draft: Broadcast, reader: int) -> Screen:
    """The draft, what changed since this reader saw it, and the two answers."""
    before, reach = await _before(context, draft, reader), await reach_so_far(context, draft)
    doubts = checks.faults(draft, reach, context.services.clock())
    paragraphs = [
        _head(context, draft),
        _held(context, draft),
        await described(context, draft, reach),
        _since(context.translator, before, draft) if before is not None else "",
        objections.faults(context.translator, doubts),
    ]
    approve = part("✅ " + context.label("Approve"), draft, "yes", draft.version)
    decline = part("✖️ " + context.label("Decline"), draft, "no", draft.version)
    preview = part("👁 " + context.label("Preview"), draft, "see1", "all")
    edit = part(context.label("Open the draft"), draft, "edit")
    rows = [[preview], [approve, decline], [edit]]
    return Screen("\n\n".join(filter(None, paragraphs)), rows)


async def _before(context: Context, draft: Broadcast, reader: int) -> dict[str, Any] | None:
    """What the changes are told from: the reader's last look, for a correction what was sent."""
    async with context.services.database.connect() as tx:
        if draft.kind != Kind.CORRECT:
            return await drafts.seen(tx, draft.id, reader)
        target = await broadcasts.get(tx, draft.target_id or 0)
    return drafts.snapshot(draft) | {"content": target.content} if target else None


def _head(context: Context, draft: Broadcast) -> str:
    name = (draft.composer or {}).get("submitted_name") or "?"
    correction = N_("👥 <b>For your approval: correction of broadcast No. {number}</b>\nFrom: {name}")
    if draft.kind == Kind.CORRECT:
        return context.t(correction, number=draft.target_id, name=name)
    return context.t(
        "👥 <b>For your approval: draft No. {number}</b>\nFrom: {name}", number=draft.id, name=name
    )


def _held(context: Context, draft: Broadcast) -> str:
    """Why it stands here though somebody had given their word; empty where nobody had."""
    reason = (draft.composer or {}).get("held")
    told = N_("✋ It was held back at its time: {reason}.")
    return (
        context.t(told, reason=context.label(objections.LACKS[reason])) if reason in objections.LACKS else ""
    )


def _since(translator: Translator, before: dict[str, Any], draft: Broadcast) -> str:
    changes = diff.between(before, drafts.snapshot(draft))
    if not changes:
        return translator.t("Nothing changed since you last looked at it.")
    told = translator.t("<b>What the correction changes:</b>")
    lines = [told if draft.kind == Kind.CORRECT else translator.t("<b>Changed since you last looked:</b>")]
    for change in changes:
        lines.append(_line(translator, change))
        if sum(map(len, lines)) > LONGEST:
            return "\n".join([*lines[:-1], "…"])
    return "\n".join(lines)


def _line(translator: Translator, change: Change) -> str:
    what = translator.label(WHAT[change.what])
    name = f"{translator.language_name(change.language)}, {what}" if change.language else what
    shown = "".join(MARKS[kind].format(escape(text, quote=False)) for kind, text in change.runs)
    return f"• {escape(name)}: {shown}" if shown else f"• {escape(name)}"
