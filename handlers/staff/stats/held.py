"""Updates that were set aside: the latest ones, and one more try for each."""

from telegram import Update

from bot.context import Context
from bot.text.translator import N_
from handlers.routing import pressed
from handlers.screen import Screen, button, columns, show
from handlers.staff import access
from storage.updates import updates

MOST_FAILED = 10
REASONS = N_(
    "The reasons stand in the program's log under these numbers: show them to whoever looks after the bot. "
    "Each button tries one again:"
)


async def failed(update: Update, context: Context) -> None:
    """Updates set aside: the latest ones, by the numbers under which the log has the kind of failure and its place;
    what members wrote is not shown."""
    rows = await context.read(updates.failed, MOST_FAILED)
    lines = [context.t("⚠️ <b>Updates set aside</b>"), ""]
    for row in rows:
        when = context.words.time(row.failed_at, context.zone)
        lines.append(context.t("• No. {number}: {when}", number=row.update_id, when=when))
    lines += ["", context.t(REASONS)] if rows else [context.t("There are none.")]
    again = columns([button(f"🔁 {row.update_id}", "retry", row.update_id) for row in rows], 3)
    back = button(context.label("Back"), "st", "who")
    await show(update, context, Screen("\n".join(lines), [*again, [back]]))


async def retry(update: Update, context: Context) -> None:
    """Gives one its three tries again."""
    [number] = pressed(update, 1)
    if number.isdigit():
        async with context.services.database.begin() as tx:
            if await updates.release(tx, int(number)):
                await access.note(tx, update, context, "update.retried", number)
    await failed(update, context)
