"""Topics one subscribes to, by /topics or a link, and leaves with the button under every broadcast.

That button ends its broadcast's topics with one tap, another takes it back; the broadcast's own text and links stay.
One that went to everyone has no topic to leave, so the topics and a stop to all announcements are offered.
"""

from collections.abc import Collection, Iterable, Mapping

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.context import Context
from bot.directory.topics import Topic
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.text.translator import Translator
from handlers.members.membership import change, check_may_change, choose, joined
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, answer, pressed, row_number
from handlers.screen import BELOW, Screen, button, columns, here, main_menu, rebutton, say, show, ticked
from storage.broadcasts import broadcasts, departures
from storage.broadcasts.departures import EVERYTHING
from storage.members import members

ALL, NONE = "all", "none"  # of the topics, in a button


def screen(context: Context, *, channels: bool = False) -> Screen:
    """`context.member` is there by now; `channels`: there are some, perhaps theirs."""
    text = context.t("Topics. Choose what you want announcements about; a tick means you are subscribed.")
    stopped = context.member is not None and context.member.stopped_at is not None
    again = [button(context.label("Receive announcements again"), "again")] if stopped else []
    out = [] if context.public else [main_menu(context.translator)]
    manages = not context.public and permissions.may(context.session.role, Action.CHANGE_TOPICS)
    manage = [button("🛠 " + context.label("Manage the topics"), "tpl")] if manages else []
    theirs = [button("📢 " + context.label("My channels"), "chs")] if channels else []
    return Screen(text, [again, *choices(context, "top"), _all_or_none(context), theirs, manage, out])


def _all_or_none(context: Context) -> list[InlineKeyboardButton]:
    """All at once, and none, where that changes anything."""
    mine, known = set(context.member.topics if context.member else ()), set(_offered(context))
    every = [button(context.label("All topics"), "top", ALL)] if known - mine else []
    none = [button(context.label("No topics"), "top", NONE)] if known & mine else []
    return [*every, *none]


def choices(context: Context, verb: str) -> list[list[InlineKeyboardButton]]:
    """A button for each topic; what it will do is in it, so pressing twice does it once."""
    mine = context.member.topics if context.member else ()
    return rows(context.translator, _offered(context), mine, verb)


def rows(
    translator: Translator, offered: Mapping[str, Topic], mine: Collection[str], verb: str
) -> list[list[InlineKeyboardButton]]:
    named = {slug: translator.letters(topic.title(translator.language)) for slug, topic in offered.items()}
    signs = {slug: "-" if slug in mine else "+" for slug in offered}
    return columns(
        [button(ticked(name, slug in mine), verb, signs[slug] + slug) for slug, name in named.items()]
    )


def _offered(context: Context) -> dict[str, Topic]:
    """Those for the reader's country, and whatever they subscribed to besides."""
    member = context.member
    country, mine = (member.country, member.topics) if member else (None, ())
    known = context.services.topics.items()
    return {slug: topic for slug, topic in known if slug in mine or topic.is_for(country)}


async def topics(update: Update, context: Context) -> None:
    """The topics; pressed with one, subscribes or unsubscribes."""
    await check_may_change(update, context)
    await toggle(update, context, pressed(update, 1)[0])
    async with context.services.database.connect() as tx:
        channels = not context.public and bool(await members.channels(tx, 1))
    await show(update, context, screen(context, channels=channels))


async def toggle(update: Update, context: Context, choice: str) -> None:
    """Does what a topic's button says; unknown topics change nothing."""
    await joined(update, context)
    sign, slug = choice[:1], choice[1:]
    known = list(_offered(context))
    if choice in (ALL, NONE):
        await choose(update, context, known if choice == ALL else [], known if choice == NONE else [])
    elif slug in context.services.topics:
        await choose(update, context, [slug] if sign == "+" else [], [slug] if sign == "-" else [])


