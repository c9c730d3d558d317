"""Four eyes: above a set audience a colleague looks, sees what changed since they last did, and decides.

Urgent broadcasts go without, their reason is in the log. Approval belongs to one version of the draft: whoever
changes it afterwards takes it back to the beginning.
"""

from html import escape
from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.broadcasts import checks, diff, lifecycle
from bot.broadcasts.diff import Change
from bot.broadcasts.lifecycle import Kind
from bot.context import Context
from bot.staff.permissions import Action, needs_approval
from bot.text.translator import N_, Translator
from handlers.buttons import keyboard
from handlers.screen import Screen, show
from handlers.staff import access
from handlers.staff.broadcast import faults, wording
from handlers.staff.broadcast.card import back, described, part
from handlers.staff.broadcast.drafts import counted, opened
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast

log = structlog.get_logger()

WHAT = {
    "text": N_("text"), "formatting": N_("formatting"), "media": N_("files"), "buttons": N_("link buttons"),
    "poll": N_("poll"), "audience": N_("recipients"), "fallback": N_("languages left out"),
    "schedule": N_("schedule"), "due_at": N_("time"), "expires_at": N_("end"), "urgent": N_("urgency"),
    "policy": N_("what happens after a crash"), "audience_mode": N_("fixed recipients"),
}  # fmt: skip
MARKS = {"same": "{}", "gone": "<s>{}</s>", "new": "<u>{}</u>"}
LONGEST = 2500  # characters of changes on a card


def user_name(update: Update) -> str:
    return update.effective_user.full_name if update.effective_user else ""


async def needed(context: Context, draft: Broadcast, total: int) -> bool:
    """Whether a colleague must approve it."""
    above = context.services.config.delivery.approval_above
    return needs_approval(total, above, urgent=bool(draft.urgent))


async def submit(update: Update, context: Context, draft: Broadcast, total: int) -> None:
    """Into review, with a card to everyone who may approve."""
    user_id, hand = access.user_of(update), await _last_hand(context, draft)
    others = await access.approvers(context.services, Action.APPROVE_BROADCASTS, user_id, hand)
    if not others:
        return await _alone(update, context, draft, by_colleague=hand not in (None, user_id))
    services = context.services
    submitted = {"submitted_by": user_id, "submitted_name": user_name(update), "hand": hand}
    async with services.database.begin() as tx:
        notes = (draft.composer or {}) | submitted
        await lifecycle.submit(tx, draft, user_id, services.clock(), notes)
        await access.note(tx, update, context, "broadcast.submitted", draft.id, recipients=total)
    draft = await opened(context, str(draft.id))
    told = [one for one in others if await _brought(context, draft, one.user_id)]
    text = context.tn("Sent to {n} colleague for approval. You will hear when they decide.",
                      "Sent to {n} colleagues for approval. You will hear when they decide.", len(told))  # fmt: skip
    if not told:
        text = context.t(
            "It waits for approval, but no colleague could be reached. They find it under /broadcasts."
        )
    await show(
        update, context, Screen(text, keyboard([[part(context.label("Open the draft"), draft, "card")]]))
    )
    return None


async def _last_hand(context: Context, draft: Broadcast) -> int | None:
    async with context.services.database.connect() as tx:
        return await drafts.last_hand(tx, draft)


async def _alone(update: Update, context: Context, draft: Broadcast, *, by_colleague: bool) -> None:
    """Nobody else may approve: what to do instead."""
    if by_colleague:
        text = context.t(
            "A colleague changed this draft last, so they cannot approve it, and nobody else can. "
            "Ask them to send it for approval: then you may approve it."
        )
        return await show(update, context, Screen(text, keyboard([[back(context, draft)]])))
    text = context.t(
        "This broadcast has more than {n} recipients, so another colleague must approve it, and there is none. "
        "An owner can add one with /team, or raise delivery.approval_above in the configuration. "
        "If it cannot wait, mark it urgent under Options and give the reason.",
        n=context.services.config.delivery.approval_above,
    )
    rows = [[part("⚙️ " + context.label("Options"), draft, "op")], [back(context, draft)]]
    return await show(update, context, Screen(text, keyboard(rows)))


async def _brought(context: Context, draft: Broadcast, chat: int) -> bool:
    """Lays the card before a colleague, in their language."""
    services = context.services
    context.translator, mine = await access.translator_in(services, chat), context.translator
    try:
        shown = await for_approval(context, draft, chat)
        await context.bot.send_message(chat, shown.text, reply_markup=shown.buttons)
    except TelegramError as error:
        log.info("an approver could not be reached", reason=type(error).__name__)
        return False
    finally:
        context.translator = mine
    async with services.database.begin() as tx:
        await drafts.look(tx, draft, chat)
    return True


async def for_approval(context: Context, draft: Broadcast, reader: int) -> Screen:
    """The draft, what changed since this reader saw it, and the two answers."""
    before = await _before(context, draft, reader)
    found = await counted(context, draft)
    whole = await described(context, draft, found)
    doubts = faults.worded(context.translator, checks.faults(draft, found.reach, context.services.clock()))
    head = _head(context, draft)
    changed = _since(context.translator, before, draft) if before is not None else ""
    rows = [
        [part("👁 " + context.label("Preview"), draft, "see1", "all")],
        [part("✅ " + context.label("Approve"), draft, "yes", draft.version),
         part("✖️ " + context.label("Decline"), draft, "no", draft.version)],
        [part(context.label("Open the draft"), draft, "edit")],
    ]  # fmt: skip
    return Screen("\n\n".join(filter(None, [head, whole, changed, doubts])), keyboard(rows))


async def _before(context: Context, draft: Broadcast, reader: int) -> dict[str, Any] | None:
    """What the changes are told from: the reader's last look, for a correction what was sent."""
    async with context.services.database.connect() as tx:
        if draft.kind != Kind.CORRECT:
            return await drafts.seen(tx, draft.id, reader)
        target = await broadcasts.get(tx, draft.target_id or 0)
    return drafts.snapshot(draft) | {"content": target.content} if target else None


def _head(context: Context, draft: Broadcast) -> str:
    name = (draft.composer or {}).get("submitted_name") or "?"
    if draft.kind == Kind.CORRECT:
        return context.t("👥 <b>For your approval: correction of broadcast No. {number}</b>\nFrom: {name}",
                         number=draft.target_id, name=name)  # fmt: skip
    return context.t(
        "👥 <b>For your approval: draft No. {number}</b>\nFrom: {name}", number=draft.id, name=name
    )


def _since(translator: Translator, before: dict[str, Any], draft: Broadcast) -> str:
    found = diff.between(before, drafts.snapshot(draft))
    if not found:
        return translator.t("Nothing changed since you last looked at it.")
    told = translator.t("<b>What the correction changes:</b>")
    lines = [told if draft.kind == Kind.CORRECT else translator.t("<b>Changed since you last looked:</b>")]
    for one in found:
        lines.append(_change(translator, one))
        if sum(map(len, lines)) > LONGEST:
            return "\n".join([*lines[:-1], "…"])
    return "\n".join(lines)


def _change(translator: Translator, one: Change) -> str:
    what = translator.label(WHAT[one.what])
    name = f"{wording.language(translator, one.language)}, {what}" if one.language else what
    shown = "".join(MARKS[kind].format(escape(text, quote=False)) for kind, text in one.runs)
    return f"• {escape(name)}: {shown}" if shown else f"• {escape(name)}"
