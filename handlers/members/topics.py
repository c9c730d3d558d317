"""Topics one subscribes to: /topics, for a person or, by its administrators, for a group."""

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from handlers.buttons import button, columns, keyboard, main_menu
from handlers.members.membership import check_may_change, choose, joined
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, pressed, public
from handlers.screen import Screen, show


def screen(context: Context, *, public: bool = False) -> Screen:
    """`context.member` is there by now."""
    text = context.t("Topics. Choose what you want announcements about; a tick means you are subscribed.")
    stopped = context.member is not None and context.member.stopped_at is not None
    again = [button(context.label("Receive announcements again"), "again")] if stopped else []
    out = [] if public else [main_menu(context.translator)]
    return Screen(text, keyboard([again, *choices(context, "top"), out]))


def choices(context: Context, verb: str) -> list[list[InlineKeyboardButton]]:
    """A button for each topic; what it will do is in it, so pressing twice does it once."""
    mine = context.member.topics if context.member else ()
    return columns(
        [
            button(
                ("✓ " if slug in mine else "") + context.translator.letters(topic.title(context.language)),
                verb,
                ("-" if slug in mine else "+") + slug,
            )
            for slug, topic in context.services.topics.items()
        ]
    )


async def topics(update: Update, context: Context) -> None:
    """The topics; pressed with one, subscribes or unsubscribes."""
    await check_may_change(update, context)
    await toggle(update, context, pressed(update, 1)[0])
    await show(update, context, screen(context, public=public(update)))


async def toggle(update: Update, context: Context, choice: str) -> None:
    """Does what a topic's button says; unknown topics change nothing."""
    await joined(update, context)
    sign, slug = choice[:1], choice[1:]
    if slug in context.services.topics:
        await choose(update, context, [slug] if sign == "+" else [], [slug] if sign == "-" else [])


HANDLERS: list[Handler] = [Command("topics", topics, PRIVATE | GROUP), Button("top", topics)]