async def unsubscribe(update: Update, context: Context) -> None:
    """Leaves the broadcast's topics, with the way back in the same place."""
    number, listed = await _topics_of(update, context)
    if not listed:
        await say(update, context, await _without_topics(context, number))
        return
    member = await joined(update, context)
    left = [slug in member.topics for slug in listed]
    await check_may_change(update, context)
    async with context.services.database.begin() as tx:
        subscribed = [slug for slug in listed if slug in member.topics]
        await departures.leave(tx, member.id, number, subscribed)
    await choose(update, context, [], listed)
    bits = sum(1 << index for index, was in enumerate(left) if was)
    await _replace(update, button(context.label("✓ Unsubscribed. Undo"), "unre", number, bits))
    names = context.words.list(names_of(context, listed))
    await answer(
        update, context, context.label("You will get no more announcements on: {topics}.", topics=names)
    )


async def _without_topics(context: Context, number: int) -> Screen:
    """Why there is no topic to leave, and what can be done instead."""
    broadcast = await context.read(broadcasts.get, number)
    event = broadcast.audience.get("event") if broadcast else None
    if event is not None:
        text = context.t(
            "This message went to whoever said yes or maybe to the event. You can change your answer."
        )
        return Screen(text, [[button(context.label("Open the event"), f"{BELOW}evc", event)]])
    text = context.t("This announcement went to everyone. You can choose topics, or stop all announcements.")
    stop_all = button(context.label("Stop all announcements"), "stop", number)
    return Screen(text, [[button(context.label("Topics"), "top")], [stop_all]])


async def resubscribe(update: Update, context: Context) -> None:
    """Back to the topics that were left with the button."""
    number, listed = await _topics_of(update, context)
    bits = row_number(pressed(update, 2)[1])
    again = [slug for index, slug in enumerate(listed) if bits >> index & 1] or listed
    await choose(update, context, again, [])
    await _replace(update, button(context.label("Unsubscribe"), "un", number))
    names = context.words.list(names_of(context, again))
    await answer(update, context, context.label("You are subscribed again: {topics}.", topics=names))


async def stop(update: Update, context: Context) -> None:
    """No more announcements of any kind; questions are answered as before."""
    number = row_number(pressed(update, 1)[0])
    await check_may_change(update, context)
    member = await joined(update, context)
    if member.stopped_at is None:
        await context.write(departures.leave, member.id, number, [EVERYTHING])
    await change(update, context, stopped_at=context.services.clock())
    text = context.t("Stopped. No more announcements will come. You can still ask questions any time.")
    await show(update, context, Screen(text, [[button(context.label("Undo"), "again")]]))


async def receive_again(update: Update, context: Context) -> None:
    """Announcements come again, on the topics chosen before; counted for the broadcast they were stopped under."""
    await check_may_change(update, context)
    member = await joined(update, context)
    await context.write(departures.come_back, member.id, [EVERYTHING])
    await change(update, context, stopped_at=None, last_active_at=context.services.clock())
    await show(update, context, screen(context))


async def _topics_of(update: Update, context: Context) -> tuple[int, list[str]]:
    """The broadcast's number and topics; an unknown broadcast has none."""
    number = row_number(pressed(update, 1)[0])
    broadcast = await context.read(broadcasts.get, number)
    slugs = (broadcast.audience.get("topics") or []) if broadcast else []
    return number, [slug for slug in slugs if slug in context.services.topics]


async def _replace(update: Update, ours: InlineKeyboardButton) -> None:
    """Our button in the place of the pressed one; the broadcast's own stay."""
    query, message = update.callback_query, here(update)
    old = message.reply_markup if message else None
    rows = old.inline_keyboard if old else ()
    pressed = query.data if query else None
    changed = [[ours if other.callback_data == pressed else other for other in row] for row in rows]
    await rebutton(update, InlineKeyboardMarkup(changed))


def names_of(context: Context, slugs: Iterable[str]) -> list[str]:
    """In the reader's language; topics that are no more have none."""
    known = context.services.topics
    return [known[slug].name[context.language] for slug in slugs if slug in known]


HANDLERS: list[Handler] = [
    Command("topics", topics, PRIVATE | GROUP),
    Button("top", topics, public=True),
    Button("un", unsubscribe, aside=True, answers=True, public=True),
    Button("unre", resubscribe, aside=True, answers=True, public=True),
    Button("stop", stop, public=True),
    Button("again", receive_again, public=True),
]
