"""From a due row to a ledger being sent: exactly once for a due time, whatever restarts or replicas do.

1. `Launcher.look()` takes every scheduled row whose time has come: too late and expired, too late without a
   word (staff is asked), or now. A series gets a child row for this due time and moves on; its `expires_at` is that
   of its next issue and moves with it. What is not what was approved, or has grown beyond what needs no approval, is
   held instead (`approval.py`), and staff are told. In a trial a day has room for so many messages
   (`storage/staff/trial.py`): what does not fit pauses as a whole.
2. A launch fixes the audience; `write` puts it into the ledger slice by slice, so that nobody waits for it.
The table is the truth and every step is a conditional update: whoever comes second finds nothing to do. A
ledger is dropped `delivery.archive_after_days` after its broadcast ended; its counts stay for good.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import lifecycle
from bot.broadcasts.approval import Lack, lack
from bot.broadcasts.notice import Notice, NoticeKind, Notify, nobody
from bot.broadcasts.schedule import Schedule, is_overdue, is_recurring, moved, next_due, own_clock
from bot.broadcasts.states import AudienceMode, Kind, NotAllowed, Release, State
from bot.clock import Clock, ms, now
from bot.config import Config
from bot.directory import zones
from bot.periodic import Job
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import APPROVAL, Broadcast
from storage.database.database import Database
from storage.deliveries import deliveries, launches
from storage.deliveries.launches import Hours
from storage.members.audience import Audience
from storage.staff import trial

LOOK = 0.8  # seconds between looks at the table
ARCHIVE_EVERY = 3600.0
ARCHIVE_ROWS = 5000  # a transaction
LARGEST_TRIAL = 10_000  # recipients are counted no further: no day of a trial allows more
SLICE = 20_000  # member ids a transaction
INHERITED = ("fallback", "urgent", "urgent_reason", "policy", "author_id", "title")


class Launcher:
    """`look()` is one round of launches, `archive()` one of dropping old ledgers; any number may run at once."""

    def __init__(
        self,
        database: Database,
        config: Config,
        clock: Clock = now,
        wake: Callable[[], None] = lambda: None,
        notify: Notify = nobody,
    ) -> None:
        self._database, self._config, self._clock = database, config, clock
        self._wake, self._notify = wake, notify
        self._above = config.delivery.approval_above

    def jobs(self) -> tuple[Job, Job]:
        """What it does again and again, for `bot.periodic.repeating`."""
        return Job("launches", LOOK, self.look), Job("archive", ARCHIVE_EVERY, self.archive)

    async def look(self) -> None:
        """Launches what is due and tells staff what they should hear."""
        moment = self._clock()
        due = await self._database.read(broadcasts.due, moment)
        notices: list[Notice] = []
        for broadcast in due:
            recipients = await self._recipients(broadcast, moment)
            async with self._database.begin() as tx:
                notices += await _due(
                    tx, broadcast, moment, recipients, self._above, self._config.locale.zone
                )
        if notices:
            self._wake()
        for notice in notices:
            await self._notify(notice)

    async def _recipients(self, broadcast: Broadcast, at: datetime) -> int | None:
        """How many it concerns, counted no further than matters; None where nothing depends on it."""
        fixed = broadcast.audience_mode == AudienceMode.FROZEN and broadcast.launch_until is not None
        if broadcast.released_as != Release.OWN or fixed or broadcast.kind == Kind.RECALL:
            return None
        async with self._database.connect() as tx:
            if broadcast.kind == Kind.SEND:
                return await launches.recipients(tx, broadcast, at, self._above + 1)
            counted = await deliveries.count(tx, broadcast.target_id or 0)
        return counted.sent + counted.unknown

    async def archive(self) -> int:
        """Drops the ledgers whose time is over; how many."""
        before = self._clock() - timedelta(days=self._config.delivery.archive_after_days)
        old = await self._database.read(launches.to_archive, before)
        for broadcast_id in old:
            await self._drop(broadcast_id)
        return len(old)

    async def _drop(self, broadcast_id: int) -> None:
        dropped = 1
        while dropped:
            async with self._database.begin() as tx:
                dropped = await launches.drop_slice(tx, broadcast_id, ARCHIVE_ROWS)
                if not dropped:
                    await launches.archived(tx, broadcast_id, self._clock())
            await asyncio.sleep(0.01)


async def write(database: Database, broadcast_id: int, at: datetime, size: int = SLICE) -> bool:
    """Writes one slice of a launched broadcast's ledger; False when there is nothing more to write."""
    async with database.begin() as tx:
        broadcast = await broadcasts.get(tx, broadcast_id)
        if broadcast is None or not broadcast.launching:
            return False
        if broadcast.kind != Kind.SEND:
            return await launches.target_slice(tx, broadcast, size)
        return await launches.members_slice(tx, broadcast, size, at, await _hours(tx, broadcast, at, size))


