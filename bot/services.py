"""What handlers are handed: the house's rooms, opened once by `bot/app.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.broadcasts.engine import Engine
from bot.clock import Clock, now
from bot.config import Config
from bot.faq.desk import Desk
from bot.i18n import Catalogs
from bot.topics import Topic
from storage.database import Database


@dataclass(frozen=True)
class Services:
    """One process's rooms. `faq` answers questions, `engine` delivers, `database` keeps."""

    config: Config
    database: Database
    catalogs: Catalogs
    topics: dict[str, Topic]
    faq: Desk
    engine: Engine
    clock: Clock = now
    closing: list[Callable[[], object]] = field(default_factory=list)
