"""Four eyes on entries: a text is shown to those who may publish it, and its author hears what became of it."""

from collections.abc import Callable

from telegram import Update

from bot.context import Context
from bot.staff.permissions import Action
from bot.text.translator import N_, Translator
from handlers.screen import Screen
from handlers.staff import access

PUBLISHED = N_("✅ Your text was published: {entry}")
DECLINED = N_("✖️ Your text was not published: {entry}")


async def submit(update: Update, context: Context, card: Callable[[Translator], Screen]) -> str:
    """Brings the card to every colleague who may publish it; the sentence for its author."""
    approvers = await access.approvers(context.services, Action.APPROVE_ENTRIES, access.user_of(update))
    reached = [await access.tell(context.bot, context.services, person.user_id, card) for person in approvers]
    if not any(reached):
        return context.t(
            "Proposed. A second approver or owner has to publish it; add one with /team if there is none."
        )
    return context.tn(
        "Proposed to {n} colleague, who can publish it.",
        "Proposed to {n} colleagues, who can publish it.",
        sum(reached),
    )


async def tell_author(
    context: Context, author_id: int, msgid: str, title: Callable[[Translator], str]
) -> None:
    def worded(translator: Translator) -> Screen:
        return Screen(translator.t(msgid, entry=title(translator)))

    await access.tell(context.bot, context.services, author_id, worded)
