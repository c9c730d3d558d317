"""From a draft to members and back: opened at once or by a colleague, announced, closed, opened again.

Four eyes as for broadcasts: where more members are offered it than `delivery.approval_above`, a colleague who neither
wrote nor submitted it opens it. An approval is of the version that was shown.
"""

from typing import Any, Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.broadcasts import lifecycle as broadcasts_lifecycle
from bot.broadcasts.states import TRANSITIONS as BROADCAST_STEPS
from bot.broadcasts.states import State as BroadcastState
from bot.broadcasts.states import Verb as BroadcastVerb
from bot.context import Context
from bot.errors import BotError
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.surveys import announcement
from bot.surveys.lifecycle import TRANSITIONS, Verb
from bot.text.translator import N_, Translator
from handlers.conversation import END, keep
from handlers.screen import Screen, button, say, show
from handlers.staff import access
from handlers.staff.broadcast import card as composer
from handlers.staff.broadcast import sending
from handlers.staff.broadcast.reading import words_of
from handlers.staff.surveys import card
from handlers.staff.surveys.card import CHANGED, SURVEY, VERB, back, check_version, opened, part
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import tally
from storage.surveys import surveys
from storage.surveys.surveys import Survey

REFUSAL: Final = "refusal"
LONGEST = 300  # characters of a reason
WAITS = N_(
    "Broadcast No. {number} tells of this survey and waits to be sent. Take it back first, or let it go out: "
    "/broadcasts"
)


async def people(context: Context, survey: Survey) -> int:
    """How many members it is offered to now."""
    groups = await context.read(
        tally, announcement.audience(survey), context.services.clock(), everybody=True
    )
    return sum(group.number for group in groups if not group.blocked)


async def check(update: Update, context: Context, survey: Survey, version: str = "", *_: str) -> None:
    """What is missing; without anything, the last word."""
    check_version(survey, version)
    if lacking := card.lacking(context, survey):
        return await show(update, context, Screen(lacking, [[back(context, survey)]]))
    number = await people(context, survey)
    above = context.services.config.delivery.approval_above
    waits = permissions.needs_approval(number, above, urgent=False)
    text = context.tn(
        "Survey No. {number} will be offered to {n} member. From its opening on its wording stays as it is.",
        "Survey No. {number} will be offered to {n} members. From its opening on its wording stays as it is.",
        number,
        number=survey.id,
    )
    if waits:
        text += "\n\n" + context.t(
            "More than {n} members: a colleague approves it before it is opened.", n=above
        )
    text = "\n\n".join(filter(None, [card.doubtful(context, survey), text]))
    label = "👥 " + context.label("Send for approval") if waits else "▶️ " + context.label("Open now")
    go = part(label, survey, "open1", survey.version)
    return await show(update, context, Screen(text, [[go], [back(context, survey)]]))


async def go(update: Update, context: Context, survey: Survey, version: str = "", *_: str) -> None:
    """The word was given: to a colleague first where many are asked, else it is open."""
    check_version(survey, version)
    if card.lacking(context, survey):
        return await check(update, context, survey, version)
    above = context.services.config.delivery.approval_above
    if permissions.needs_approval(await people(context, survey), above, urgent=False):
        return await _submit(update, context, survey)
    await _step(update, context, survey, Verb.OPEN, "survey.opened", opened_at=context.services.clock())
    return await card.card(update, context, await opened(context, str(survey.id)))


async def _step(
    update: Update, context: Context, survey: Survey, verb: Verb, action: str, **values: Any
) -> None:
    await context.write(_moved, update, context, survey, verb, action, **values)


async def _moved(
    tx: AsyncConnection,
    /,
    update: Update,
    context: Context,
    survey: Survey,
    verb: Verb,
    action: str,
    **values: Any,
) -> None:
    """With its line in the log; BotError when somebody was quicker."""
    before, after = TRANSITIONS[verb]
    if not await surveys.step(tx, survey, before, after, context.services.clock(), **values):
        raise BotError(CHANGED)
    await access.note(tx, update, context, action, survey.id)


async def _submit(update: Update, context: Context, survey: Survey) -> None:
    """Into review, with a word to everyone who may approve."""
    services, user_id = context.services, access.user_of(update)
    writers = (user_id, survey.changed_by)
    colleagues = await access.approvers(services, Action.APPROVE_SURVEYS, *writers)
    if not colleagues:
        text = context.t(
            "This survey is offered to more than {n} members, so another colleague must approve it, and there is none. "
            "An owner can add one with /team, or raise delivery.approval_above in the configuration.",
            n=services.config.delivery.approval_above,
        )
        return await show(update, context, Screen(text, [[back(context, survey)]]))
    await _step(update, context, survey, Verb.SUBMIT, "survey.submitted", submitted_by=user_id)
    name = access.name_of(update)

    def worded(reader: Translator) -> Screen:
        text = reader.t(
            "👥 <b>For your approval: survey No. {number}</b>\nFrom: {name}", number=survey.id, name=name
        )
        return Screen(text, [[button(reader.label("Open the survey"), VERB, survey.id, "card")]])

    told = sum(
        [await access.tell(context.bot, services, colleague.user_id, worded) for colleague in colleagues]
    )
    text = access.sent_for_approval(context, told)
    if not told:
        text = context.t(
            "It waits for approval, but no colleague could be reached. They find it under /poll."
        )
    return await show(update, context, Screen(text, [[back(context, survey)]]))


