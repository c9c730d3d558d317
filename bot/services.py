"""What handlers are handed: the parts of one process, opened once by `bot/app.py`."""

from dataclasses import dataclass, field
from functools import cached_property

from bot.broadcasts.counting import Counting
from bot.clock import Clock, now
from bot.config import Config
from bot.delivery.engine import Engine
from bot.directory.topics import Topic
from bot.faq.faq import Faq
from bot.text.catalogs import Catalogs
from storage.database.database import Database


@dataclass(frozen=True)
class Services:
    """`faq` answers questions, `engine` delivers, `database` keeps.

    `owner_names`: what Telegram calls the owners of the configuration, who have told no name, as far as it has said.
    """

    config: Config
    database: Database
    catalogs: Catalogs
    topics: dict[str, Topic]
    faq: Faq
    engine: Engine
    clock: Clock = now
    owner_names: dict[int, str] = field(default_factory=dict)

    @cached_property
    def counting(self) -> Counting:
        """How many members an audience has."""
        return Counting(self.database, self.clock)
