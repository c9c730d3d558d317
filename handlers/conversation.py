"""Conversations as PTB's users know them, whose state is a row, so that any process goes on after any restart.

    Conversation(
        "ask",
        entry_points=[Command("ask", ask), Button("ask", ask)],
        states={QUESTION: [Typed(question)], CONFIRM: [Button("askyes", send), Typed(question)]},
        fallbacks=[Button("askno", cancel)],
        canceled=N_("Your question was not sent. You can ask again any time."),
    )

A callback returns the next state, `END`, or None for "stay". `context.typed` is a dictionary kept with the
state; an entry point begins with an empty one. Return types that name the states (`Literal["confirm"]`) become
the arrows of `docs/conversations.md`.

Why not PTB's `ConversationHandler`: it keeps states in one process's memory, hands them to its persistence at
intervals, and needs updates one by one (PTB's issues 5123, 5225, 4452). Here the session is read once an update,
before PTB offers it to the handlers (`handlers/application.py`), and what the callback returned is written at once.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.ext import ApplicationHandlerStop, BaseHandler, filters

from bot.context import Context, session
from bot.text.translator import N_
from handlers.routing import END, App, Handler
from handlers.screen import Rows, Screen, say
from storage.members import conversations
from storage.members.conversations import Conversation as Row

__all__ = ["END", "Conversation", "Interruption", "end", "keep"]

Match = tuple[Handler, object]


class Conversation(BaseHandler[Update, Context, Any]):
    """Asks the handlers of the open state, then the entry points, then the exits and fallbacks.

    Buttons carry their whole meaning, so all but those of a state answer without an open conversation too. An exit
    ends it, unless it returns a state. `canceled` is said when something else ends it: /cancel, another command, a
    foreign button, or `timeout`. `yields`: it waits for a name, and a plain wish («стоп») is none: it ends it, too.
    """

    def __init__(
        self,
        name: str,
        *,
        entry_points: Sequence[Handler],
        states: dict[str, Sequence[Handler]],
        exits: Sequence[Handler] = (),
        fallbacks: Sequence[Handler] = (),
        canceled: str,
        timeout: timedelta = timedelta(days=1),
        yields: bool = False,
    ) -> None:
        # As PTB's own does, in place of BaseHandler's __init__: there is no single callback.
        self.block = True
        self.name = name
        self.entry_points = entry_points
        self.states = states
        self.exits = exits
        self.fallbacks = (*exits, *fallbacks)
        self.canceled = canceled
        self.timeout = timeout
        self.yields = yields

    def __repr__(self) -> str:
        return f"Conversation[{self.name}]"

    def handlers(self) -> Iterator[Handler]:
        """All of them, whatever the state."""
        yield from self.entry_points
        for handlers in self.states.values():
            yield from handlers
        yield from self.fallbacks

    def knows(self, update: Update) -> bool:
        """Whether a command or button is this conversation's own, in any of its states."""
        return any(_match(handler, update) for handler in self.handlers())

    def check_update(self, update: object) -> Match | None:
        opened = session().conversation
        state = opened.state if opened and opened.name == self.name else ""
        for handler in (*self.states.get(state, ()), *self.entry_points, *self.fallbacks):
            if match := _match(handler, update):
                return match
        return None

    async def handle_update(
        self, update: Update, application: App, check_result: object, context: Context
    ) -> None:
        """Runs the handler that matched and writes what it returned."""
        assert isinstance(check_result, tuple)
        handler, check = check_result
        entering = handler in self.entry_points
        if entering:
            context.typed = {}
        state = await handler.handle_update(update, application, check, context)
        if state is None and handler in self.exits:
            state = END
        opened = context.session.conversation
        ours = opened if opened and opened.name == self.name else None
        if state is None and ours and not entering and ours.data != context.typed:
            state = ours.state
        if state is None or (state == END and not ours):
            return
        async with context.services.database.begin() as tx:
            if state == END and not update.message:
                await end(tx, context)
            else:  # words that end it stay known by their update: handled again they would be a question
                context.typed = {} if state == END else context.typed
                await self.put(tx, context, state, update.update_id)

    async def put(
        self, tx: AsyncConnection, context: Context, state: str, update_id: int | None = None
    ) -> None:
        """Opens the conversation or moves it on, with what was typed; `update_id` of one handled to its end."""
        assert state == END or state in self.states, f"conversation {self.name} has no state {state}"
        row = Row(self.name, state, context.typed, context.session.at, update_id)
        await conversations.put(tx, context.session.chat_id, context.session.user_id, row)
        context.session.conversation = None if state == END else row


