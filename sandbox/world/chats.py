"""People, the chats they are in, and the messages said there, each with its Bot API object."""

from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.params import Json

NOTHING: Json = {}  # shared by all messages that have nothing there


class Status(StrEnum):
    """What somebody is in a chat, in the words of ChatMember."""

    CREATOR = "creator"
    """Made the group and owns it."""
    ADMINISTRATOR = "administrator"
    """Has every right but the owner's."""
    MEMBER = "member"
    """Takes part; in a private chat: did not block the bot."""
    LEFT = "left"
    """Was here, or never was."""
    KICKED = "kicked"
    """Was thrown out; of a bot in a private chat: was blocked."""
    DELETED = "deleted"
    """Only of the bot: the group itself is no more."""


GONE = (Status.LEFT, Status.KICKED)


@dataclass(slots=True, eq=False)
class User:
    """Somebody with an account. `started`: has a private chat with the bot, so the bot may write."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    started: bool = True
    blocked: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def as_api(self) -> Json:
        """The User object of the Bot API."""
        optional = ("last_name", "username", "language_code")
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **_filled(self, optional)}


def _filled(user: User, names: tuple[str, ...]) -> Json:
    """Those of the fields that are not empty; Telegram leaves the others out."""
    return {name: getattr(user, name) for name in names if getattr(user, name)}


@dataclass(slots=True, eq=False)
class Topic:
    """A thread of a forum; its id is the id of the service message that opened it."""

    id: int
    name: str
    icon_color: int = 0x6FB9F0
    icon_custom_emoji_id: str = ""
    closed: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """One conversation. `user` is set in private chats only; `bot_status` in groups says what the bot is."""

    id: int
    type: str
    user: User | None = None
    title: str = ""
    username: str = ""
    members: dict[int, str] = field(default_factory=dict)
    forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    bot_status: str = Status.MEMBER
    bot_may_post: bool = True  # of a channel: can_post_messages
    migrated_to: int | None = None
    messages: dict[int, "Message"] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    last_id: int = 0
    _api: Json | None = None

    @property
    def private(self) -> bool:
        return self.user is not None

    def as_api(self) -> Json:
        """The Chat object of the Bot API; kept, for it goes into every message."""
        if self._api is None:
            self._api = self._person_fields() if self.user else self._group_fields()
        return self._api

    def changed(self) -> None:
        self._api = None

    @property
    def is_channel(self) -> bool:
        return self.type == "channel"

    @property
    def bot_is_admin(self) -> bool:
        return self.bot_status == Status.ADMINISTRATOR

    def admins(self) -> list[int]:
        wanted = (Status.CREATOR, Status.ADMINISTRATOR)
        return [member for member, status in self.members.items() if status in wanted]

    def present(self) -> list[int]:
        """Members who did not leave and were not thrown out."""
        return [member for member, status in self.members.items() if status not in GONE]

    def _person_fields(self) -> Json:
        assert self.user is not None
        names = _filled(self.user, ("last_name", "username"))
        return {"id": self.id, "first_name": self.user.first_name, **names, "type": "private"}

    def _group_fields(self) -> Json:
        fields: Json = {"id": self.id, "title": self.title, "type": self.type}
        if self.username:
            fields["username"] = self.username
        if self.forum:
            fields["is_forum"] = True
        return fields


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
            **self._author(me),
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

    def _author(self, me: Json) -> Json:
        """In a channel everything is said by the channel itself."""
        if self.chat.is_channel:
            return {"sender_chat": self.chat.as_api()}
        return {"from": self.sender.as_api() if self.sender else me}

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
