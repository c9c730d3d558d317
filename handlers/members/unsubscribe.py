"""The button under every broadcast: one tap ends its topics, another takes that back.

The broadcast's own text and links stay; only our button changes. One that went to everyone has no topic to
leave, so the topics and a stop to all announcements are offered.
"""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.context import Context
from handlers.buttons import button, keyboard
from handlers.members import topics
from handlers.members.membership import change, choose, joined
from handlers.routing import Button, Handler, answer, pressed, public
from handlers.screen import Screen, here, rebutton, say, show
from storage.broadcasts import broadcasts, presses


async def unsubscribe(update: Update, context: Context) -> None:
    """Leaves the broadcast's topics, with the way back in the same place."""
    number, listed = await _topics_of(update, context)
    if not listed:
        await say(update, context, stop_screen(context, number))
        return
    mine = (await joined(update, context)).topics
    left = [slug in mine for slug in listed]
    await choose(update, context, [], listed)
    if any(left):
        await _count(context, str(number), "left")
    bits = sum(1 << index for index, was in enumerate(left) if was)
    await _replace(update, button(context.label("✓ Unsubscribed. Undo"), "unre", number, bits))
    text = context.label("You will get no more announcements on: {topics}.", topics=_names(context, listed))
    await answer(update, context, text)


async def resubscribe(update: Update, context: Context) -> None:
    """Back to the topics that were left with the button."""
    number, listed = await _topics_of(update, context)
    bits = int(bits_of) if (bits_of := pressed(update, 2)[1]).isdigit() else 0
    again = [slug for index, slug in enumerate(listed) if bits >> index & 1] or listed
    away = not set(again) & set((await joined(update, context)).topics)
    await choose(update, context, again, [])
    if bits and away:
        await _count(context, str(number), "returned")
    await _replace(update, button(context.label("Unsubscribe"), "un", number))
    text = context.label("You are subscribed again: {topics}.", topics=_names(context, again))
    await answer(update, context, text)


def stop_screen(context: Context, number: int = 0) -> Screen:
    text = context.t("This announcement went to everyone. You can choose topics, or stop all announcements.")
    rows = [
        [button(context.label("Topics"), "top")],
        [button(context.label("Stop all announcements"), "stop", number)],
    ]
    return Screen(text, keyboard(rows))


async def stop(update: Update, context: Context) -> None:
    """No more announcements of any kind; questions are answered as before."""
    [number] = pressed(update, 1)
    if (await joined(update, context)).stopped_at is None:
        await _count(context, number, "left")
    await change(update, context, stopped_at=context.services.clock())
    text = context.t("Stopped. No more announcements will come. You can still ask questions any time.")
    ways = [button(context.label("Undo"), "again", number or 0)]
    await show(update, context, Screen(text, keyboard([ways])))


async def again(update: Update, context: Context) -> None:
    """Announcements come again, on the topics chosen before."""
    [number] = pressed(update, 1)
    if (await joined(update, context)).stopped_at is not None:
        await _count(context, number, "returned")
    await change(update, context, stopped_at=None)
    await show(update, context, topics.screen(context, public=public(update)))


async def _count(context: Context, number: str, kind: str) -> None:
    """For the broadcast's report, if it was a broadcast's button; who pressed is not kept."""
    if not number.isdigit() or number == "0":
        return
    async with context.services.database.begin() as tx:
        if await broadcasts.get(tx, int(number)):
            await presses.count(tx, int(number), kind)


async def _topics_of(update: Update, context: Context) -> tuple[int, list[str]]:
    """The broadcast's number and topics; an unknown broadcast has none."""
    [number] = pressed(update, 1)
    found = None
    if number.isdigit():
        async with context.services.database.connect() as tx:
            found = await broadcasts.get(tx, int(number))
    known = [
        slug
        for slug in (found.audience.get("topics") or [] if found else [])
        if slug in context.services.topics
    ]
    return int(number) if number.isdigit() else 0, known


async def _replace(update: Update, ours: InlineKeyboardButton) -> None:
    """Our button in the place of the pressed one; the broadcast's own stay."""
    query, message = update.callback_query, here(update)
    old = message.reply_markup if message else None
    rows = old.inline_keyboard if old else ()
    kept = [
        [one if one.callback_data != (query.data if query else None) else ours for one in row] for row in rows
    ]
    await rebutton(update, InlineKeyboardMarkup(kept))


def _names(context: Context, slugs: list[str]) -> str:
    language = context.language
    return context.words.list([context.services.topics[slug].name[language] for slug in slugs])


HANDLERS: list[Handler] = [
    Button("un", unsubscribe, aside=True, answers=True),
    Button("unre", resubscribe, aside=True, answers=True),
    Button("stop", stop),
    Button("again", again),
]
