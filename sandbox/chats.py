"""Private chats and groups: who is in them, what was said, and what the bot may do there."""

from dataclasses import dataclass, field

from sandbox.messages import Message
from sandbox.shapes import Json
from sandbox.users import User


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
    bot_status: str = "member"
    migrated_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
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

    def _person_fields(self) -> Json:
        assert self.user is not None
        fields = {"last_name": self.user.last_name, "username": self.user.username}
        return {
            "id": self.id,
            "first_name": self.user.first_name,
            **{name: value for name, value in fields.items() if value},
            "type": "private",
        }

    def _group_fields(self) -> Json:
        fields: Json = {"id": self.id, "title": self.title, "type": self.type}
        if self.username:
            fields["username"] = self.username
        if self.forum:
            fields["is_forum"] = True
        return fields
