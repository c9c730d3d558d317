"""What every handler gets: the services, the member who wrote or pressed, and sentences in their language.

`handlers/session.py` looks the member up once an update and leaves them here.
"""

from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.services import Services
from bot.text.catalogs import Words
from bot.text.translator import Translator
from storage.members.conversations import Step
from storage.members.members import Member


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], Services]):
    """`t` and `tn` make HTML (places escaped), `label` plain text for buttons and pop-ups.

    `step` is what this person's next typed text means, None when nothing was awaited.
    """

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        chat_id: int | None = None,
        user_id: int | None = None,
    ) -> None:
        super().__init__(application=application, chat_id=chat_id, user_id=user_id)
        self.member: Member | None = None
        self.step: Step | None = None
        self.translator = self.translator_for(self.services.config.locale.default)

    @property
    def services(self) -> Services:
        return self.bot_data

    @property
    def language(self) -> str:
        return self.translator.language

    @language.setter
    def language(self, language: str) -> None:
        self.translator = self.translator_for(language)

    @property
    def words(self) -> Words:
        return self.translator.words

    def translator_for(self, language: str, script: str = "cyrl") -> Translator:
        """Another language's translator."""
        return Translator.of(self.services.catalogs, language, script)

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
