"""The draft's card: everything about it on one screen, and the way to each part."""

from telegram import InlineKeyboardButton, Update

from bot.broadcasts.checks import needed
from bot.broadcasts.content import Content
from bot.broadcasts.lifecycle import Kind, State
from bot.context import Context
from bot.text.languages import LANGUAGES
from handlers.buttons import button, keyboard
from handlers.screen import Screen, show
from handlers.staff.access import user_of
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.drafts import Counted, counted, zone_of
from storage.broadcasts import drafts
from storage.broadcasts.broadcasts import Broadcast

VERB = "bc"


def part(text: str, draft: Broadcast, *values: object) -> InlineKeyboardButton:
    """A button of this draft's."""
    return button(text, VERB, draft.id, *values)


def back(context: Context, draft: Broadcast) -> InlineKeyboardButton:
    return part(context.label("Back"), draft, "card")


async def card(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """Shows the draft, and remembers that this colleague saw it."""
    async with context.services.database.begin() as tx:
        await drafts.look(tx, draft, user_of(update))
        undoable = await drafts.undoable(tx, draft)
    await show(update, context, await screen(context, draft, undoable=undoable))


async def screen(context: Context, draft: Broadcast, *, undoable: bool = False) -> Screen:
    body = await described(context, draft)
    return Screen(f"{title(context, draft)}\n\n{body}", keyboard(_ways(context, draft, undoable)))


def title(context: Context, draft: Broadcast) -> str:
    if draft.kind == Kind.CORRECT:
        return context.t("<b>Correction of broadcast No. {number}</b>", number=draft.target_id)
    if draft.state == State.REVIEW:
        return context.t("<b>Draft No. {number}</b> waits for a colleague's approval", number=draft.id)
    return context.t("<b>Draft No. {number}</b>", number=draft.id)


async def described(context: Context, draft: Broadcast, found: Counted | None = None) -> str:
    """Texts, recipients, time and terms, as paragraphs."""
    translator, zone = context.translator, zone_of(context)
    texts = "\n".join(wording.parts(translator, draft))
    if draft.kind == Kind.CORRECT:
        return texts
    found = found or await counted(context, draft)
    whom = [*wording.audience(translator, context.services.topics, found.audience, zone),
            *wording.reach(translator, found.reach)]  # fmt: skip
    if context.services.config.delivery.paid_broadcasts and found.reach.messages:
        whom.append(wording.cost(translator, found.reach.messages))
    when = [*wording.when(translator, draft, zone), *wording.terms(translator, draft)]
    blocks = ["👥 " + "\n".join(whom), "🕒 " + "\n".join(when)]
    return "\n\n".join([texts, *blocks])


def _ways(context: Context, draft: Broadcast, undoable: bool) -> list[list[InlineKeyboardButton]]:
    texts = [part(_ticked(context, draft, code), draft, "tx", code) for code in LANGUAGES]
    parts = [
        [
            part("👥 " + context.label("Recipients"), draft, "to"),
            part("🕒 " + context.label("When"), draft, "at"),
        ],
        [
            part("⚙️ " + context.label("Options"), draft, "op"),
            part("👁 " + context.label("Preview"), draft, "see"),
        ],
    ]
    preview = [[part("👁 " + context.label("Preview"), draft, "see")]]
    undo = (
        [part("↩️ " + context.label("Undo the last change"), draft, "undo", draft.version)] if undoable else []
    )
    gone = part("🗑 " + context.label("Delete the draft"), draft, "del")
    approval = (
        [part("👥 " + context.label("To approval"), draft, "ok")] if draft.state == State.REVIEW else []
    )
    send = part("✅ " + context.label("Check and send"), draft, "go")
    last = approval or [send]
    return [texts, *(preview if draft.kind == Kind.CORRECT else parts), [*undo, gone], last]


def _ticked(context: Context, draft: Broadcast, code: str) -> str:
    sign = "✓ " if Content.of(draft.content)[code].written else "✏️ " if code in needed(draft) else ""
    return sign + wording.titled(context.translator, code)
