"""A draft as staff work on it: opened, changed by whoever is first, counted, and its card with a way to each part."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Message, Update

from bot.broadcasts.audience import Reach, reach
from bot.broadcasts.checks import needed
from bot.broadcasts.content import Content, Text
from bot.broadcasts.counting import Counted
from bot.broadcasts.lifecycle import CHANGED
from bot.broadcasts.states import EDITABLE, Kind, State
from bot.context import Context
from bot.errors import BotError, GoneError
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.screen import Screen, place, say, show_in
from handlers.staff.access import note, user_of
from handlers.staff.broadcast import recipients_wording, wording
from handlers.staff.of_row import OfRow
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import Audience
from storage.staff import trial
from storage.staff.trial import Trial
from storage.updates import updates

VERB = "bc"
OUTDATED = N_("This button is out of date. Open the draft again: /broadcast")
OLD = timedelta(minutes=1)  # a count of before is shown with its time
Drawn = Callable[[Context, Broadcast, Reach | None], Awaitable[Screen]]


async def opened(context: Context, number: str) -> Broadcast:
    """The draft of this number; GoneError when it is gone or no draft any more."""
    async with context.services.database.connect() as tx:
        draft = await broadcasts.get(tx, int(number)) if number.isdigit() else None
    if draft is None or draft.template or draft.state == State.CANCELED:
        raise GoneError(N_("This draft was deleted. Start a new one: /broadcast"))
    if draft.state not in EDITABLE:
        raise GoneError(N_("This is not a draft any more: it was sent or scheduled. See /broadcasts"))
    return draft


DRAFT = OfRow(VERB, "draft", opened, CHANGED, OUTDATED)
part, back, check_version = DRAFT.part, DRAFT.back, DRAFT.check_version


async def saved(update: Update, context: Context, draft: Broadcast, **values: Any) -> Broadcast:
    """The draft after a change; BotError when a colleague was quicker. What changes nothing, as an update handled
    again after a crash does, makes no version."""
    services, user_id = context.services, user_of(update)
    if all(getattr(draft, name) == value for name, value in values.items()):
        return draft
    async with services.database.begin() as tx:
        if not await drafts.save(tx, draft, user_id, services.clock(), **values):
            raise BotError(CHANGED)
        fresh = await broadcasts.get(tx, draft.id)
    assert fresh is not None
    return fresh


async def begun_for(
    tx: AsyncConnection, /, update: Update, context: Context, deed: str, subject: int, **values: Any
) -> Broadcast:
    """A draft on an event, a survey or a check-in: the log has it there, and whoever began it has seen it."""
    user_id = user_of(update)
    draft = await drafts.begin(tx, user_id, context.services.clock(), **values)
    await note(tx, update, context, deed, subject, broadcast=draft.id)
    await drafts.look(tx, draft, user_id)
    return draft


async def with_text(
    update: Update, context: Context, draft: Broadcast, language: str, text: Text
) -> Broadcast:
    """The draft with this language's text replaced; an empty one is taken out."""
    content = Content.of(draft.content).with_text(language, text)
    return await saved(update, context, draft, content=content.as_json())


async def reach_of(context: Context, draft: Broadcast) -> Reach:
    """Whom it reaches, to decide by; BotError while that is being counted."""
    reach = await reach_so_far(context, draft, needed=True)
    if reach is None:
        raise BotError(N_("The recipients are being counted. Please press again in a moment."))
    return reach


async def reach_so_far(context: Context, draft: Broadcast, *, needed: bool = False) -> Reach | None:
    """Whom it reaches, to show; None while that is being counted."""
    counted = await context.services.counting.count(draft.id, Audience.of(draft.audience), needed=needed)
    return _reach(context, draft, counted)


def _reach(context: Context, draft: Broadcast, counted: Counted | None) -> Reach | None:
    services = context.services
    if counted is None:
        return None
    now = services.clock()
    known = reach(draft, counted.groups, now, services.config.delivery, counted.left_out)
    return replace(known, at=counted.at) if now - counted.at >= OLD else known