async def approve(update: Update, context: Context, survey: Survey, version: str = "", *_: str) -> None:
    """Opened as it was shown; whoever sent it for approval hears of it."""
    _check_may(update, context, survey, version)
    if lacking := card.lacking(context, survey):  # its end passed while it waited
        return await show(update, context, Screen(lacking, [[back(context, survey)]]))
    values = {"opened_at": context.services.clock(), "approved_by": access.user_of(update)}
    await _step(update, context, survey, Verb.APPROVE, "survey.approved", **values)
    await card.card(update, context, await opened(context, str(survey.id)))
    said = N_("✅ Survey No. {number} was approved by {name} and is open.")
    return await _tell_submitter(context, survey, said, name=access.name_of(update))


def _check_may(update: Update, context: Context, survey: Survey, version: str) -> None:
    """BotError when it changed since it was shown, or when it is their own."""
    check_version(survey, version)
    writers = (survey.submitted_by, survey.changed_by)
    access.check_approval(update, context, Action.APPROVE_SURVEYS, *writers)


async def ask_why(
    update: Update, context: Context, survey: Survey, version: str = "", *_: str
) -> Literal["refusal"]:
    """A reason helps whoever wrote it."""
    _check_may(update, context, survey, version)
    SURVEY.await_typed(context, survey, version=version)
    text = context.t("What should be changed? Type it for the colleague who sent it.")
    await show(update, context, Screen(text, [[back(context, survey)]]))
    return REFUSAL


async def declined(update: Update, context: Context) -> Literal["end"] | None:
    """Sent back with the reason; it is a draft again."""
    survey, reason = await SURVEY.typed_for(context), words_of(update)
    if not reason:
        await say(update, context, Screen(context.t("Please write it in words.")), reply=True)
        return None
    if not context.typed.get("sent_back"):
        _check_may(update, context, survey, str(context.typed["version"]))
        context.typed["sent_back"] = True
        async with context.services.database.begin() as tx:
            await _moved(tx, update, context, survey, Verb.DECLINE, "survey.declined")
            await keep(tx, context)
    text = context.t("Survey No. {number} was sent back with your reason.", number=survey.id)
    await say(update, context, Screen(text, [[back(context, survey)]]))
    said = N_("✖️ {name} sent survey No. {number} back:\n{reason}")
    await _tell_submitter(context, survey, said, name=access.name_of(update), reason=reason)
    return END


async def _tell_submitter(context: Context, survey: Survey, msgid: str, **places: str) -> None:
    def worded(reader: Translator) -> Screen:
        way = button(reader.label("Open the survey"), VERB, survey.id, "card")
        return Screen(reader.t(msgid, number=survey.id, **places), [[way]])

    if survey.submitted_by is not None:
        await access.tell(context.bot, context.services, survey.submitted_by, worded)


async def ask_close(update: Update, context: Context, survey: Survey, *_: str) -> None:
    text = context.t(
        "Close survey No. {number} now? Answers that were not sent yet cannot be sent any more. "
        "It can be opened again.",
        number=survey.id,
    )
    yes = part("⏹ " + context.label("Close"), survey, "off1", survey.version)
    await show(update, context, Screen(text, [[yes, back(context, survey)]]))


async def close(update: Update, context: Context, survey: Survey, version: str = "", *_: str) -> None:
    """Before its end; an announcement that is only a draft goes with it."""
    check_version(survey, version)
    pending = await _pending(context, survey)
    if pending is not None and pending.state != BroadcastState.DRAFT:
        raise BotError(WAITS, number=pending.id)
    now = context.services.clock()
    async with context.services.database.begin() as tx:
        if pending is not None:
            await broadcasts_lifecycle.discard(tx, pending, now)
        await _moved(tx, update, context, survey, Verb.CLOSE, "survey.closed", closed_at=now)
    await card.card(update, context, await opened(context, str(survey.id)))


async def reopen(update: Update, context: Context, survey: Survey, version: str = "", *_: str) -> None:
    """As it was; its end has to be ahead."""
    check_version(survey, version)
    if lacking := card.lacking(context, survey):
        return await show(update, context, Screen(lacking, [[back(context, survey)]]))
    await _step(update, context, survey, Verb.REOPEN, "survey.reopened", closed_at=None)
    return await card.card(update, context, await opened(context, str(survey.id)))


async def announce(update: Update, context: Context, survey: Survey, *_: str) -> None:
    """The draft of its announcement, or the one there is; the composer's own screens do the rest."""
    if not survey.takes_answers(context.services.clock()):
        raise BotError(N_("This survey takes no answers now, so there is nothing to announce."))
    pending = await _pending(context, survey)
    if pending is not None and pending.state != BroadcastState.DRAFT:
        raise BotError(WAITS, number=pending.id)
    await sending.check(update, context, pending or await _drafted(update, context, survey))


async def _pending(context: Context, survey: Survey) -> Broadcast | None:
    """Its announcement while that is a draft, or waits for a colleague or for its time."""
    async with context.services.database.connect() as tx:
        known = await broadcasts.get(tx, survey.broadcast_id) if survey.broadcast_id else None
    open_still = BROADCAST_STEPS[BroadcastVerb.CANCEL][0]
    return known if known and known.launched_at is None and known.state in open_still else None


async def _drafted(update: Update, context: Context, survey: Survey) -> Broadcast:
    """Kept with the survey in one transaction, so that pressed again it is the same."""
    services, link = context.services, f"https://t.me/{context.bot.username}?start=survey_{survey.id}"
    values = {
        "content": announcement.content(services.catalogs, survey, link),
        "audience": announcement.audience(survey).as_json(),
        "expires_at": survey.ends_at,
    }
    async with services.database.begin() as tx:
        draft = await composer.begun_for(tx, update, context, "survey.announced", survey.id, **values)
        if not await surveys.change(tx, survey, services.clock(), broadcast_id=draft.id):
            raise BotError(CHANGED)
    return draft
