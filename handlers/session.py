"""Who an update is from and what they are in the middle of, read once before it is offered to any handler."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.context import SESSION, Session
from bot.services import Services
from bot.staff.permissions import Role
from handlers.routing import END
from storage.members import members, sessions

ACTIVE = timedelta(days=1)  # how exactly we know when a member was last here


class SessionApplication(Application[Any, Any, Any, Any, Any, Any]):
    """PTB's application, with the update's `Session` at hand in every `check_update` and `Context`."""

    async def process_update(self, update: object) -> None:
        async with self.session(update) as session:
            if not session.handled:
                await super().process_update(update)

    @asynccontextmanager
    async def session(self, update: object) -> AsyncIterator[Session]:
        session = await read(update, self.bot_data)
        token = SESSION.set(session)
        try:
            yield session
        finally:
            SESSION.reset(token)


async def read(update: object, services: Services) -> Session:
    """One statement; a member seen today for the first time is noted so."""
    session = Session(services.clock())
    user, chat = (
        (update.effective_user, update.effective_chat) if isinstance(update, Update) else (None, None)
    )
    if user:
        session.user_id, session.language_code = user.id, user.language_code
    session.chat_id = chat.id if chat else session.user_id
    if not session.chat_id:
        return session
    async with services.database.connect() as tx:
        session.member, session.conversation, role = await sessions.get(
            tx, session.chat_id, session.user_id or None
        )
    opened = session.conversation
    if opened and isinstance(update, Update):
        session.handled = opened.update_id == update.update_id
        session.conversation = None if opened.state == END else opened
    if session.user_id in services.config.staff.owners:
        session.role = Role.OWNER
    elif role is not None:
        session.role = Role(role)
    member = session.member
    if member and (member.last_active_at is None or session.at - member.last_active_at > ACTIVE):
        async with services.database.begin() as tx:
            await members.update(tx, session.chat_id, last_active_at=session.at)
    return session
