"""Everything one bot can reach: its people and chats, its updates, and the trouble ordered for it."""

import asyncio
from collections.abc import Iterable
from itertools import count

from sandbox.calls import CallLog
from sandbox.chats import Chat
from sandbox.clock import Clock
from sandbox.deliveries import Deliveries
from sandbox.faults import Faults
from sandbox.feed import Feed
from sandbox.files import FileStore
from sandbox.history import History
from sandbox.limits import Limits
from sandbox.messages import Message
from sandbox.polls import Poll
from sandbox.profile import Profile
from sandbox.queries import Queries
from sandbox.shapes import Json
from sandbox.updates import UpdateQueue
from sandbox.users import User
from sandbox.webhook import Webhook


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
        self.pusher: asyncio.Task[None] | None = None
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

    def next_album(self) -> int:
        return next(self._numbers)

    def next_poll(self) -> int:
        return next(self._numbers)

    def keep(self, message: Message) -> Message:
        """Puts a new message into its chat, counts it and tells whoever is looking."""
        message.chat.messages[message.id] = message
        self.history.add(message)
        if message.sender is None and not message.service:
            self.deliveries.add(message.chat.id, message.text)
        self.tell("message", message)
        self._mark_unread(message)
        return message

    def tell(self, kind: str, message: Message) -> None:
        if self.feed:
            self.feed.tell(self.viewers(message.chat), {"kind": kind, "message": message})

    def _mark_unread(self, message: Message) -> None:
        """Everybody looking learns for whom something came, so that a page can mark the others."""
        if self.feed and not message.service:
            speaker = message.sender.id if message.sender else None
            readers = [each for each in self.viewers(message.chat) if each != speaker]
            self.feed.tell(self.feed.listening(), {"kind": "elsewhere", "people": readers})

    def tell_chat(self, kind: str, chat: Chat, **facts: object) -> None:
        if self.feed:
            self.feed.tell(self.viewers(chat), {"kind": kind, "chat_id": chat.id, **facts})

    def viewers(self, chat: Chat) -> Iterable[int]:
        return (chat.id,) if chat.private else tuple(chat.members)

    def update(self, kind: str, content: Json, queue: int) -> None:
        """Something the bot should hear of, ordered within `queue` (a chat or a person)."""
        self.updates.put(kind, content, queue)
