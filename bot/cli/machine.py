"""What this machine must have: today's zone data, a clock that is right, room on the disk, letters for pictures."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from bot.config import Config
from bot.stats.pen import missing_letters

# All of Kazakhstan is one zone since 1 March 2024 (tzdata 2024a), Qyzylorda since 21 December 2018 (tzdata 2018h).
ONE_ZONE, OFFSET = ("Asia/Almaty", "Asia/Qostanay", "Asia/Qyzylorda", "Asia/Oral"), timedelta(hours=5)
CLOCK_OFF = 60  # seconds a clock may be wrong
ROOM = 200 * 2**20  # bytes


def faults(config: Config, now: datetime) -> Iterator[str]:
    """Each with its remedy."""
    yield from _zones(now)
    yield from _disk(config)
    if letters := missing_letters():
        yield f"fonts: pictures cannot show {letters}; install matplotlib with its own fonts again"


def clock_fault(here: datetime, there: datetime | None) -> str | None:
    """The machine's clock against Telegram's."""
    off = (here - there).total_seconds() if there else 0
    if abs(off) <= CLOCK_OFF:
        return None
    way = "ahead of" if off > 0 else "behind"
    return f"clock: this machine is {abs(off):.0f} seconds {way} Telegram's; let it be set by NTP"


def _zones(now: datetime) -> Iterator[str]:
    for name in ONE_ZONE:
        try:
            here = now.astimezone(ZoneInfo(name))
        except ZoneInfoNotFoundError:
            yield f"time zones: {name} is not known here; install the package tzdata"
            continue
        if here.utcoffset() != OFFSET:
            yield (
                f"time zones: {name} is {here:%z} here, and +0500 since 1 March 2024; "
                "update tzdata of the system and of Python"
            )


def _disk(config: Config) -> Iterator[str]:
    """A backup needs as much as the database has, and SQLite writes beside it."""
    folder, size = Path(), 0
    url = sa.make_url(config.storage.dsn)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        file = Path(url.database)
        folder, size = file.absolute().parent, file.stat().st_size if file.is_file() else 0
    if not folder.is_dir():
        return  # the database says so itself
    free, needed = shutil.disk_usage(folder).free, max(ROOM, size)
    if free < needed:
        yield f"disk: {free // 2**20} MiB are free at {folder.resolve()}, {needed // 2**20} are needed; make room"
