"""What every handler gets: the services, the member who wrote or pressed, and sentences in their language.

Who speaks and what they are in the middle of is one `Session`, read before an update is offered to any handler
(`handlers/application.py`). It travels in a context variable, since PTB asks `check_update` without a context.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.broadcasts.quiet_hours import known_zone
from bot.clock import now
from bot.faq.library import Library
from bot.services import Services
from bot.staff.permissions import Role
from bot.text.catalogs import Words
from bot.text.languages import guess
from bot.text.translator import Translator
from storage.database.database import Arguments, Result
from storage.members.conversations import Conversation
from storage.members.members import Member
from storage.members.screens import Shown


@dataclass(slots=True)
class Session:
    """One update's: its chat and user, the member of that chat, the conversation the user has open there.

    `role` is the user's on the team, None for everybody else; `public`: in a group, where everybody reads; `at`
    when it was read; `answered`: the pressed button has had its answer; `handled`: a conversation was moved on by
    this update before the process died; `leaving_at`: when what is kept about the chat is to be deleted; `thread_id`:
    the topic of a group it is from, None for the general one; `spoke`: the chat has heard something because of it;
    `screen`: what the chat was shown before, `shown`: what this update showed it; `in_words`: the button was typed.
    """

    at: datetime
    chat_id: int = 0
    user_id: int = 0
    public: bool = False
    language_code: str | None = None
    member: Member | None = None
    conversation: Conversation | None = None
    role: Role | None = None
    answered: bool = False
    handled: bool = False
    leaving_at: datetime | None = None
    thread_id: int | None = None
    spoke: bool = False
    screen: Shown | None = None
    shown: Shown | None = None
    in_words: bool = False


SESSION: ContextVar[Session] = ContextVar("session")


def session() -> Session:
    """The present update's; an empty one outside of any."""
    return SESSION.get(None) or Session(now())


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], Services]):
    """`t` and `tn` make HTML (places escaped), `label` plain text for buttons and pop-ups.

    `typed` is what was kept of the open conversation; it is stored with the state its callback returns.
    """

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        chat_id: int | None = None,
        user_id: int | None = None,
    ) -> None:
        super().__init__(application=application, chat_id=chat_id, user_id=user_id)
        self.session = session()
        self.member = self.session.member
        opened = self.session.conversation
        self.typed: dict[str, Any] = deepcopy(opened.data) if opened else {}
        self.translator = self._translator()

    def _translator(self) -> Translator:
        """A member's own; whoever is none yet is spoken to as their Telegram is set."""
        if self.member is not None:
            return self.translator_for(self.member.language, self.member.script)
        return self.translator_for(guess(self.session.language_code, self.services.config.locale.default))

    @property
    def services(self) -> Services:
        return self.bot_data

    @property
    def library(self) -> Library:
        return self.services.faq.library

    @property
    def public(self) -> bool:
        return self.session.public

    @property
    def language(self) -> str:
        return self.translator.language

    @property
    def country(self) -> str | None:
        """Where the member lives, if they said so."""
        return self.member.country if self.member else None

    @property
    def zone(self) -> ZoneInfo:
        """The clock of whoever speaks: their own zone, or the configured one."""
        own = known_zone(self.member.timezone) if self.member else None
        return own or self.services.config.locale.zone

    def when(self, moment: datetime) -> str:
        """A moment by the reader's clock, with the city whose clock it is; plain, in Cyrillic where it is Kazakh."""
        return self.words.weekday_time(moment, self.zone)

    @property
    def words(self) -> Words:
        return self.translator.words

    def translator_for(self, language: str, script: str = "cyrl") -> Translator:
        """Another language's translator."""
        return Translator.of(self.services.catalogs, language, script)

    async def read(
        self,
        function: Callable[Concatenate[AsyncConnection, Arguments], Awaitable[Result]],
        /,
        *args: Arguments.args,
        **options: Arguments.kwargs,
    ) -> Result:
        """What one storage function reads."""
        return await self.services.database.read(function, *args, **options)

    async def write(
        self,
        function: Callable[Concatenate[AsyncConnection, Arguments], Awaitable[Result]],
        /,
        *args: Arguments.args,
        **options: Arguments.kwargs,
    ) -> Result:
        """What one function writes, in a transaction of its own."""
        return await self.services.database.write(function, *args, **options)

    def t(self, msgid: str, /, **places: object) -> str:
        """The sentence in the reader's language as HTML; what fills its places is never markup."""
        return self.translator.t(msgid, **places)

    def tn(self, singular: str, plural: str, number: int, /, **places: object) -> str:
        return self.translator.tn(singular, plural, number, **places)

    def label(self, msgid: str, /, **places: object) -> str:
        """The sentence as plain text, for buttons and pop-ups."""
        return self.translator.label(msgid, **places)


def chat_of(update: Update) -> int:
    """The chat this update happened in; handlers are only reached by updates that have one."""
    assert update.effective_chat is not None
    return update.effective_chat.id
