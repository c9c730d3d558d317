"""Using a broadcast again: a copy to change, a template to keep, or the same for those who joined since."""

from typing import Any

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.speech import N_
from handlers.buttons import button, keyboard
from handlers.doors import StepHandler, stand
from handlers.screen import Screen, say, show
from handlers.staff import gate
from handlers.staff.broadcast import card, wording
from handlers.staff.gate import user_of
from handlers.staff.sent.acts import opened
from handlers.staff.sent.screen import VERB
from storage import broadcasts, drafts
from storage.audience import Audience
from storage.broadcasts import Broadcast

LONGEST = 40  # characters of a template's name


async def copy(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A new draft with the same texts and recipients."""
    await _begun(update, context, broadcast, broadcast.audience)


async def newcomers(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A new draft for those of the audience who joined after it went out."""
    if broadcast.launched_at is None:
        raise BotError(N_("It has not been sent yet, so nobody has missed it."))
    audience = Audience.of({**broadcast.audience, "joined_after": broadcast.launched_at.isoformat()})
    await _begun(update, context, broadcast, audience.as_json())


async def _begun(update: Update, context: Context, like: Broadcast, audience: dict[str, Any]) -> None:
    services = context.services
    async with services.database.begin() as tx:
        draft = await drafts.begin(tx, user_of(update), services.clock(), content=like.content, audience=audience,
                                   fallback=like.fallback, policy=like.policy)  # fmt: skip
        await gate.note(tx, update, context, "draft.begun", draft.id, like=like.id)
    await card.card(update, context, draft)


async def ask_name(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    await stand(update, context, "bv.name", broadcast=broadcast.id)
    asked = context.t("What should the template be called? Type a short name.")
    ways = [[button(context.label("Back"), VERB, broadcast.id)]]
    await show(update, context, Screen(asked, keyboard(ways)))


async def named(update: Update, context: Context, data: dict[str, Any]) -> None:
    """Keeps texts and recipients under this name; /broadcast offers it."""
    services = context.services
    like = await opened(context, str(data["broadcast"]))
    title = " ".join(((update.message.text if update.message else None) or "").split())[:LONGEST]
    title = title or wording.heading(context.speech, like)
    async with services.database.begin() as tx:
        number = await broadcasts.create(tx, like.content, like.audience, services.clock(), template=True, title=title,
                                         author_id=user_of(update))  # fmt: skip
        await gate.note(tx, update, context, "template.kept", number, title=title)
    text = context.t("Kept as a template: {title}. You will find it under /broadcast", title=title)
    remove = button("🗑 " + context.label("Delete the template"), VERB, number, "forget")
    await say(update, context, Screen(text, keyboard([[remove]])))


async def forget(update: Update, context: Context, template: Broadcast, *_: str) -> None:
    """A template is no longer offered."""
    services = context.services
    if template.template:
        async with services.database.begin() as tx:
            await broadcasts.step(tx, template.id, ("draft",), "canceled", services.clock())
            await gate.note(tx, update, context, "template.deleted", template.id)
    await show(update, context, Screen(context.t("The template was deleted.")))


STEPS: dict[str, StepHandler] = {"bv.name": named}