async def keep(tx: AsyncConnection, context: Context) -> None:
    """Writes `context.typed` together with rows of a callback's own, so that after a crash, when the update is
    handled again, the callback finds there what it has done."""
    opened, session = context.session.conversation, context.session
    assert opened is not None
    session.conversation = replace(opened, data=deepcopy(context.typed))
    await conversations.put(tx, session.chat_id, session.user_id, session.conversation)


async def end(tx: AsyncConnection, context: Context) -> None:
    """Ends the open conversation, perhaps together with rows of a callback's own."""
    if context.session.conversation is not None:
        await conversations.end(tx, context.session.chat_id, context.session.user_id)
        context.session.conversation = None
        context.typed = {}


class Interruption(BaseHandler[Update, Context, Any]):
    """Ends an open conversation, in its own words, before something else is handled.

    That is /cancel, any other command, a button that is neither the conversation's own nor `aside`, a wish where the
    conversation yields to it, or any word or button after its time-out. /cancel is thereby done; its words come with
    the buttons of `menu`.
    """

    def __init__(
        self,
        declared: Sequence[Conversation],
        aside: Sequence[Handler],
        menu: Callable[[Context], Rows],
        wished: Callable[[str], bool],
    ) -> None:
        super().__init__(self.interrupt)
        self.wished = wished
        self.declared = {conversation.name: conversation for conversation in declared}
        self.aside = aside
        self.menu = menu

    def check_update(self, update: object) -> bool:
        opened = session().conversation
        if opened is None or not isinstance(update, Update) or not (update.message or update.callback_query):
            return False
        if update.effective_chat is None:
            return False  # pressed under what was shared by way of us, in a chat we do not see
        conversation = self.declared.get(opened.name)
        if conversation and session().at - opened.updated_at >= conversation.timeout:
            return True
        if update.callback_query:
            aside = any(_match(handler, update) for handler in self.aside)
            return not aside and not (conversation and conversation.knows(update))
        if command(update):
            return not (conversation and conversation.knows(update))
        words = update.message.text if update.message else None
        return bool(conversation and conversation.yields and words and self.wished(words))

    async def interrupt(self, update: Update, context: Context) -> None:
        """Says it before it is written, so that after a crash it is said again rather than never."""
        opened = context.session.conversation
        assert opened is not None
        conversation = self.declared.get(opened.name)
        canceling = command(update) == "cancel"
        if conversation or canceling:
            words = conversation.canceled if conversation else N_("Canceled.")
            await say(update, context, Screen(context.t(words), self.menu(context) if canceling else ()))
        await context.write(end, context)
        if canceling:
            raise ApplicationHandlerStop


def command(update: Update) -> str:
    """The command a new message begins with; empty when there is none or it is meant for another bot."""
    message = update.message
    if message is None or not message.text or not filters.COMMAND.check_update(update):
        return ""
    name, _, bot = message.text.split()[0][1:].partition("@")
    return "" if bot and bot.lower() != message.get_bot().username.lower() else name.lower()


def _match(handler: Handler, update: object) -> Match | None:
    """The handler with what its `check_update` said, unless that was no."""
    check = handler.check_update(update)
    return None if check is None or check is False else (handler, check)
