"""The decision on a draft that waits: approved, or sent back with a reason; and what an approver is shown.

Whoever sent it for approval and whoever changed it last may not approve it.
"""

from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.broadcasts import checks, lifecycle
from bot.broadcasts.audience import Reach
from bot.broadcasts.checks import Fault
from bot.broadcasts.lifecycle import CHANGED, Kind, State
from bot.context import Context
from bot.errors import BotError
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.buttons import keyboard
from handlers.routing import StepHandler, stand
from handlers.screen import Screen, say, show
from handlers.staff import access
from handlers.staff.broadcast import correcting, faults
from handlers.staff.broadcast.card import card, part, screen
from handlers.staff.broadcast.drafts import counted, opened
from handlers.staff.broadcast.queue import queued
from handlers.staff.broadcast.review import for_approval, user_name
from storage.broadcasts import drafts
from storage.broadcasts.broadcasts import Broadcast

log = structlog.get_logger()


async def approve(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    """Approved as it stands: it is queued, and whoever sent it for approval hears of it."""
    await _check_may(update, context, draft, version)
    reach = (await counted(context, draft)).reach
    stopping = await _faults(context, draft, reach)
    if stopping:
        return await _not_now(update, context, draft, stopping)
    correction = draft.kind == Kind.CORRECT
    total = await correcting.recipients(context, draft) if correction else reach.total
    await queued(update, context, draft, total)
    text = context.t("Approved: broadcast No. {number} goes out as planned.", number=draft.id)
    await show(update, context, Screen(text))
    return await _tell_author(context, draft, N_("✅ Broadcast No. {number} was approved by {name}."),
                              name=user_name(update))  # fmt: skip


async def _faults(context: Context, draft: Broadcast, reach: Reach) -> list[Fault]:
    """What stops it by now: the world moved on while it waited."""
    if draft.kind == Kind.CORRECT:
        await correcting.check_ready(context, draft)
        return []
    return [one for one in checks.faults(draft, reach, context.services.clock()) if one.stops]


async def _not_now(update: Update, context: Context, draft: Broadcast, stopping: list[Fault]) -> None:
    head = context.t("It cannot go out as it stands. Decline it, or open the draft:")
    ways = [[part(context.label("Open the draft"), draft, "edit"),
             part("✖️ " + context.label("Decline"), draft, "no", draft.version)]]  # fmt: skip
    text = f"{head}\n\n{faults.worded(context.translator, stopping)}"
    await show(update, context, Screen(text, keyboard(ways)))


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
    services, user_id = context.services, access.user_of(update)
    async with services.database.begin() as tx:
        await lifecycle.decline(tx, draft, user_id, services.clock())
        await access.note(tx, update, context, "broadcast.declined", draft.id, reason=reason[:300])
        await drafts.look(tx, draft, user_id)
    await say(update, context, Screen(context.t("Declined. The author was told.")))
    await _tell_author(context, draft, N_("✖️ Draft No. {number} was not approved by {name}: {reason}"),
                       name=user_name(update), reason=reason)  # fmt: skip


async def _check_may(update: Update, context: Context, draft: Broadcast, version: str) -> None:
    """BotError unless this colleague may decide on this version."""
    user_id = access.user_of(update)
    if draft.state != State.REVIEW:
        raise BotError(N_("This draft does not wait for approval any more."))
    if version != str(draft.version):
        raise BotError(CHANGED)
    role = await access.role_of(update, context)
    permissions.check_approval(role, user_id, Action.APPROVE_BROADCASTS, _writers(draft))


def _writers(draft: Broadcast) -> tuple[int | None, ...]:
    """Who sent it for approval, and who had changed it last: neither may approve it."""
    notes = draft.composer or {}
    return notes.get("submitted_by"), notes.get("hand")


async def lay(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """The approval's card for whoever may decide, wherever they open it; BotError says why another may not."""
    await _check_may(update, context, draft, str(draft.version))
    reader = access.user_of(update)
    await show(update, context, await for_approval(context, draft, reader))
    async with context.services.database.begin() as tx:
        await drafts.look(tx, draft, reader)


async def may(update: Update, context: Context, draft: Broadcast) -> bool:
    """Whether this colleague is one of those it waits for."""
    user_id = access.user_of(update)
    role = await access.role_of(update, context)
    allowed = permissions.may_approve(role, user_id, Action.APPROVE_BROADCASTS, _writers(draft))
    return draft.state == State.REVIEW and allowed


async def opened_card(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """A draft as it concerns whoever opens it: to decide on, or to go on with."""
    await (lay if await may(update, context, draft) else card)(update, context, draft)


async def edit(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """The draft itself, beside the approval's card, which stays as it is."""
    async with context.services.database.begin() as tx:
        undoable = await drafts.undoable(tx, draft)
    await say(update, context, await screen(context, draft, undoable=undoable))


async def _tell_author(context: Context, draft: Broadcast, msgid: str, **places: str) -> None:
    author = (draft.composer or {}).get("submitted_by") or draft.author_id
    if author is None:
        return
    translator = await access.translator_in(context.services, author)
    ways = (
        keyboard([[part(translator.label("Open the draft"), draft, "card")]]) if "reason" in places else None
    )
    try:
        await context.bot.send_message(
            author, translator.t(msgid, number=draft.id, **places), reply_markup=ways
        )
    except TelegramError as error:
        log.info("an author could not be told", reason=type(error).__name__)


STEPS: dict[str, StepHandler] = {"bc.no": declined}