async def card(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """Shows the draft with the first lines of its texts."""
    await present(update, context, draft, screen)


async def present(
    update: Update, context: Context, draft: Broadcast, drawn: Drawn, *, anew: bool = False
) -> None:
    """Shows what has the number of recipients in it; one that is not counted yet follows in the same message."""
    known = await reach_so_far(context, draft)
    shown = await (say if anew else place)(update, context, await drawn(context, draft, known))
    if known is None:
        context.services.counting.afterwards(_follow(update, context, draft, drawn, shown))


async def _follow(update: Update, context: Context, draft: Broadcast, drawn: Drawn, shown: Message) -> None:
    """The number, unless something else was pressed or written meanwhile, in whichever process."""
    counted = await context.services.counting.finished(draft.id, Audience.of(draft.audience))
    known = _reach(context, draft, counted)
    async with context.services.database.connect() as tx:
        later = await updates.newer(tx, shown.chat_id, update.update_id)
        fresh = await broadcasts.get(tx, draft.id)
    if known and not later and fresh and fresh.version == draft.version:
        await show_in(update, context, await drawn(context, fresh, known), shown.message_id)


async def screen(context: Context, draft: Broadcast, known: Reach | None) -> Screen:
    undoable = await context.read(drafts.undoable, draft)
    body = await described(context, draft, known)
    return Screen(f"{_title(context, draft)}\n\n{body}", _ways(context, draft, undoable))


def _title(context: Context, draft: Broadcast) -> str:
    if draft.kind == Kind.CORRECT:
        return context.t("<b>Correction of broadcast No. {number}</b>", number=draft.target_id)
    if draft.state == State.REVIEW:
        return context.t("<b>Draft No. {number}</b> waits for a colleague's approval", number=draft.id)
    return context.t("<b>Draft No. {number}</b>", number=draft.id)


async def described(context: Context, draft: Broadcast, reach: Reach | None) -> str:
    """Texts, recipients, time and terms, as paragraphs."""
    translator, zone = context.translator, context.zone
    tried = await trial_line(context)
    texts = "\n".join(wording.parts(translator, draft))
    if draft.kind == Kind.CORRECT:
        return texts
    whom = recipients_wording.audience(translator, context.services.topics, Audience.of(draft.audience), zone)
    whom += recipients_wording.reach(translator, reach, zone)
    if context.services.config.delivery.paid_broadcasts and reach and reach.messages:
        whom.append(wording.cost(translator, reach.messages))
    when = [*wording.when(translator, draft, zone), *wording.terms(translator, draft)]
    return "\n\n".join([*tried, texts, "👥 " + "\n".join(whom), "🕒 " + "\n".join(when)])


async def trial_line(context: Context) -> list[str]:
    """That a trial keeps it to the guests; empty when live."""
    current, left = await trial_left(context)
    if current is None:
        return []
    told = N_(
        "🧪 <b>Trial mode</b>: only the team and the guests of the trial get it. "
        "Messages today: {left} of {most} are left."
    )
    return [context.t(told, left=left, most=current.a_day)]


async def trial_left(context: Context) -> tuple[Trial | None, int]:
    """The trial, if one is on, and how many messages it allows yet today."""
    services = context.services
    current = await context.read(trial.current)
    today = services.clock().astimezone(services.config.locale.zone).date()
    return current, current.left(today) if current else 0


def _ways(context: Context, draft: Broadcast, undoable: bool) -> list[list[InlineKeyboardButton]]:
    recipients = part("👥 " + context.label("Recipients"), draft, "to")
    when = part("🕒 " + context.label("When"), draft, "at")
    options = part("⚙️ " + context.label("Options"), draft, "op")
    preview = part("👁 " + context.label("Preview"), draft, "see")
    undo = part("↩️ " + context.label("Undo the last change"), draft, "undo", draft.version)
    delete = part("🗑 " + context.label("Delete the draft"), draft, "del")
    last = part("✅ " + context.label("Check and send"), draft, "go")
    if draft.state == State.REVIEW:
        last = part("👥 " + context.label("To approval"), draft, "ok")
    texts = [part(_ticked(context, draft, code), draft, "tx", code) for code in LANGUAGES]
    parts = [[preview]] if draft.kind == Kind.CORRECT else [[recipients, when], [options, preview]]
    return [texts, *parts, [undo, delete] if undoable else [delete], [last]]


def _ticked(context: Context, draft: Broadcast, code: str) -> str:
    written = Content.of(draft.content)[code].written
    return ("✓ " if written else "✏️ " if code in needed(draft) else "") + wording.titled(
        context.translator, code
    )
