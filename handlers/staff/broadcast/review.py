"""Four eyes: above a set audience a colleague looks, sees what changed since they last did, and decides.

Urgent broadcasts go without, their reason is in the log. Approval belongs to one version of the draft: whoever
changes it afterwards takes it back to the beginning.
"""

from html import escape
from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.broadcasts import changes
from bot.broadcasts.changes import Change
from bot.context import Context
from bot.errors import BotError
from bot.speech import N_, Speech
from handlers.buttons import keyboard
from handlers.doors import StepHandler, stand
from handlers.screen import Screen, say, show
from handlers.staff import gate
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import back, part
from handlers.staff.broadcast.drafts import CHANGED, counted, opened, saved, zone_of
from handlers.staff.broadcast.queue import queued
from storage import drafts
from storage.broadcasts import Broadcast

log = structlog.get_logger()

WHAT = {
    "text": N_("text"), "formatting": N_("formatting"), "media": N_("files"), "buttons": N_("link buttons"),
    "poll": N_("poll"), "audience": N_("recipients"), "fallback": N_("languages left out"),
    "schedule": N_("schedule"), "due_at": N_("time"), "expires_at": N_("end"), "urgent": N_("urgency"),
    "policy": N_("what happens after a crash"), "audience_mode": N_("fixed recipients"),
}  # fmt: skip
MARKS = {"same": "{}", "gone": "<s>{}</s>", "new": "<u>{}</u>"}
LONGEST = 2500  # characters of changes on a card


async def needed(context: Context, draft: Broadcast, total: int) -> bool:
    """Whether a colleague must approve it."""
    return total > context.services.config.delivery.approval_above and not draft.urgent


async def submit(update: Update, context: Context, draft: Broadcast, total: int) -> None:
    """Into review, with a card to everyone who may approve."""
    user_id = gate.user_of(update)
    others = await gate.approvers(context.services, user_id, draft.author_id)
    if not others:
        return await _alone(update, context, draft)
    name = update.effective_user.full_name if update.effective_user else ""
    composer = {**(draft.composer or {}), "submitted_by": user_id, "submitted_name": name}
    draft = await saved(update, context, draft, state="review", composer=composer)
    async with context.services.database.begin() as tx:
        await gate.note(tx, update, context, "broadcast.submitted", draft.id, recipients=total)
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


async def _alone(update: Update, context: Context, draft: Broadcast) -> None:
    """Nobody else may approve: what to do instead."""
    text = context.t(
        "This broadcast has more than {n} recipients, so another colleague must approve it, and there is none. "
        "An owner can add one with /team, or raise delivery.approval_above in the configuration. "
        "If it cannot wait, mark it urgent under Options and give the reason.",
        n=context.services.config.delivery.approval_above,
    )
    rows = [[part("⚙️ " + context.label("Options"), draft, "op")], [back(context, draft)]]
    await show(update, context, Screen(text, keyboard(rows)))


async def _brought(context: Context, draft: Broadcast, chat: int) -> bool:
    """Lays the card before a colleague, in their language."""
    services = context.services
    context.speech, mine = await gate.speech_in(services, chat), context.speech
    try:
        screen = await for_approval(context, draft, chat)
        await context.bot.send_message(chat, screen.text, reply_markup=screen.buttons)
    except TelegramError as error:
        log.info("an approver could not be reached", reason=type(error).__name__)
        return False
    finally:
        context.speech = mine
    async with services.database.begin() as tx:
        await drafts.look(tx, draft, chat)
    return True


async def for_approval(context: Context, draft: Broadcast, reader: int) -> Screen:
    """The draft, what changed since this reader saw it, and the two answers."""
    async with context.services.database.connect() as tx:
        before = await drafts.seen(tx, draft.id, reader)
    whole = (await card_text(context, draft)).strip()
    head = context.t("👥 <b>For your approval: draft No. {number}</b>\nFrom: {name}", number=draft.id,
                     name=(draft.composer or {}).get("submitted_name") or "?")  # fmt: skip
    changed = _since(context.speech, before, draft) if before is not None else ""
    rows = [
        [part("👁 " + context.label("Preview"), draft, "see1", "all")],
        [part("✅ " + context.label("Approve"), draft, "yes", draft.version),
         part("✖️ " + context.label("Decline"), draft, "no", draft.version)],
        [part(context.label("Open the draft"), draft, "card")],
    ]  # fmt: skip
    return Screen("\n\n".join(filter(None, [head, whole, changed])), keyboard(rows))


