"""Templates: texts and recipients kept under a name, to begin a broadcast from."""

from html import escape
from typing import Any

from telegram import Update

from bot.broadcasts import lifecycle
from bot.broadcasts.lifecycle import State
from bot.context import Context
from bot.errors import BotError
from bot.text.translator import N_
from handlers.buttons import button, keyboard
from handlers.routing import StepHandler, stand
from handlers.screen import Screen, say, show
from handlers.staff import access
from handlers.staff.access import user_of
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.drafts import zone_of
from handlers.staff.sent.screen import VERB, act
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import Audience

LONGEST = 40  # characters of a template's name
KEPT = ("fallback", "policy")
GONE = N_("This template was deleted. The others: /broadcasts")


async def card(update: Update, context: Context, template: Broadcast, *_: str) -> None:
    """What is in it, and what may be done with it."""
    _check_kept(template)
    await show(update, context, screen(context, template))


def screen(context: Context, template: Broadcast) -> Screen:
    translator = context.translator
    audience = Audience.of(template.audience)
    whom = wording.audience(translator, context.services.topics, audience, zone_of(context))
    head = f"📋 <b>{escape(wording.heading(translator, template), quote=False)}</b>"
    blocks = [head, "\n".join(wording.parts(translator, template)), "👥 " + "\n".join(whom)]
    use = button("➕ " + context.label("New draft from it"), "bcn", template.id)
    rows = [
        [use],
        [act(translator, "see", template.id), act(translator, "forget", template.id)],
        [_back(context)],
    ]
    return Screen("\n\n".join(blocks), keyboard(rows))


async def ask_name(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    await stand(update, context, "bv.name", broadcast=broadcast.id)
    asked = context.t("What should the template be called? Type a short name.")
    ways = [[button(context.label("Back"), VERB, broadcast.id)]]
    await show(update, context, Screen(asked, keyboard(ways)))


async def named(update: Update, context: Context, data: dict[str, Any]) -> None:
    """Keeps texts and recipients under this name; /broadcast offers it."""
    services = context.services
    async with services.database.connect() as tx:
        like = await broadcasts.get(tx, int(data["broadcast"]))
    if like is None:
        raise BotError(N_("There is no such broadcast any more. See /broadcasts"))
    title = " ".join(((update.message.text if update.message else None) or "").split())[:LONGEST]
    title = title or wording.heading(context.translator, like)
    values: dict[str, Any] = {name: getattr(like, name) for name in KEPT}
    async with services.database.begin() as tx:
        number = await broadcasts.create(tx, like.content, like.audience, services.clock(), template=True, title=title,
                                         author_id=user_of(update), **values)  # fmt: skip
        await access.note(tx, update, context, "template.kept", number, title=title)
    text = context.t("Kept as a template: {title}. You will find it under /broadcast", title=title)
    await say(
        update, context, Screen(text, keyboard([[button("📋 " + context.label("Open it"), VERB, number)]]))
    )


async def forget(update: Update, context: Context, template: Broadcast, sure: str = "", *_: str) -> None:
    """Asks first; then it is no longer offered, what was begun from it stays."""
    _check_kept(template)
    if sure != "1":
        text = context.t(
            "Delete the template “{title}”? Broadcasts made from it stay.", title=template.title or ""
        )
        yes = button("🗑 " + context.label("Delete"), VERB, template.id, "forget", 1)
        ways = [[yes, button(context.label("Back"), VERB, template.id)]]
        return await show(update, context, Screen(text, keyboard(ways)))
    services, now = context.services, context.services.clock()
    async with services.database.begin() as tx:
        await lifecycle.cancel(tx, template.id, now)
        await access.note(tx, update, context, "template.deleted", template.id, title=template.title)
    text = context.t("The template was deleted.")
    return await show(update, context, Screen(text, keyboard([[_back(context)]])))


def _check_kept(template: Broadcast) -> None:
    if not template.template or template.state != State.DRAFT:
        raise BotError(GONE)


def _back(context: Context) -> Any:
    return button(context.label("Templates"), "bl", "tpl", 0)


STEPS: dict[str, StepHandler] = {"bv.name": named}
