"""Launches at their time, on both databases: once, by whoever looks first, also after a long absence."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import lifecycle
from bot.broadcasts.launcher import Launcher, write
from bot.broadcasts.notice import Notice
from bot.broadcasts.schedule import Schedule as Plan
from bot.config import Config, Delivery
from bot.errors import BotError
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import deliveries
from storage.members import members
from storage.staff import trial

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # ten in the morning in Almaty
TEXT = {language: {"text": "x"} for language in ("kk", "ru", "en")}


async def scheduled(tx: AsyncConnection, due: datetime, plan: Plan | None = None, **values: object) -> int:
    made = await broadcasts.create(tx, TEXT, {}, NOW, **values)
    draft = await broadcasts.get(tx, made)
    assert draft is not None
    await lifecycle.schedule(tx, draft, due, NOW, plan.as_json() if plan else None)
    return made


class Launches:
    """A launcher whose clock the test turns."""

    def __init__(self, database: Database) -> None:
        self.database, self.at, self.heard = database, NOW, list[Notice]()
        self.launcher = Launcher(database, Config(), lambda: self.at, notify=self.hear)

    async def hear(self, notice: Notice) -> None:
        self.heard.append(notice)

    async def series(self, plan: Plan, due: datetime, **values: object) -> int:
        async with self.database.begin() as tx:
            return await scheduled(tx, due, plan, **values)

    async def of(self, series: int) -> list[Broadcast]:
        async with self.database.connect() as tx:
            return [
                row for row in await broadcasts.in_states(tx, broadcasts.STATES) if row.series_id == series
            ]


async def test_a_series_launches_each_of_its_times_once(database: Database) -> None:
    scene = Launches(database)
    series = await scene.series(Plan("day", "10:00", "Asia/Almaty"), NOW)
    for hours in (0, 0, 1, 24, 24, 49):
        scene.at = NOW + timedelta(hours=hours)
        await scene.launcher.look()
    due = [child.due_at for child in await scene.of(series)]
    assert due == [NOW, NOW + timedelta(days=1), NOW + timedelta(days=2)]


async def test_three_processes_that_look_at_once_launch_once(database: Database) -> None:
    scene = Launches(database)
    series = await scene.series(Plan("day", "10:00", "Asia/Almaty"), NOW)
    others = [Launcher(database, Config(), lambda: NOW) for _ in range(3)]
    await asyncio.gather(*(other.look() for other in others))
    assert len(await scene.of(series)) == 1


async def test_after_three_days_away_only_the_last_time_counts(database: Database) -> None:
    scene = Launches(database)
    series = await scene.series(Plan("day", "10:00", "Asia/Almaty"), NOW)
    scene.at = NOW + timedelta(days=3, minutes=10)
    await scene.launcher.look()
    [child] = await scene.of(series)
    assert (child.due_at, child.state) == (NOW + timedelta(days=3), "sending")


async def test_each_issue_of_a_series_is_good_as_long_as_the_first(database: Database) -> None:
    scene = Launches(database)
    series = await scene.series(
        Plan("day", "10:00", "Asia/Almaty"), NOW, due_at=NOW, expires_at=NOW + timedelta(hours=6)
    )
    for days in (0, 1, 2, 5):
        scene.at = NOW + timedelta(days=days)
        await scene.launcher.look()
    ends = [child.expires_at for child in await scene.of(series)]
    assert ends == [NOW + timedelta(days=days, hours=6) for days in (0, 1, 2, 5)]
    assert {notice.kind for notice in scene.heard} == {"launched"}


async def test_an_issue_whose_end_passed_unseen_is_told_and_the_series_goes_on(database: Database) -> None:
    scene = Launches(database)
    plan = Plan("day", "10:00", "Asia/Almaty")
    series = await scene.series(plan, NOW, due_at=NOW, expires_at=NOW + timedelta(hours=1))
    scene.at = NOW + timedelta(hours=2)
    await scene.launcher.look()
    scene.at = NOW + timedelta(days=1)
    await scene.launcher.look()
    assert [notice.kind for notice in scene.heard] == ["expired", "launched"]
    assert [child.state for child in await scene.of(series)] == ["expired", "sending"]


async def test_a_series_without_a_further_time_says_so(database: Database) -> None:
    scene = Launches(database)
    never = Plan("cron", "", "Asia/Almaty", cron="0 10 30 2 *")
    series = await scene.series(never, NOW)
    await scene.launcher.look()
    assert [notice.kind for notice in scene.heard] == ["launched", "ended"]
    assert len(await scene.of(series)) == 1


async def test_a_paused_series_stands_still_and_then_goes_on_with_its_next_time(database: Database) -> None:
    scene = Launches(database)
    plan = Plan("day", "10:00", "Asia/Almaty")
    series = await scene.series(plan, NOW, due_at=NOW, expires_at=NOW + timedelta(hours=6))
    async with database.begin() as tx:
        await lifecycle.pause(tx, series, NOW)
    scene.at = NOW + timedelta(days=2, minutes=10)
    await scene.launcher.look()
    assert await scene.of(series) == []
    async with database.begin() as tx:
        await lifecycle.resume(tx, series, scene.at)
        row = await broadcasts.get(tx, series)
    assert row is not None
    assert (row.state, row.due_at) == ("scheduled", NOW + timedelta(days=3))
    assert row.expires_at == NOW + timedelta(days=3, hours=6)
    await scene.launcher.look()
    assert await scene.of(series) == []
    scene.at = NOW + timedelta(days=3)
    await scene.launcher.look()
    assert [child.due_at for child in await scene.of(series)] == [scene.at]


async def test_once_in_the_future_waits_and_then_goes(database: Database) -> None:
    scene = Launches(database)
    async with database.begin() as tx:
        await scheduled(tx, NOW + timedelta(hours=2))
    await scene.launcher.look()
    assert scene.heard == []
    scene.at = NOW + timedelta(hours=2)
    await scene.launcher.look()
    assert [notice.kind for notice in scene.heard] == ["launched"]


async def test_a_frozen_audience_is_written_down_when_it_is_scheduled(database: Database) -> None:
    async with database.begin() as tx:
        await members.join(tx, 1, "kk", NOW)
        frozen = await scheduled(tx, NOW + timedelta(hours=2), audience_mode="frozen")
        await members.join(tx, 2, "kk", NOW)
    while await write(database, frozen, NOW):
        pass
    async with database.connect() as tx:
        assert (await deliveries.count(tx, frozen)).waiting == 1


async def test_members_clocks_spread_one_launch_over_the_day(database: Database) -> None:
    scene = Launches(database)
    async with database.begin() as tx:
        for chat, zone in ((1, "Asia/Almaty"), (2, "Europe/Berlin"), (3, None)):
            await members.join(tx, chat, "kk", NOW)
            await members.update(tx, chat, timezone=zone)
    due = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # ten in the morning of the 25th at UTC+14
    series = await scene.series(Plan("day", "10:00", "Asia/Almaty", members=True), due)
    scene.at = due
    await scene.launcher.look()
    [child] = await scene.of(series)
    while await write(database, child.id, due):
        pass
    async with database.connect() as tx:
        waits = [
            await deliveries.deferred(tx, child.id, int((due + timedelta(hours=h)).timestamp() * 1000))
            for h in (0, 9, 13)
        ]
    assert waits == [3, 1, 0]  # Almaty and the one without a zone at 05:00 UTC, Berlin at 09:00 UTC


@pytest.mark.parametrize(
    ("zone", "begins", "local"),
    [
        ("Europe/Berlin", "2027-03-27T02:30", ["27 02:30", "28 03:30", "29 02:30"]),  # 2:30 is skipped
        ("Europe/Berlin", "2027-10-30T02:30", ["30 02:30", "31 02:30", "01 02:30"]),  # 2:30 comes twice
        ("Asia/Hovd", "2016-03-25T02:30", ["25 02:30", "26 03:30", "27 02:30"]),  # Bayan-Ölgii, skipped
        ("Asia/Omsk", "2014-10-25T01:30", ["25 01:30", "26 01:30", "27 01:30"]),  # twice, for good
        ("Asia/Almaty", "2024-02-28T23:30", ["28 23:30", "29 23:30", "01 23:30"]),  # twice, for good
    ],
)
async def test_a_day_in_which_clocks_are_changed_has_one_launch(
    database: Database, zone: str, begins: str, local: list[str]
) -> None:
    scene, place = Launches(database), ZoneInfo(zone)
    first = datetime.fromisoformat(begins).replace(tzinfo=place)
    series = await scene.series(Plan("day", f"{first:%H:%M}", zone), first)
    for hours in range(1, 72):
        scene.at = first.astimezone(UTC) - timedelta(minutes=10) + timedelta(hours=hours)
        await scene.launcher.look()
    due = [child.due_at for child in await scene.of(series)]
    assert [f"{at.astimezone(place):%d %H:%M}" for at in due if at is not None] == local
    assert [notice.kind for notice in scene.heard] == ["launched"] * 3


async def test_what_is_not_what_was_approved_waits_for_a_colleague_and_staff_are_told(
    database: Database,
) -> None:
    scene = Launches(database)
    async with database.begin() as tx:
        number = await scheduled(tx, NOW, author_id=7)
        assert await broadcasts.reword(tx, number, ("scheduled",), {"kk": {"text": "Other"}}, NOW)
    await scene.launcher.look()
    async with database.connect() as tx:
        row = await broadcasts.get(tx, number)
    assert row is not None
    assert (row.state, row.launched_at, row.released_as, row.due_at) == ("review", None, None, None)
    assert [(notice.kind, notice.reason) for notice in scene.heard] == [("held", "unapproved")]
    async with database.begin() as tx:
        with pytest.raises(BotError, match="You wrote this yourself"):
            await lifecycle.approve(tx, row, NOW, NOW, 7)
        await lifecycle.approve(tx, row, NOW, NOW, 8)
    await scene.launcher.look()
    async with database.connect() as tx:
        launched = await broadcasts.get(tx, number)
    assert launched is not None and (launched.state, launched.approved_by) == ("sending", 8)


@pytest.mark.parametrize("plan", [None, Plan("day", "10:00", "Asia/Almaty")])
async def test_an_audience_that_grew_beyond_what_needs_no_approval_waits_for_one(
    database: Database, plan: Plan | None
) -> None:
    scene = Launches(database)
    few = Config.model_validate({"delivery": {"approval_above": 2}})
    scene.launcher = Launcher(database, few, lambda: scene.at, notify=scene.hear)
    async with database.begin() as tx:
        number = await scheduled(tx, NOW, plan, author_id=7)
        for chat in (1, 2, 3):
            await members.join(tx, chat, "kk", NOW)
    await scene.launcher.look()
    assert [(notice.kind, notice.reason) for notice in scene.heard] == [("held", "grown")]
    async with database.begin() as tx:
        row = await broadcasts.get(tx, number)
        assert row is not None and row.state == "review"
        await lifecycle.approve(tx, row, NOW, NOW, 8)
    await scene.launcher.look()
    async with database.connect() as tx:
        sent = [row for row in await broadcasts.in_states(tx, ("sending",)) if row.approved_by == 8]
    assert len(sent) == 1


async def test_every_issue_of_a_series_stands_under_the_word_given_for_the_series(database: Database) -> None:
    scene = Launches(database)
    series = await scene.series(Plan("day", "10:00", "Asia/Almaty"), NOW)
    async with database.begin() as tx:
        await broadcasts.release(tx, series, "approved", approved_by=8, approved_at=NOW, approved_version=1)
    await scene.launcher.look()
    [child] = await scene.of(series)
    assert (child.released_as, child.released_hash, child.approved_by) == ("approved", child.fingerprint, 8)
    async with database.begin() as tx:
        assert await broadcasts.reword(tx, series, ("scheduled",), {"kk": {"text": "Other"}}, NOW)
    scene.at = NOW + timedelta(days=1)
    await scene.launcher.look()
    assert len(await scene.of(series)) == 1
    assert scene.heard[-1].kind == "held"


async def test_one_with_fixed_recipients_is_paused_instead_and_goes_on_by_a_colleagues_word(
    database: Database,
) -> None:
    scene = Launches(database)
    async with database.begin() as tx:
        number = await scheduled(tx, NOW, audience_mode="frozen", author_id=7)
        assert await broadcasts.reword(tx, number, ("scheduled",), {"kk": {"text": "Other"}}, NOW)
    await scene.launcher.look()
    async with database.begin() as tx:
        row = await broadcasts.get(tx, number)
        assert row is not None and (row.state, row.pause_reason) == ("paused", "unapproved")
        with pytest.raises(BotError, match="not what was approved"):
            await lifecycle.resume(tx, number, NOW)
        await lifecycle.approve_rest(tx, row, NOW, 8)
    await scene.launcher.look()
    async with database.connect() as tx:
        launched = await broadcasts.get(tx, number)
    assert launched is not None and (launched.state, launched.approved_by) == ("sending", 8)


async def test_what_a_day_of_the_trial_has_no_room_for_pauses_as_a_whole_and_goes_another_day(
    database: Database,
) -> None:
    async with database.begin() as tx:
        for chat in range(1, 13):
            await members.join(tx, chat, "kk", NOW)
            await trial.add(tx, chat, 1, NOW)
        await members.join(tx, 99, "kk", NOW)  # no guest
        await trial.begin(tx, 20, [], NOW)
        first, second = await scheduled(tx, NOW), await scheduled(tx, NOW)
    scene = Launches(database)
    await scene.launcher.look()
    assert [(notice.kind, notice.reason) for notice in scene.heard] == [("launched", ""), ("paused", "trial")]
    while await write(database, first, NOW):
        pass
    async with database.begin() as tx:
        assert (await deliveries.count(tx, first)).waiting == 12
        held = await broadcasts.get(tx, second)
        assert held is not None and (held.state, held.launch_until, held.trial) == ("paused", None, False)
        await lifecycle.resume(tx, second, NOW)
    await scene.launcher.look()  # still no room
    scene.at = NOW + timedelta(days=1)
    async with database.begin() as tx:
        await lifecycle.resume(tx, second, scene.at)
        row = await broadcasts.get(tx, second)
        assert row is not None
        await lifecycle.send_now(tx, row, scene.at)
    await scene.launcher.look()
    async with database.connect() as tx:
        sent = await broadcasts.get(tx, second)
    assert sent is not None and (sent.state, sent.trial) == ("sending", True)


async def test_what_was_scheduled_for_few_guests_waits_for_a_colleague_when_it_would_reach_many(
    database: Database,
) -> None:
    async with database.begin() as tx:
        for chat in range(1, 4):
            await members.join(tx, chat, "kk", NOW)
        await trial.begin(tx, 20, [1], NOW)
        number = await scheduled(tx, NOW)
        await trial.end(tx)
    scene = Launches(database)
    config = Config().model_copy(update={"delivery": Delivery(approval_above=2)})
    scene.launcher = Launcher(database, config, lambda: NOW, notify=scene.hear)
    await scene.launcher.look()
    async with database.connect() as tx:
        row = await broadcasts.get(tx, number)
    assert row is not None and row.state == "review"
    assert [(notice.kind, notice.reason) for notice in scene.heard] == [("held", "grown")]
