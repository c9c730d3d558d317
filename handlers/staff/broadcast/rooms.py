"""The composer's doors: /broadcast, and every button of a draft."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import InlineKeyboardButton, Update

from bot.broadcasts import lifecycle
from bot.broadcasts.lifecycle import CHANGED, EDITABLE, State
from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.buttons import button, keyboard
from handlers.routing import StepHandler, pressed
from handlers.screen import Screen, show
from handlers.staff import access
from handlers.staff.access import staff_button, staff_command, user_of
from handlers.staff.broadcast import (
    card,
    confirm,
    deciding,
    links,
    options,
    preview,
    recipients,
    texts,
    timing,
    wording,
)
from handlers.staff.broadcast.drafts import OUTDATED, opened
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast

Part = Callable[..., Awaitable[None]]
MOST = 6  # open drafts offered at once
SPEAKING = ("tx", "tx0", "md", "ln", "ln0")  # parts whose first word is a language


async def begin(update: Update, context: Context) -> None:
    """A new draft, or one of those already begun; whoever began it, any colleague may go on."""
    async with context.services.database.connect() as tx:
        found, number = await broadcasts.listing(tx, EDITABLE, limit=MOST)
        templates, kept = await broadcasts.listing(tx, (State.DRAFT,), templates=True, limit=MOST)
    if not found and not templates:
        return await fresh(update, context)
    text = context.t("Go on with a draft, or begin a new one?")
    rows = [[button("➕ " + context.label("New draft"), "bcn")]]
    rows += [[_open(context, one)] for one in found]
    rows += [[button("📋 " + (one.title or ""), "bcn", one.id)] for one in templates]
    more = [button(context.label("All drafts"), "bl", "draft", 0)] if number > MOST else []
    all_kept = [button(context.label("Templates"), "bl", "tpl", 0)] if kept else []
    rows.append([*more, *all_kept])
    return await show(update, context, Screen(text, keyboard(rows)))


def _open(context: Context, draft: Broadcast) -> InlineKeyboardButton:
    sign = "👥 " if draft.state == State.REVIEW else "✏️ "
    return card.part(f"{sign}{draft.id}. {wording.heading(context.translator, draft)}", draft, "card")


async def fresh(update: Update, context: Context) -> None:
    """An empty draft, or one like a template."""
    [number] = pressed(update, 1) if update.callback_query else [""]
    services = context.services
    async with services.database.begin() as tx:
        like = await broadcasts.get(tx, int(number)) if number.isdigit() else None
        values = _values(like) if number.isdigit() else {}
        draft = await drafts.begin(tx, user_of(update), services.clock(), **values)
        await access.note(tx, update, context, "draft.begun", draft.id)
    await card.card(update, context, draft)


def _values(template: Broadcast | None) -> dict[str, Any]:
    """What a template gives a draft; BotError when it is none any more."""
    if template is None or not template.template or template.state != State.DRAFT:
        raise BotError(N_("This template was deleted. The others: /broadcasts"))
    return {name: getattr(template, name) for name in ("content", "audience", "fallback", "policy")}


async def pressed_part(update: Update, context: Context) -> None:
    """Every button of a draft: its number, what to do, and what with."""
    number, act, *rest = pressed(update, 5)
    draft = await opened(context, number)
    part = PARTS.get(act)
    if part is None or (act in SPEAKING and rest[0] not in LANGUAGES):
        raise BotError(OUTDATED)
    await part(update, context, draft, *rest)


async def undo(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    """Takes back the last change, whoever made it; a second press does not take back one more."""
    if version != str(draft.version):
        raise BotError(CHANGED)
    services = context.services
    async with services.database.begin() as tx:
        done = await drafts.undo(tx, draft, user_of(update), services.clock())
    if not done:
        raise BotError(CHANGED)
    await card.card(update, context, await opened(context, str(draft.id)))


async def ask_delete(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    text = context.t("Delete draft No. {number}? This cannot be undone.", number=draft.id)
    yes = card.part("🗑 " + context.label("Delete"), draft, "del1", draft.version)
    await show(update, context, Screen(text, keyboard([[yes, card.back(context, draft)]])))


async def delete(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    services, now = context.services, context.services.clock()
    if version != str(draft.version):
        raise BotError(CHANGED)
    async with services.database.begin() as tx:
        await lifecycle.discard(tx, draft, now)
        await access.note(tx, update, context, "draft.deleted", draft.id)
    text = context.t("Draft No. {number} was deleted.", number=draft.id)
    await show(update, context, Screen(text, keyboard([[button(context.label("Broadcasts"), "bl")]])))


PARTS: dict[str, Part] = {
    "card": deciding.opened_card,
    "edit": deciding.edit,
    "ok": deciding.lay,
    "tx": texts.text,
    "tx0": texts.remove,
    "md": texts.media,
    "ln": links.links,
    "ln0": links.no_links,
    "to": recipients.recipients,
    "fc": recipients.facet,
    "tg": recipients.toggle,
    "cs": recipients.ask_country,
    "ac": recipients.activity,
    "all": recipients.everyone,
    "at": timing.when,
    "now": timing.at_once,
    "ask": timing.ask,
    "own": timing.own_clock,
    "until": timing.until,
    "op": options.options,
    "set": options.put,
    "fb": options.fallback,
    "urg": options.urgent,
    "see": preview.preview,
    "see1": preview.one,
    "test": preview.to_group,
    "go": confirm.check,
    "sure": confirm.last_word,
    "send": confirm.send,
    "yes": deciding.approve,
    "no": deciding.ask_why,
    "undo": undo,
    "del": ask_delete,
    "del1": delete,
}
HANDLERS = [
    staff_command("broadcast", Action.WRITE_BROADCASTS, begin),
    staff_button("bcn", Action.WRITE_BROADCASTS, fresh),
    staff_button("bc", Action.WRITE_BROADCASTS, pressed_part),
]
STEPS: dict[str, StepHandler] = {
    **texts.STEPS,
    **links.STEPS,
    **recipients.STEPS,
    **timing.STEPS,
    **options.STEPS,
    **deciding.STEPS,
}
