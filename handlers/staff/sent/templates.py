"""Templates: texts and recipients kept under a name, to begin a broadcast from."""

from html import escape
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.broadcasts import lifecycle
from bot.broadcasts.states import State
from bot.context import Context
from bot.errors import BotError
from bot.text.translator import N_
from handlers.conversation import END, keep
from handlers.screen import Screen, button, say, show
from handlers.staff import access
from handlers.staff.access import user_of
from handlers.staff.broadcast import recipients_wording, wording
from handlers.staff.broadcast.reading import words_of
from handlers.staff.sent.screen import VERB, way
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import Audience

NAME: Final = "name"
LONGEST = 40  # characters of a template's name


async def card(update: Update, context: Context, template: Broadcast, *_: str) -> None:
    _check_kept(template)
    translator, audience = context.translator, Audience.of(template.audience)
    whom = recipients_wording.audience(translator, context.services.topics, audience, context.zone)
    head = f"📋 <b>{escape(wording.heading(translator, template), quote=False)}</b>"
    paragraphs = [head, "\n".join(wording.parts(translator, template)), "👥 " + "\n".join(whom)]
    use = button("➕ " + context.label("New draft from it"), "bcn", template.id)
    acts = [way(translator, name, template.id) for name in ("see", "forget")]
    await show(update, context, Screen("\n\n".join(paragraphs), [[use], acts, [_back(context)]]))


async def ask_name(update: Update, context: Context, broadcast: Broadcast, *_: str) -> Literal["name"]:
    context.typed["broadcast"] = broadcast.id
    asked = context.t("What should the template be called? Type a short name.")
    back = button(context.label("Back"), VERB, broadcast.id)
    await show(update, context, Screen(asked, [[back]]))
    return NAME


async def named(update: Update, context: Context) -> Literal["end"]:
    """Keeps texts and recipients under this name; /broadcast offers it."""
    services = context.services
    like = await context.read(broadcasts.get, int(context.typed["broadcast"]))
    if like is None:
        raise BotError(N_("There is no such broadcast any more. See /broadcasts"))
    title = " ".join(words_of(update).split()) or wording.heading(context.translator, like)
    values = {"template": True, "title": title, "author_id": user_of(update)}
    values |= {"fallback": like.fallback, "policy": like.policy}
    if "kept" not in context.typed:
        async with services.database.begin() as tx:
            number = await broadcasts.create(tx, like.content, like.audience, services.clock(), **values)
            await access.note(tx, update, context, "template.kept", number, title=title)
            context.typed["kept"] = number
            await keep(tx, context)
    text = context.t("Kept as a template: {title}. You will find it under /broadcast", title=title)
    open_it = button("📋 " + context.label("Open it"), VERB, context.typed["kept"])
    await say(update, context, Screen(text, [[open_it]]))
    return END


async def forget(update: Update, context: Context, template: Broadcast, sure: str = "", *_: str) -> None:
    """Asks first; then it is no longer offered, what was begun from it stays."""
    _check_kept(template)
    if sure != "1":
        asked = N_("Delete the template “{title}”? Broadcasts made from it stay.")
        yes = button("🗑 " + context.label("Delete"), VERB, template.id, "forget", 1)
        ways = [[yes, button(context.label("Back"), VERB, template.id)]]
        text = context.t(asked, title=template.title or "")
        return await show(update, context, Screen(text, ways))
    async with context.services.database.begin() as tx:
        await lifecycle.cancel(tx, template.id, context.services.clock())
        await access.note(tx, update, context, "template.deleted", template.id, title=template.title)
    text = context.t("The template was deleted.")
    return await show(update, context, Screen(text, [[_back(context)]]))


def _check_kept(template: Broadcast) -> None:
    if not template.template or template.state != State.DRAFT:
        raise BotError(N_("This template was deleted. The others: /broadcasts"))


def _back(context: Context) -> InlineKeyboardButton:
    return button(context.label("Templates"), "bl", "tpl", 0)
