"""/broadcasts: all of them at a glance, filtered by state, page by page."""

from collections.abc import Mapping
from html import escape

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.states import EDITABLE, State
from bot.context import Context
from bot.text.translator import N_
from handlers.page import Page
from handlers.routing import pressed
from handlers.screen import Screen, button, columns, show
from handlers.staff.broadcast import wording
from handlers.staff.sent import credits
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
    "ask": (N_("Waiting for you"), (State.OVERDUE, State.REVIEW)),
    "past": (N_("Finished"), (State.DONE, State.CANCELED, State.EXPIRED, State.RECALLED)),
    TEMPLATES: (N_("Templates"), (State.DRAFT,)),
}


async def listing(update: Update, context: Context) -> None:
    """A page of the list; the buttons say which filter and page."""
    wanted, at = pressed(update, 2) if update.callback_query else ("all", "0")
    name = wanted if wanted in FILTERS else "all"
    label, states = FILTERS[name]
    templates = name == TEMPLATES
    async with context.services.database.connect() as tx:
        _, number = await broadcasts.listing(tx, states, templates=templates, limit=1)
        page = Page.of(at, number, PAGE)
        rows, _ = await broadcasts.listing(tx, states, templates=templates, limit=PAGE, offset=page.start)
        counted = [await deliveries.count(tx, row.id) for row in rows]
    names = await credits.names(context.services)
    lines = [_line(context, row, counts, names) for row, counts in zip(rows, counted, strict=True)]
    nothing = context.t("There is nothing here yet. To begin one: /broadcast")
    title = context.t("<b>Broadcasts</b>: {filter}", filter=context.label(label))
    text = "\n".join([title, "", *(lines or [nothing])])
    ways = [*columns([_open(row) for row in rows], 4), page.turns("bl", name), *_filters(context, name)]
    await show(update, context, Screen(text, ways))


def _line(context: Context, broadcast: Broadcast, counts: deliveries.Counts, names: Mapping[int, str]) -> str:
    if broadcast.template:
        return f"📋 {broadcast.id}. {escape(broadcast.title or '', quote=False)}"
    heading, state = wording.heading(context.translator, broadcast), context.label(STATES[broadcast.state])
    places = {"number": broadcast.id, "heading": heading, "state": state}
    line = context.t("{number}. {heading} ({state})", **places)
    if counts.audience:
        places |= {
            "sent": context.words.number(counts.sent),
            "audience": context.words.number(counts.audience),
        }
        line = context.t("{number}. {heading} ({state}, {sent} of {audience})", **places)
    credit = credits.line(context.services, context.translator, broadcast, names)
    return f"{SIGNS[broadcast.state]} {line}\n      <i>{credit}</i>"


def _open(broadcast: Broadcast) -> InlineKeyboardButton:
    sign = "📋" if broadcast.template else SIGNS[broadcast.state]
    return button(f"{sign} {broadcast.id}", VERB, broadcast.id)


def _filters(context: Context, present: str) -> list[list[InlineKeyboardButton]]:
    labels = {name: context.label(label) for name, (label, _) in FILTERS.items()}
    ticked = labels | {present: "✓ " + labels[present]}
    return columns([button(label, "bl", name, 0) for name, label in ticked.items()])
