"""Recipients kept under a name: chosen for a draft with one tap, kept from a draft, deleted when nobody needs them."""

from html import escape
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.errors import BotError
from bot.text.translator import N_
from handlers.conversation import END, keep
from handlers.page import Page
from handlers.routing import row_number, row_of
from handlers.screen import Screen, say, show
from handlers.staff import access
from handlers.staff.broadcast import recipients_wording
from handlers.staff.broadcast.card import DRAFT, part, present, saved
from handlers.staff.broadcast.reading import words_of
from handlers.staff.broadcast.recipients import recipients, screen
from storage.broadcasts import saved_audiences
from storage.broadcasts.broadcasts import Broadcast
from storage.broadcasts.saved_audiences import SavedAudience
from storage.members.audience import Audience

NAME: Final = "audience name"
LONGEST = 40  # characters of a name
PAGE = 8
GONE = N_("These saved recipients were deleted.")


async def listing(update: Update, context: Context, draft: Broadcast, wanted: str = "", *_: str) -> None:
    """A page of them, and the way to keep the present ones."""
    async with context.services.database.connect() as tx:
        page = Page.of(wanted, await saved_audiences.count(tx), PAGE)
        kept = await saved_audiences.listing(tx, PAGE, page.start)
    rows = [[part(f"📁 {audience.title}", draft, "sv1", audience.id)] for audience in kept]
    turn = page.signs(lambda sign, turned: part(sign, draft, "sv", turned))
    keep_it = part("💾 " + context.label("Save the present ones"), draft, "svn")
    back = part(context.label("Back"), draft, "to")
    text = context.t("<b>Saved recipients</b>")
    if not kept:
        text += "\n\n" + context.t(
            "Nothing was saved yet. Choose recipients, then save them here under a name."
        )
    nameable = _nameable(draft)
    await show(update, context, Screen(text, [*rows, turn, [keep_it] if nameable else [], [back]]))


def _nameable(draft: Broadcast) -> bool:
    """Everyone needs no name; an event's guests are another event's no more, nor are those who answered a survey."""
    audience = Audience.of(draft.audience)
    return audience.event is None and not audience.answered and audience != Audience()


async def card(update: Update, context: Context, draft: Broadcast, number: str = "", *_: str) -> None:
    """Who is meant by one of them."""
    kept = await _get(context, number)
    lines = recipients_wording.audience(
        context.translator, context.services.topics, Audience.of(kept.audience), context.zone
    )
    text = "\n".join([f"📁 <b>{escape(kept.title, quote=False)}</b>", "", *lines])
    use = part("✅ " + context.label("Send to these"), draft, "sv2", kept.id)
    delete = part("🗑 " + context.label("Delete"), draft, "svd", kept.id)
    await show(update, context, Screen(text, [[use], [delete, _back(context, draft)]]))


async def use(update: Update, context: Context, draft: Broadcast, number: str = "", *_: str) -> None:
    """They become the draft's; undo takes that back as any change."""
    kept = Audience.of((await _get(context, number)).audience)
    if Audience.of(draft.audience).event is not None:
        raise BotError(N_("This draft is for the guests of an event. Begin another: /broadcast"))
    if kept != Audience.of(draft.audience):
        draft = await saved(update, context, draft, audience=kept.as_json())
    await recipients(update, context, draft)


async def ask_delete(update: Update, context: Context, draft: Broadcast, number: str = "", *_: str) -> None:
    kept = await _get(context, number)
    asked = N_("Delete the saved recipients “{title}”? Drafts that were given them keep them.")
    yes = part("🗑 " + context.label("Delete"), draft, "svd1", kept.id)
    rows = [[yes, part(context.label("Back"), draft, "sv1", kept.id)]]
    await show(update, context, Screen(context.t(asked, title=kept.title), rows))


async def delete(update: Update, context: Context, draft: Broadcast, number: str = "", *_: str) -> None:
    """Gone; pressed twice, or by two colleagues, it is gone once."""
    async with context.services.database.begin() as tx:
        kept = await saved_audiences.get(tx, row_number(number))
        if kept is not None and await saved_audiences.delete(tx, kept.id):
            await access.note(tx, update, context, "audience.deleted", kept.title)
    await listing(update, context, draft)


async def ask_name(update: Update, context: Context, draft: Broadcast, *_: str) -> Literal["audience name"]:
    if not _nameable(draft):
        raise BotError(N_("There is nothing to save: nothing narrows the recipients."))
    DRAFT.await_typed(context, draft)
    asked = context.t("What should these recipients be called? Type a short name.")
    await show(update, context, Screen(asked, [[_back(context, draft)]]))
    return NAME


async def named(update: Update, context: Context) -> Literal["end"] | None:
    """Keeps the draft's recipients under this name, which no others may have."""
    draft, title = await DRAFT.typed_for(context), " ".join(words_of(update).split())
    if not title:
        await say(update, context, Screen(context.t("Please type a name in words.")), reply=True)
        return None
    if "kept" not in context.typed:
        by, now = access.user_of(update), context.services.clock()
        async with context.services.database.begin() as tx:
            if not await saved_audiences.save(tx, title, draft.audience, by, now):
                taken = N_(
                    "There are saved recipients of this name already. Type another name, or delete those first."
                )
                raise BotError(taken)
            await access.note(tx, update, context, "audience.saved", title)
            context.typed["kept"] = title
            await keep(tx, context)
    await say(update, context, Screen(context.t("Saved: {title}", title=title)))
    await present(update, context, draft, screen, anew=True)
    return END


async def _get(context: Context, number: str) -> SavedAudience:
    return await row_of(context, saved_audiences.get, number, GONE)


def _back(context: Context, draft: Broadcast) -> InlineKeyboardButton:
    return part(context.label("Back"), draft, "sv", 0)
