"""Everything one bot can reach: its profile, people and chats, its updates, and the trouble ordered for it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.params import Json
from sandbox.world.chats import Chat, Message, User
from sandbox.world.faults import Faults
from sandbox.world.files import FileStore
from sandbox.world.interactions import Poll, Queries
from sandbox.world.limits import Limits
from sandbox.world.records import CallLog, Clock, Deliveries, Feed, History
from sandbox.world.updates import UpdateQueue, Webhook

ScopeKey = tuple[str, int, int]
DEFAULT_SCOPE: ScopeKey = ("default", 0, 0)
_INABILITIES = (
    "can_read_all_group_messages", "can_connect_to_business", "has_main_web_app", "has_topics_enabled",
    "allows_users_to_create_topics", "can_manage_bots",
)  # fmt: skip


@dataclass(slots=True)
class Profile:
    """Texts keyed by two-letter language, "" for everybody else."""

    id: int
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[ScopeKey, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    @property
    def username(self) -> str:
        return f"sandbox_{self.id}_bot"

    @property
    def name(self) -> str:
        return self.names.get("") or f"Sandbox {self.id}"

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def as_me(self) -> Json:
        """What getMe adds to the User object."""
        abilities = {"can_join_groups": True, "supports_inline_queries": True}
        return {**self.as_user(), **abilities, **dict.fromkeys(_INABILITIES, False)}

    def menu(self, scopes: list[ScopeKey], language: str) -> list[Json]:
        """The commands somebody sees: the narrowest scope that has any, their language before none."""
        for scope in scopes:
            for wanted in (language, ""):
                commands = self.commands.get((scope, wanted))
                if commands:
                    return commands
        return []


class Account:
    """One bot's part of the world. `id` 0 until the first token comes and moves in."""

    def __init__(
        self, account_id: int, clock: Clock, files: FileStore, calls: CallLog, history: History
    ) -> None:
        self.clock, self.files, self.calls, self.history = clock, files, calls, history
        self.profile = Profile(account_id)
        self.secret = ""
        self.people: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.polls: dict[str, Poll] = {}
        self.updates = UpdateQueue(clock)
        self.webhook = Webhook()
        self.limits = Limits()
        self.faults = Faults()
        self.deliveries = Deliveries()
        self.feed = Feed()
        self.callbacks = Queries(seconds=30, first_id=4_000_000)
        self.inline = Queries(seconds=30, first_id=8_000_000)
        self.inline_results: dict[int, list[Json]] = {}
        self.webhook_task: asyncio.Task[None] | None = None
        self.paid = True
        self.last_message_id = 0
        self._numbers = count(7_000_001)
        self._me: Json | None = None

    @property
    def id(self) -> int:
        return self.profile.id

    @property
    def me(self) -> Json:
        """The bot's User object; kept, for it goes into every message."""
        if self._me is None:
            self._me = self.profile.as_user()
        return self._me

    def renamed(self, account_id: int | None = None) -> None:
        if account_id is not None:
            self.profile.id = account_id
        self._me = None

    def now(self) -> int:
        return int(self.clock.now())

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; private chats and basic groups share the account's count."""
        if chat.type == "supergroup":
            chat.last_id += 1
            return chat.last_id
        self.last_message_id += 1
        return self.last_message_id

    def next_number(self) -> str:
        """For albums and polls."""
        return str(next(self._numbers))

    def new_message(self, chat: Chat, sender: User | None, **content: Any) -> Message:
        """A message with its number and time, not in the chat yet; `sender` None is the bot."""
        return Message(chat, self.next_message_id(chat), sender, self.now(), **content)

    def add(self, message: Message) -> Message:
        """Puts a new message into its chat, counts it and shows it to whoever is looking."""
        message.chat.messages[message.id] = message
        self.history.add(message)
        if message.sender is None and not message.service:
            self.deliveries.add(message.chat.id, message.text)
        self.publish("message", message)
        self._mark_unread(message)
        return message

    def publish(self, kind: str, message: Message) -> None:
        if self.feed:
            self.feed.publish(self.viewers(message.chat), {"kind": kind, "message": message})

    def _mark_unread(self, message: Message) -> None:
        """Every open page learns for whom something came, so that it can mark the other people."""
        if self.feed and not message.service:
            sender_id = message.sender.id if message.sender else None
            readers = [viewer for viewer in self.viewers(message.chat) if viewer != sender_id]
            self.feed.publish(self.feed.listeners(), {"kind": "elsewhere", "people": readers})

    def publish_chat(self, kind: str, chat: Chat, **facts: object) -> None:
        if self.feed:
            self.feed.publish(self.viewers(chat), {"kind": kind, "chat_id": chat.id, **facts})

    def viewers(self, chat: Chat) -> Iterable[int]:
        return (chat.id,) if chat.private else tuple(chat.members)

    def update(self, kind: str, content: Json, queue: int) -> None:
        """Something the bot should hear of, ordered within `queue` (a chat or a person)."""
        self.updates.put(kind, content, queue)