async def card_text(context: Context, draft: Broadcast) -> str:
    found, zone = await counted(context, draft), zone_of(context)
    lines = [*wording.parts(context.speech, draft), "",
             *wording.audience(context.speech, context.services.topics, found.audience, zone),
             *wording.reach(context.speech, found.reach), "",
             *wording.when(context.speech, draft, zone), *wording.terms(context.speech, draft)]  # fmt: skip
    return "\n".join(lines)


def _since(speech: Speech, before: dict[str, Any], draft: Broadcast) -> str:
    found = changes.between(before, drafts.snapshot(draft))
    if not found:
        return speech.t("Nothing changed since you last looked at it.")
    lines = [speech.t("<b>Changed since you last looked:</b>")]
    for one in found:
        lines.append(_change(speech, one))
        if sum(map(len, lines)) > LONGEST:
            return "\n".join([*lines[:-1], "…"])
    return "\n".join(lines)


def _change(speech: Speech, one: Change) -> str:
    what = speech.label(WHAT[one.what])
    name = f"{wording.language(speech, one.language)}, {what}" if one.language else what
    shown = "".join(MARKS[kind].format(escape(text, quote=False)) for kind, text in one.runs)
    return f"• {escape(name)}: {shown}" if shown else f"• {escape(name)}"


async def approve(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    """Approved as it stands: it is queued, and whoever sent it for approval hears of it."""
    await _check_may(update, context, draft, version)
    if draft.due_at is not None and draft.due_at <= context.services.clock():
        raise BotError(N_("Its time passed while it waited. The author has to choose another under When."))
    total = (await counted(context, draft)).reach.total
    values = {"approved_by": gate.user_of(update), "approved_at": context.services.clock(),
              "approved_version": draft.version}  # fmt: skip
    await queued(update, context, draft, total, **values)
    await show(
        update,
        context,
        Screen(context.t("Approved: broadcast No. {number} goes out as planned.", number=draft.id)),
    )
    await _tell_author(
        context, draft, N_("✅ Broadcast No. {number} was approved by {name}."), name=_name(update)
    )


async def ask_why(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    await _check_may(update, context, draft, version)
    await stand(update, context, "bc.no", draft=draft.id, version=version)
    asked = context.t("What should be changed? Type it in a sentence; the author will read it.")
    await say(
        update, context, Screen(asked, keyboard([[part(context.label("Open the draft"), draft, "card")]]))
    )


async def declined(update: Update, context: Context, data: dict[str, Any]) -> None:
    """Back to a draft, with the reason for its author."""
    draft = await opened(context, str(data["draft"]))
    await _check_may(update, context, draft, data["version"])
    reason = ((update.message.text if update.message else None) or "").strip()
    if not reason:
        asked = Screen(context.t("Please write the reason in words."))
        await say(update, context, asked, reply=True)
        return
    draft = await saved(update, context, draft, state="draft")
    async with context.services.database.begin() as tx:
        await gate.note(tx, update, context, "broadcast.declined", draft.id, reason=reason[:300])
        await drafts.look(tx, draft, gate.user_of(update))
    await say(update, context, Screen(context.t("Declined. The author was told.")))
    await _tell_author(context, draft, N_("✖️ Draft No. {number} was not approved by {name}: {reason}"),
                       name=_name(update), reason=reason)  # fmt: skip


async def _check_may(update: Update, context: Context, draft: Broadcast, version: str) -> None:
    """BotError unless this colleague may decide on this version."""
    user_id = gate.user_of(update)
    if draft.state != "review":
        raise BotError(N_("This draft does not wait for approval any more."))
    if version != str(draft.version):
        raise BotError(CHANGED)
    if await gate.role(context.services, user_id) == "editor":
        raise BotError(N_("Approving is for approvers and owners."))
    async with context.services.database.connect() as tx:
        hand = await drafts.last_hand(tx, draft)
    if user_id in (hand, (draft.composer or {}).get("submitted_by")):
        raise BotError(N_("You wrote this yourself, so a colleague has to approve it."))


async def _tell_author(context: Context, draft: Broadcast, msgid: str, **places: str) -> None:
    author = (draft.composer or {}).get("submitted_by") or draft.author_id
    if author is None:
        return
    speech = await gate.speech_in(context.services, author)
    ways = keyboard([[part(speech.label("Open the draft"), draft, "card")]]) if "reason" in places else None
    try:
        await context.bot.send_message(author, speech.t(msgid, number=draft.id, **places), reply_markup=ways)
    except TelegramError as error:
        log.info("an author could not be told", reason=type(error).__name__)


def _name(update: Update) -> str:
    return update.effective_user.full_name if update.effective_user else ""


STEPS: dict[str, StepHandler] = {"bc.no": declined}
