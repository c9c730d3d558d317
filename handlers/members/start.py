"""/start: a newcomer is led through the first steps, a shared link opens what it names, others get the menu."""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.context import Context
from handlers.buttons import button, keyboard, main_menu
from handlers.members import faq, group, menu, welcome
from handlers.members.membership import begin, choose
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, pressed, public
from handlers.screen import Screen, say, show

Link = Callable[[Update, Context, str], Awaitable[None]]


async def start(update: Update, context: Context) -> None:
    """Makes a member of whoever comes first; one who left /start half way goes on at that step."""
    if public(update):
        return await say_in_group(update, context)
    member = await begin(update, context)
    kind, _, value = (context.args[0] if context.args else "").partition("_")
    if kind in LINKS:
        return await LINKS[kind](update, context, value)
    step = member.start_step
    await say(update, context, welcome.screen(context, step) if step else menu.of(context))
    return None


async def say_in_group(update: Update, context: Context) -> None:
    await say(update, context, group.screen(context))


async def topic(update: Update, context: Context, slug: str) -> None:
    """A link to a topic subscribes; one tap takes it back."""
    topic = context.services.topics.get(slug)
    if topic is None:
        text = context.t("There is no such topic. Here are those you can choose.")
        ways = [[button(context.label("Topics"), "top"), main_menu(context.translator)]]
        return await show(update, context, Screen(text, keyboard(ways)))
    await choose(update, context, [slug], [])
    name = context.translator.letters(topic.title(context.language))
    text = context.t("You are subscribed: {topic}. Announcements on it will come here.", topic=name)
    rows = [
        [button(context.label("Undo"), "subno", slug), button(context.label("Topics"), "top")],
        [main_menu(context.translator)],
    ]
    return await show(update, context, Screen(text, keyboard(rows)))


async def undo_topic(update: Update, context: Context) -> None:
    [slug] = pressed(update, 1)
    await choose(update, context, [], [slug])
    rows = [[button(context.label("Topics"), "top"), main_menu(context.translator)]]
    await show(
        update, context, Screen(context.t("You are no longer subscribed to this topic."), keyboard(rows))
    )


async def event(update: Update, context: Context, number: str) -> None:
    """No event of that number: it was never there, or it is over and gone."""
    text = context.t(
        "There is no such event, or it is over. Subscribe to the events topic to hear of new ones."
    )
    ways = [[button(context.label("Topics"), "top"), main_menu(context.translator)]]
    await say(update, context, Screen(text, keyboard(ways)))


LINKS: dict[str, Link] = {"faq": faq.linked, "topic": topic, "event": event}
HANDLERS: list[Handler] = [Command("start", start, PRIVATE | GROUP), Button("subno", undo_topic)]
