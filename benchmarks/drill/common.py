"""What every fault needs: a fresh database, and who got how many messages."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

from storage.database import versions
from storage.database.database import Database
from tests.bot.delivery.scene import Scene


@contextlib.asynccontextmanager
async def opened(place: Path) -> AsyncIterator[Database]:
    """A database of this folder at the newest version."""
    database = Database.open(f"sqlite:///{place / 'x.db'}")
    await versions.upgrade(database)
    try:
        yield database
    finally:
        await database.close()


def members_got(scene: Scene) -> str:
    number = Counter(scene.telegram.delivered.values())
    total = len(scene.telegram.delivered)
    said = [f"{number[1]} once"] * bool(number[1]) + [
        f"{number[n]} {n} times" for n in sorted(number) if n > 1
    ]
    return ", ".join(said) if total else "nothing"
