"""The entrance: who speaks, in which language, and what their typed words are meant for.

`greet` goes before every other handler. `typed` is the one place where text without a command arrives: it
goes to the step this person stands at, else it is a question.
"""

from datetime import timedelta

from telegram import Message, Update
from telegram.ext import MessageHandler, TypeHandler, filters

from bot.context import Context
from bot.text.languages import guess
from handlers.routing import NEW, Act, Handler, StepHandler, leave
from storage.members import members, sessions

FORGOTTEN = timedelta(days=1)  # after so long nobody remembers what they were typing
ACTIVE = timedelta(days=1)  # how exactly we know when a member was last here


async def greet(update: Update, context: Context) -> None:
    """Looks up the member and the step; a new command ends what was awaited, except /cancel itself."""
    await look_up(update, context)
    message = update.message
    if context.step and message and _starts_with_command(message) and not _says(message, "/cancel"):
        await leave(update, context)


def greeting() -> Handler:
    return TypeHandler(Update, greet)


def typed(steps: dict[str, StepHandler], question: Act) -> Handler:
    """Text, pictures and the rest, unless it is a command."""

    async def arrived(update: Update, context: Context) -> None:
        step = context.step
        if step is not None and step.name in steps:
            await steps[step.name](update, context, step.data)
        elif addressed(update, context):
            await question(update, context)

    return MessageHandler(NEW & ~filters.COMMAND & ~filters.StatusUpdate.ALL, arrived)


def addressed(update: Update, context: Context) -> bool:
    """In private always; in a group when the bot is named or its message replied to."""
    chat, message = update.effective_chat, update.message
    if chat is None or message is None or message.via_bot:
        return False
    if chat.type == chat.PRIVATE:
        return True
    return named(message, context.bot.username) or _replied(message, context.bot.id)


def named(message: Message, username: str) -> bool:
    """Whether the text mentions @username."""
    mentions = (message.text or message.caption or "").lower().split()
    return any(word.strip(".,!?:;()«»\"'") == f"@{username.lower()}" for word in mentions)


def _replied(message: Message, bot_id: int) -> bool:
    answered = message.reply_to_message
    return bool(answered and answered.from_user and answered.from_user.id == bot_id)


async def look_up(update: Update, context: Context) -> None:
    """Leaves member, step and translator in the context; a member seen today for the first time is noted so."""
    user, chat = update.effective_user, update.effective_chat
    place = chat.id if chat else user.id if user else None
    if place is None:
        return
    services = context.services
    async with services.database.look() as tx:
        known = await sessions.speaker(tx, place, user.id if user else None)
    context.member, step, now = known.member, known.step, services.clock()
    context.step = step if step and now - step.updated_at < FORGOTTEN else None
    member = context.member
    if member is None:
        context.language = guess(user.language_code if user else None, services.config.locale.default)
        return
    context.translator = context.translator_for(member.language, member.script)
    if member.last_active_at is None or now - member.last_active_at > ACTIVE:
        async with services.database.begin() as tx:
            await members.update(tx, place, last_active_at=now)


def _starts_with_command(message: Message) -> bool:
    return any(one.type == one.BOT_COMMAND and one.offset == 0 for one in message.entities)


def _says(message: Message, command: str) -> bool:
    return (message.text or "").split("@")[0].split()[:1] == [command]
