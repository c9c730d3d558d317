"""A colleague's decision on a draft that waits: approved, or sent back with a reason.

Whoever sent it for approval and whoever changed it last may not approve it.
"""

from functools import partial
from typing import Final, Literal

from telegram import Update

from bot.broadcasts import lifecycle
from bot.broadcasts.approval import writers
from bot.broadcasts.states import Kind, State
from bot.context import Context, chat_of
from bot.errors import BotError
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.text.translator import N_, Translator
from handlers.conversation import END, keep
from handlers.screen import Screen, button, say, show
from handlers.staff import access
from handlers.staff.broadcast import objections, recall_card, sending
from handlers.staff.broadcast.card import DRAFT, card, check_version, opened, part, present, reach_of, screen
from handlers.staff.broadcast.options import ask_in_words
from handlers.staff.broadcast.reading import words_of
from handlers.staff.broadcast.review import for_approval, texts_brought, was_shown
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast

REFUSAL: Final = "refusal"
LONGEST = 300  # characters of a reason


APPROVED = {
    False: (
        N_("Approved: broadcast No. {number} goes out as planned."),
        N_("✅ Broadcast No. {number} was approved by {name}."),
    ),
    True: (
        N_("Approved: broadcast No. {number} is being recalled."),
        N_("✅ The recall of broadcast No. {number} was approved by {name}."),
    ),
}


async def approve(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    """Approved as it stands: it is queued, and whoever sent it or was asked hears of it. A text that its approver has
    not been shown is shown instead."""
    _check_may(update, context, draft, version)
    if draft.kind != Kind.RECALL and not await was_shown(context, draft, access.user_of(update)):
        return await show_for_approval(update, context, draft)
    if draft.kind == Kind.CORRECT:
        await sending.check_correction(context, draft)
    reach = await reach_of(context, draft)
    stopping = [] if draft.kind != Kind.SEND else sending.stopping(context, draft, reach)
    if stopping:  # the world moved on while it waited
        head = context.t("It cannot go out as it stands. Decline it, or open the draft:")
        edit = part(context.label("Open the draft"), draft, "edit")
        decline = part("✖️ " + context.label("Decline"), draft, "no", draft.version)
        text = f"{head}\n\n{objections.faults(context.translator, stopping)}"
        return await show(update, context, Screen(text, [[edit, decline]]))
    await sending.queue(update, context, draft, await sending.recipients(context, draft, reach))
    done, said = APPROVED[draft.kind == Kind.RECALL]
    await show(update, context, Screen(context.t(done, number=_named(draft))))
    return await _tell(update, context, draft, said)


async def ask_why(
    update: Update, context: Context, draft: Broadcast, version: str = "", *_: str
) -> Literal["refusal"]:
    _check_may(update, context, draft, version)
    DRAFT.await_typed(context, draft, version=version)
    asked = context.t("What should be changed? Type it in a sentence; the author will read it.")
    way = part(context.label("Open the draft"), draft, "card")
    await say(update, context, Screen(asked, [[way]]))
    return REFUSAL


async def declined(update: Update, context: Context) -> Literal["end"] | None:
    """Back to a draft, with the reason for its author."""
    services, user_id = context.services, access.user_of(update)
    reason, done = words_of(update), "declined" in context.typed
    draft = await (_declined if done else opened)(context, str(context.typed["draft"]))
    if not done:
        _check_may(update, context, draft, context.typed["version"])
    if not reason:
        await ask_in_words(update, context)
        return None
    if not done:
        async with services.database.begin() as tx:
            if draft.kind == Kind.RECALL:
                await lifecycle.cancel(tx, draft.id, services.clock())
            else:
                await lifecycle.decline(tx, draft, user_id, services.clock())
            await access.note(tx, update, context, "broadcast.declined", draft.id, reason=reason)
            context.typed["declined"] = True
            await keep(tx, context)
    await say(update, context, Screen(context.t("Declined. The author was told.")))
    said = N_("✖️ Draft No. {number} was not approved by {name}: {reason}")
    if draft.kind == Kind.RECALL:
        said = N_("✖️ The recall of broadcast No. {number} was not approved by {name}: {reason}")
    await _tell(update, context, draft, said, reason=reason)
    return END


def _check_may(update: Update, context: Context, draft: Broadcast, version: str) -> None:
    """BotError unless this colleague may decide on this version."""
    if draft.state != State.REVIEW:
        raise BotError(N_("This draft does not wait for approval any more."))
    check_version(draft, version)
    access.check_approval(update, context, Action.APPROVE_BROADCASTS, *writers(draft))


async def show_for_approval(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """The texts and the approval's card for whoever may decide, wherever they open it; BotError says why another
    may not."""
    _check_may(update, context, draft, str(draft.version))
    if draft.kind == Kind.RECALL:
        return await show(update, context, await recall_card.screen(context, draft, deciding=True))
    reader = access.user_of(update)
    shown, known = await for_approval(context, draft, reader), await was_shown(context, draft, reader)
    refused = await texts_brought(context, draft, reader, chat_of(update))
    if refused:
        shown = Screen("\n".join([*refused, "", shown.text]), shown.rows)
    await (show if known else say)(update, context, shown)
    if not refused:
        await context.write(drafts.look, draft, reader)
    return None


async def opened_card(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """A draft as it concerns whoever opens it: to decide on, or to go on with."""
    role, user_id = context.session.role, access.user_of(update)
    allowed = permissions.may_approve(role, user_id, Action.APPROVE_BROADCASTS, writers(draft))
    deciding = draft.state == State.REVIEW and allowed
    if draft.kind == Kind.RECALL:
        return await show(update, context, await recall_card.screen(context, draft, deciding=deciding))
    return await (show_for_approval if deciding else card)(update, context, draft)


async def edit(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """The draft itself, beside the approval's card, which stays as it is."""
    await present(update, context, draft, screen, anew=True)


def _named(draft: Broadcast) -> int:
    """A recall goes by the number of what it takes back."""
    return (draft.target_id if draft.kind == Kind.RECALL else None) or draft.id


async def _declined(context: Context, number: str) -> Broadcast:
    """One that this update has declined already, handled again after a crash."""
    draft = await context.read(broadcasts.get, int(number))
    assert draft is not None
    return draft


async def _tell(update: Update, context: Context, draft: Broadcast, msgid: str, **places: str) -> None:
    """The author, with the way on, and the other colleagues who have its card before them."""
    author = (draft.composer or {}).get("submitted_by") or draft.author_id
    places["name"], decided = access.name_of(update), access.user_of(update)

    def worded(translator: Translator, *, ways: bool) -> Screen:
        way = part(translator.label("Open the draft"), draft, "card")
        if draft.kind == Kind.RECALL:
            way = button(
                translator.label("Broadcast No. {number}", number=_named(draft)), "bv", _named(draft)
            )
        rows = [[way]] if ways and "reason" in places else []
        return Screen(translator.t(msgid, number=_named(draft), **places), rows)

    if author is not None:
        await access.tell(context.bot, context.services, author, partial(worded, ways=True))
    for colleague in await access.approvers(
        context.services, Action.APPROVE_BROADCASTS, *writers(draft), decided
    ):
        await access.tell(context.bot, context.services, colleague.user_id, partial(worded, ways=False))
