"""A daily series across the nights in which clocks are changed: once a day, whatever they do."""

import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.drill.common import members_got, opened
from bot.broadcasts import lifecycle
from bot.broadcasts.schedule import Schedule as Plan
from bot.clock import now
from storage.broadcasts import broadcasts
from tests.bot.delivery.scene import Scene, playing

PEOPLE = 5
HOURS = 71


@dataclass(frozen=True)
class Night:
    """The first of three due times is `begins`, local; the clocks change in the night that follows."""

    name: str
    zone: str
    begins: str

    @property
    def first(self) -> datetime:
        return datetime.fromisoformat(self.begins).replace(tzinfo=ZoneInfo(self.zone))


NIGHTS = [
    Night(
        "Europe/Berlin goes forward, daily at 02:30, which is skipped", "Europe/Berlin", "2027-03-27T02:30"
    ),
    Night("Europe/Berlin goes back, daily at 02:30, which comes twice", "Europe/Berlin", "2027-10-30T02:30"),
    Night(
        "Asia/Hovd (Bayan-Ölgii) goes forward, daily at 02:30, which is skipped",
        "Asia/Hovd",
        "2016-03-25T02:30",
    ),
    Night("Asia/Omsk goes back for good, daily at 01:30, which comes twice", "Asia/Omsk", "2014-10-25T01:30"),
    Night(
        "Asia/Almaty goes back for good, daily at 23:30, which comes twice", "Asia/Almaty", "2024-02-28T23:30"
    ),
]


def run_clocks() -> list[dict[str, str]]:
    """Runs them all, one after the other."""
    return [asyncio.run(_run(night)) for night in NIGHTS]


async def _run(night: Night) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as place:
        async with (
            opened(Path(place)) as database,
            playing(database, quiet_from="00:00", quiet_until="00:00") as scene,
        ):
            row = await _play(night, scene)
    sys.stdout.write(f"{row}\n")
    return row


async def _play(night: Night, scene: Scene) -> dict[str, str]:
    await scene.people(PEOPLE)
    await scene.periodic.__aexit__(None, None, None)  # looks are taken here, at the hours of that year
    scene.skew = night.first - timedelta(minutes=10) - now()
    plan = Plan("day", f"{night.first:%H:%M}", night.zone)
    async with scene.database.begin() as tx:
        content = {language: {"text": "x"} for language in ("kk", "ru", "en")}
        series = await broadcasts.create(tx, content, {}, scene.clock())
        draft = await broadcasts.get(tx, series)
        assert draft is not None
        await lifecycle.schedule(tx, draft, night.first, scene.clock(), plan.as_json())
    for _ in range(HOURS):
        scene.skew += timedelta(hours=1)
        await scene.launcher.look()
    children = await _children(scene, series)
    for child in children:
        await scene.until(child.id)
    due = [f"{child.due_at.astimezone(ZoneInfo(night.zone)):%a %H:%M}" for child in children if child.due_at]
    told = Counter(notice.kind for notice in scene.notices)
    return {
        "fault": night.name,
        "members": members_got(scene),
        "ledger": f"{len(due)} launches: {', '.join(due)}",
        "staff": ", ".join(f"{number} × {kind}" for kind, number in told.items()),
    }


async def _children(scene: Scene, series: int) -> list[broadcasts.Broadcast]:
    async with scene.database.connect() as tx:
        return [
            broadcast
            for broadcast in await broadcasts.in_states(tx, broadcasts.STATES)
            if broadcast.series_id == series
        ]
