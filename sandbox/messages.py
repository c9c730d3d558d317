"""One message in one chat, and its two faces: the Bot API object, and what makes two contents equal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.shapes import Json

if TYPE_CHECKING:
    from sandbox.chats import Chat
    from sandbox.users import User

NOTHING: Json = {}  # shared by all messages that have nothing there


@dataclass(slots=True, eq=False)
class Message:
    """`sender` None is the bot. `media` holds the one content field that isn't text (photo, poll, …),
    `extra` every further field of the API object; both are written once and then only replaced."""

    chat: Chat
    id: int
    sender: User | None
    date: int
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    media: Json = field(default_factory=lambda: NOTHING)
    extra: Json = field(default_factory=lambda: NOTHING)
    markup: Json | None = None
    keyboard: Json | None = None
    reply_to: int | None = None
    thread_id: int | None = None
    edit_date: int | None = None
    reactions: dict[int, list[str]] | None = None

    @property
    def by_bot(self) -> bool:
        return self.sender is None

    @property
    def service(self) -> bool:
        return bool(self.extra.get("service"))

    def same_content(self, text: str, entities: list[Json], media: Json, markup: Json | None) -> bool:
        """Whether an edit to this would change nothing, which Telegram refuses."""
        mine = (self.text, self.entities, self.media, self.markup)
        return mine == (text, entities, media, markup)

    def as_api(self, me: Json, nested: bool = False) -> Json:
        """The Message object of the Bot API; `me` is the bot's own User object."""
        shown: Json = {
            "message_id": self.id,
            "from": self.sender.as_api() if self.sender else me,
            "chat": self.chat.as_api(),
            "date": self.date,
        }
        if self.thread_id:
            shown["message_thread_id"] = self.thread_id
            shown["is_topic_message"] = True
        self._add_content(shown)
        if self.edit_date:
            shown["edit_date"] = self.edit_date
        if self.markup:
            shown["reply_markup"] = self.markup
        if self.reply_to is not None and not nested:
            self._add_reply(shown, me)
        return shown

    def _add_content(self, shown: Json) -> None:
        if self.extra:
            shown.update((name, value) for name, value in self.extra.items() if name != "service")
        if not self.media:
            if self.text:
                shown["text"] = self.text
            if self.entities:
                shown["entities"] = self.entities
            return
        shown.update(self.media)
        if self.text:
            shown["caption"] = self.text
        if self.entities:
            shown["caption_entities"] = self.entities

    def _add_reply(self, shown: Json, me: Json) -> None:
        original = self.chat.messages.get(self.reply_to or 0)
        if original is not None:
            shown["reply_to_message"] = original.as_api(me, nested=True)
