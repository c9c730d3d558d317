"""The application PTB runs our handlers in: it is fed by stored updates instead of PTB's own queue, and reads who an
update is from and what they are in the middle of once, before it is offered to any handler.

What a handler fails with is logged without what the person wrote and without anything that holds the token: only the
kind of error and its place. An update that was given up is counted where it is set aside (`bot/updates`).
"""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
import structlog
from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import Application

from bot import logs
from bot.broadcasts.notice import Notice
from bot.context import SESSION, Context, Session
from bot.errors import BotError
from bot.logs import describe
from bot.services import Services
from bot.staff.permissions import Role
from handlers import typed_press
from handlers.routing import END, answer
from handlers.screen import Screen, say, topic_of
from handlers.staff.notices import Alerts, SetAside, several, tell_staff, updates_failed
from storage.deliveries import closed_topics
from storage.members import members, sessions
from storage.members.screens import Shown
from storage.updates.updates import StoredUpdate

log = structlog.get_logger()


class BotApplication(Application[Any, Any, Any, Any, Any, Any]):
    """PTB's application, with the update's `Session` at hand in every `check_update` and `Context`.

    It lets a handler's failure out, so that its update is tried again; only refusals in words are said at once.
    """

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.aside, self.alerts = SetAside(), Alerts()

    async def tell_of_aside(self) -> None:
        """Staff hear of updates set aside, not more often than they can read; to be called now and then."""
        if numbers := self.aside.due(time.monotonic()):
            await tell_staff(self, updates_failed(numbers))

    async def notify(self, notice: Notice) -> None:
        """Staff hear of it, at once unless there was much to hear lately."""
        if self.alerts.now(notice, time.monotonic()):
            await tell_staff(self, notice)

    async def tell_of_waiting(self) -> None:
        """What staff were not told at once; to be called now and then."""
        await self.tell_of_aside()
        if notices := self.alerts.due(time.monotonic()):
            await tell_staff(self, several(notices))

    async def process_update(self, update: object) -> None:
        await self.respond(update)

    async def respond(self, update: object) -> Shown | None:
        """Handles it; what its chat was shown by it, to be kept with the update as handled."""
        async with self.session(update) as session:
            if not session.handled:
                await super().process_update(typed_press.of(update, session, self.bot) or update)
            if session.public and session.spoke:
                await self.bot_data.database.write(closed_topics.use, session.chat_id, session.thread_id)
            return session.shown

    @asynccontextmanager
    async def session(self, update: object) -> AsyncIterator[Session]:
        session = await read_session(update, self.bot_data)
        token = SESSION.set(session)
        try:
            with logs.private(partial(_words, update)):
                yield session
        finally:
            SESSION.reset(token)

    async def handle(self, row: StoredUpdate) -> Shown | None:
        return await self.respond(parse(row, self.bot))

    async def give_up(self, row: StoredUpdate, error: Exception) -> None:
        """The last word on an update that failed too often: what the error handlers say, and staff hear of it."""
        update = readable(row, self.bot)
        try:
            async with self.session(update):
                await super().process_error(update, error)
            self.aside.numbers.append(row.update_id)
            await self.tell_of_aside()
        except TelegramError as refused:
            log.warning("nobody could be told of an update set aside", reason=type(refused).__name__)

    async def process_error(self, update: object | None, error: Exception, *args: Any, **kwargs: Any) -> bool:
        if isinstance(error, BotError):
            return await super().process_error(update, error, *args, **kwargs)
        raise error


async def apologise(update: object, context: Context) -> None:
    """The last resort: says that something went wrong, or the sentence a refusal brought along. Never raises."""
    error = context.error
    if not isinstance(error, BotError):
        log.error("a handler failed for good", exc_info=error)
    if not isinstance(update, Update) or update.effective_chat is None:
        return
    text = (
        context.t(error.msgid, **error.places)
        if isinstance(error, BotError)
        else context.t("Something went wrong on our side. Nothing was lost. Please try again in a minute.")
    )
    try:
        await answer(update, context)
        await say(update, context, Screen(text))
    except TelegramError as refusal:
        log.warning("the member could not be told of a failure", reason=type(refusal).__name__)


def _words(update: object) -> Iterator[str]:
    """What this update's person is called, and what they wrote or pressed."""
    if not isinstance(update, Update):
        return
    if user := update.effective_user:
        yield from filter(None, (user.full_name, user.first_name, user.last_name, user.username))
    if message := update.effective_message:
        yield from filter(None, (message.text, message.caption))


def parse(row: StoredUpdate, bot: object) -> Update:
    return Update.de_json(orjson.loads(row.body), bot)  # type: ignore[arg-type]


def readable(row: StoredUpdate, bot: object) -> Update | None:
    """The same, None for an update that PTB cannot read: that may be why it was given up."""
    try:
        return parse(row, bot)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("an update is not as PTB knows it", update_id=row.update_id, error=describe(error))
        return None


ACTIVE = timedelta(days=1)  # how exactly we know when a member was last here


async def read_session(update: object, services: Services) -> Session:
    """One statement; a member seen today for the first time is noted so."""
    session = Session(services.clock())
    user, chat = (
        (update.effective_user, update.effective_chat) if isinstance(update, Update) else (None, None)
    )
    if user:
        session.user_id, session.language_code = user.id, user.language_code
    session.chat_id = chat.id if chat else session.user_id
    session.public = chat is not None and chat.type != chat.PRIVATE
    message = update.effective_message if isinstance(update, Update) else None
    session.thread_id = topic_of(message) if isinstance(message, Message) else None
    if not session.chat_id:
        return session
    present = await services.database.read(sessions.get, session.chat_id, session.user_id or None)
    session.member, session.leaving_at, session.screen = present.member, present.leaving_at, present.screen
    opened, role = present.conversation, present.role
    if opened and isinstance(update, Update):
        session.handled = opened.update_id == update.update_id
        session.conversation = None if opened.state == END else opened
    if user and user.id in services.config.staff.owners:
        session.role = Role.OWNER
        services.owner_names[user.id] = user.full_name
    elif role is not None:
        session.role = Role(role)
    member = session.member
    if member and (member.last_active_at is None or session.at - member.last_active_at > ACTIVE):
        await services.database.write(members.update, session.chat_id, last_active_at=session.at)
    return session