async def _hours(tx: AsyncConnection, broadcast: Broadcast, at: datetime, size: int) -> Hours | None:
    """Each clock's not_before, for a broadcast on members' own clocks."""
    plan = Schedule.of(broadcast.schedule) if broadcast.schedule else None
    if plan is None or not plan.members or broadcast.due_at is None:
        return None
    known = await launches.clocks(tx, broadcast, size)
    hour = {zone: ms(own_clock(plan, broadcast.due_at, zone, at)) for zone in {None, *(z for z, _ in known)}}
    places = {country for zone, country in known if zone is None and country is not None}
    by_country = Audience.of(broadcast.audience).country_clock
    of_country = {country: zones.of_most(country) for country in places} if by_country else {}
    return Hours(
        {zone: moment for zone, moment in hour.items() if zone is not None},
        {code: ms(own_clock(plan, broadcast.due_at, zone, at)) for code, zone in of_country.items()},
        hour[None],
    )


async def _due(
    tx: AsyncConnection,
    broadcast: Broadcast,
    at: datetime,
    recipients: int | None,
    above: int,
    zone: ZoneInfo,
) -> list[Notice]:
    """What becomes of a row whose time has come; nothing when another process was quicker, or somebody changed it."""
    row = await broadcasts.get(tx, broadcast.id)
    if row is None or (row.due_at, row.released_hash) != (broadcast.due_at, broadcast.released_hash):
        return []
    try:
        held = lack(row, recipients, above)
        if held is not None and not _waits(row, at):
            await lifecycle.hold(tx, row, at, held)
            return [Notice(NoticeKind.HELD, row, reason=held)]
        if is_recurring(row.schedule):
            return await _occurrence(tx, row, at, zone)
        return await _launched(tx, row, at, zone)
    except NotAllowed:
        return []


def _waits(row: Broadcast, at: datetime) -> bool:
    """Nobody needs to approve what is too late in any case."""
    over = row.expires_at is not None and row.expires_at <= at
    return over and row.kind == Kind.SEND and not is_recurring(row.schedule)


async def _launched(tx: AsyncConnection, broadcast: Broadcast, at: datetime, zone: ZoneInfo) -> list[Notice]:
    """Launched, unless it is too late; a job waits until nothing of its target is in flight."""
    assert broadcast.due_at is not None
    if broadcast.kind != Kind.SEND:
        if await launches.in_flight(tx, broadcast.target_id or 0):
            return []
    elif broadcast.expires_at is not None and broadcast.expires_at <= at:
        await lifecycle.expire(tx, broadcast.id, at)
        return [Notice(NoticeKind.EXPIRED, broadcast)]
    elif is_overdue(broadcast.due_at, broadcast.expires_at, at):
        await lifecycle.set_overdue(tx, broadcast.id, at)
        late = (at - broadcast.due_at).total_seconds()
        return [Notice(NoticeKind.OVERDUE, broadcast, seconds=late)]
    elif not await _has_room(tx, broadcast, at, zone):
        await lifecycle.pause(tx, broadcast.id, at, Lack.TRIAL)
        return [Notice(NoticeKind.PAUSED, broadcast, reason=Lack.TRIAL)]
    await lifecycle.launch(tx, broadcast.id, at)
    return [Notice(NoticeKind.LAUNCHED, broadcast)]


async def _has_room(tx: AsyncConnection, broadcast: Broadcast, at: datetime, zone: ZoneInfo) -> bool:
    """Takes what it needs of the day's messages in a trial."""
    if await trial.current(tx) is None:
        return True
    number = await launches.recipients(tx, broadcast, at, LARGEST_TRIAL + 1)
    return await trial.take(tx, number, at.astimezone(zone).date())


async def _occurrence(tx: AsyncConnection, series: Broadcast, at: datetime, zone: ZoneInfo) -> list[Notice]:
    """The child of this due time, by the word given for the series; due times missed before it while nothing ran are
    passed over."""
    assert series.due_at is not None and series.schedule is not None
    plan = Schedule.of(series.schedule)
    this, following = series.due_at, next_due(plan, series.due_at)
    while following is not None and following <= at:
        this, following = following, next_due(plan, following)
    until = moved(series.expires_at, series.due_at, following) if following else None
    if not await broadcasts.advance(tx, series, following, until, at):
        return []
    child = await broadcasts.get(tx, await _child(tx, series, plan, this, at))
    assert child is not None
    over = [] if following else [Notice(NoticeKind.ENDED, series)]
    return [*await _launched(tx, child, at, zone), *over]


async def _child(tx: AsyncConnection, series: Broadcast, plan: Schedule, due: datetime, at: datetime) -> int:
    once = Schedule("once", plan.at, plan.zone, members=True).as_json() if plan.members else None
    values = {name: getattr(series, name) for name in INHERITED}
    values |= {"series_id": series.id, "due_at": due, "state": State.SCHEDULED, "schedule": once}
    values["expires_at"] = moved(series.expires_at, series.due_at, due)
    child = await broadcasts.create(tx, series.content, series.audience, at, **values)
    named = {name: getattr(series, name) for name in APPROVAL}
    await broadcasts.release(tx, child, series.released_as or Release.OWN, **named)
    return child
