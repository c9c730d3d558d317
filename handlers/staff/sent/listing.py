"""/broadcasts: all of them at a glance, filtered by state, page by page."""

from html import escape

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.lifecycle import EDITABLE, State
from bot.context import Context
from bot.text.translator import N_
from handlers.buttons import button, columns, keyboard, page_of, pager
from handlers.routing import pressed
from handlers.screen import Screen, show
from handlers.staff.broadcast import wording
from handlers.staff.sent.screen import SIGNS, STATES, VERB
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries

PAGE = 7
TEMPLATES = "tpl"
FILTERS = {
    "all": (N_("All"), tuple(State)),
    "draft": (N_("Drafts"), EDITABLE),
    "plan": (N_("Scheduled"), (State.SCHEDULED,)),
    "live": (N_("Under way"), (State.SENDING, State.PAUSED)),
    "ask": (N_("Waiting for you"), (State.OVERDUE, State.REVIEW, State.FAILED)),
    "past": (N_("Finished"), (State.DONE, State.CANCELED, State.EXPIRED, State.RECALLED)),
    TEMPLATES: (N_("Templates"), (State.DRAFT,)),
}


async def listing(update: Update, context: Context) -> None:
    """A page of the list; the buttons say which filter and page."""
    wanted, page = pressed(update, 2) if update.callback_query else ("all", "0")
    name = wanted if wanted in FILTERS else "all"
    states, kept = FILTERS[name][1], name == TEMPLATES
    async with context.services.database.connect() as tx:
        _, number = await broadcasts.listing(tx, states, templates=kept, limit=1)
        pages = max(1, -(-number // PAGE))
        at = page_of(page, pages)
        found, _ = await broadcasts.listing(tx, states, templates=kept, limit=PAGE, offset=at * PAGE)
        lines = [_line(context, one, await deliveries.count(tx, one.id)) for one in found]
    title = context.t("<b>Broadcasts</b>: {filter}", filter=context.label(FILTERS[name][0]))
    text = "\n".join(
        [title, "", *(lines or [context.t("There is nothing here yet. To begin one: /broadcast")])]
    )
    rows = [
        *columns([_open(context, one) for one in found], 4),
        pager("bl", at, pages, name),
        *_filters(context, name),
    ]
    await show(update, context, Screen(text, keyboard(rows)))


def _line(context: Context, one: Broadcast, counts: deliveries.Counts) -> str:
    if one.template:
        return f"📋 {one.id}. {escape(one.title or '', quote=False)}"
    state = context.label(STATES[one.state])
    words = {"number": one.id, "heading": wording.heading(context.translator, one), "state": state}
    if counts.audience:
        sent, audience = context.words.number(counts.sent), context.words.number(counts.audience)
        line = context.t(
            "{number}. {heading} ({state}, {sent} of {audience})", sent=sent, audience=audience, **words
        )
    else:
        line = context.t("{number}. {heading} ({state})", **words)
    return f"{SIGNS[one.state]} {line}"


def _open(context: Context, one: Broadcast) -> InlineKeyboardButton:
    return button(f"{'📋' if one.template else SIGNS[one.state]} {one.id}", VERB, one.id)


def _filters(context: Context, present: str) -> list[list[InlineKeyboardButton]]:
    shown = [button(("✓ " if name == present else "") + context.label(label), "bl", name, 0)
             for name, (label, _) in FILTERS.items()]  # fmt: skip
    return columns(shown, 3)
