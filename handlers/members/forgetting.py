"""/forget: what would go is said, then it goes at once, or in a day until which one tap takes it back.

During that day nothing is sent to them and staff see nothing of theirs (`bot/forgetting.py`). What they type is
still answered from the entries and danger is met as ever; whatever would keep something new first asks to take it back
(`GATE`).
"""

from collections.abc import Sequence

from telegram import Update
from telegram.ext import ApplicationHandlerStop, BaseHandler

from bot import forgetting
from bot.context import Context, chat_of, session
from bot.faq.danger import danger_of
from bot.text.translator import N_
from handlers.members import menu
from handlers.members.my_data import deleted_at, gathered, nothing, undo_or_now
from handlers.routing import TYPED, Button, Command, Handler, answer, typed_text
from handlers.screen import Screen, button, say, show

STAYS = N_("Your place on the team and what you did there stay; an owner can remove you.")


async def forget(update: Update, context: Context) -> None:
    """What would go, and the two ways; asked again during the day, the way back."""
    if context.public or not any((await gathered(context, chat_of(update))).values()):
        return await show(update, context, nothing(context))
    if context.session.leaving_at is not None:
        return await show(update, context, _waiting(context))
    lines = [
        context.t(
            "Delete everything kept about you: settings, topics, your questions to staff, your answers to events and "
            "surveys, your offers? "
            "Announcements will stop. Questions staff have already read stay in their chat, without your name."
        ),
        *([context.t(STAYS)] if context.session.role else []),
        context.t(
            "“Delete” is at once and cannot be undone. In a day: until then nothing is sent to you, staff see nothing "
            "of you, and one tap undoes it."
        ),
    ]
    ways = [
        [button(context.label("Delete"), "forgetyes")],
        [button(context.label("Delete in a day (can be undone)"), "forgetday")],
        [button(context.label("Cancel"), "set")],
    ]
    return await show(update, context, Screen("\n\n".join(lines), ways))


async def at_once(update: Update, context: Context) -> None:
    """Deletes it all; in a group nothing, for that is not one person's to delete."""
    if context.public:
        return
    await context.write(forgetting.at_once, chat_of(update), context.services.clock())
    context.member = None
    text = context.t(
        "Everything about you was deleted. Only a masked trace of this chat's number stays, so that no imported list "
        "adds you again. If you ever want to come back, type /start."
    )
    await show(update, context, Screen(text))


async def in_a_day(update: Update, context: Context) -> None:
    """From now on they get nothing; pressed again, the time that was told stays."""
    if context.public or not any((await gathered(context, chat_of(update))).values()):
        return await show(update, context, nothing(context))
    request = await context.write(forgetting.in_a_day, chat_of(update), context.services.clock())
    context.session.leaving_at = request.due_at
    return await show(update, context, _waiting(context))


async def take_back(update: Update, context: Context) -> None:
    """As it was; too late, it says that nothing is kept."""
    taken_back = await context.write(forgetting.take_back, chat_of(update))
    if not taken_back and context.member is None:
        return await show(update, context, nothing(context))
    context.session.leaving_at = None
    return await show(
        update, context, menu.of(context, context.t("Nothing was deleted. Everything is as it was."))
    )


def _waiting(context: Context) -> Screen:
    """During the day: when, and both ways out of it."""
    lines = [
        deleted_at(context),
        context.t("Nothing is sent to you until then, and staff see nothing of you."),
        context.t(
            "Questions you type are answered as ever. For everything else, undo it first. In danger you reach staff at "
            "once."
        ),
    ]
    return Screen("\n\n".join(lines), [undo_or_now(context)])


class Gate(BaseHandler[Update, Context, None]):
    """Meets what would keep something new of a person whose data is to be deleted; `open_to` and words typed pass, for
    staff their work as well."""

    def __init__(self, open_to: Sequence[Handler], open_to_staff: Sequence[Handler]) -> None:
        super().__init__(self.meet)
        self.open_to, self.open_to_staff = open_to, open_to_staff

    def check_update(self, update: object) -> bool:
        present = session()
        if present.leaving_at is None or present.public or not isinstance(update, Update):
            return False
        if not (update.message or update.edited_message or update.callback_query):
            return False
        message = update.message
        if (
            message
            and TYPED.check_update(update)
            and not (message.reply_to_message and danger_of(typed_text(update)) is None)
        ):
            return False  # a reply goes on with what staff do not see
        passing = [*self.open_to, *(self.open_to_staff if present.role else ())]
        return not any(_matches(handler, update) for handler in passing)

    async def meet(self, update: Update, context: Context) -> None:
        await answer(update, context)
        await say(update, context, _waiting(context))
        raise ApplicationHandlerStop


def _matches(handler: Handler, update: Update) -> bool:
    check = handler.check_update(update)
    return check is not None and check is not False


HANDLERS: list[Handler] = [
    Command("forget", forget),
    Button("forget", forget),
    Button("forgetyes", at_once),
    Button("forgetday", in_a_day),
    Button("forgetno", take_back),
]
