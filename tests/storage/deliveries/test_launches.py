"""Launches on both databases: the right people, once, in slices, whoever does it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import deliveries, launches
from storage.deliveries.launches import Hours
from storage.inbox import staff_group
from storage.members import audience, members
from storage.members.audience import Audience
from tests.storage.deliveries.test_claims import NOW, counted, write


async def people(database: Database) -> None:
    """1 kk DE law · 2 ru TR · 3 en DE blocked · 4 kk MN law jobs, active lately · 5 ru DE, new."""
    rows = [("kk", "DE", None, None, NOW - timedelta(days=90)), ("ru", "TR", None, None, NOW - timedelta(days=90)),
            ("en", "DE", None, NOW, NOW - timedelta(days=90)), ("kk", "MN", NOW, None, NOW - timedelta(days=90)),
            ("ru", "DE", None, None, NOW)]  # fmt: skip
    async with database.begin() as tx:
        for n, (language, country, active, blocked, joined) in enumerate(rows):
            await tx.execute(sa.insert(members.members).values(
                chat_id=1000 + n, language=language, country=country, last_active_at=active, blocked_at=blocked,
                joined_at=joined))  # fmt: skip
        await members.subscribe(tx, 1, ["law"])
        await members.subscribe(tx, 4, ["law", "jobs"])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Audience(), {1, 2, 4, 5}),
        (Audience(topics=("law",)), {1, 4}),
        (Audience(topics=("law", "jobs")), {1, 4}),
        (Audience(countries=("DE",)), {1, 5}),
        (Audience(languages=("ru",)), {2, 5}),
        (Audience(countries=("DE", "MN"), languages=("kk",)), {1, 4}),
        (Audience(active_days=30), {4}),
        (Audience(joined_after=NOW - timedelta(days=1)), {5}),
        (Audience(joined_days=30), {5}),
        (Audience(no_topics=("law",)), {2, 5}),
        (Audience(no_topics=("jobs",), topics=("law",)), {1}),
        (Audience(no_countries=("DE",)), {2, 4}),
        (Audience(no_languages=("ru",)), {1, 4}),
        (Audience(countries=("DE",), no_languages=("ru",)), {1}),
        (Audience(persons=True), {1, 2, 4, 5}),
    ],
)
async def test_the_launch_reaches_whom_the_count_promised(
    database: Database, wanted: Audience, found: set[int]
) -> None:
    await people(database)
    content = {one: {"text": "x"} for one in ("kk", "ru", "en")}
    async with database.begin() as tx:
        one = await broadcasts.create(tx, content, wanted.as_json(), NOW, state="sending")
        await launches.begin(tx, one)
        groups = await audience.tally(tx, wanted, NOW)
    await write(database, one)
    async with database.connect() as tx:
        reached = {member for member, _ in await deliveries.page(tx, one)}
    assert reached == found
    assert sum(group.number for group in groups if not group.blocked) == len(found)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Audience(countries=("RU/Asia/Omsk",)), {1, 5}),
        (Audience(countries=("RU/Asia/Omsk", "DE")), {1, 4, 5}),
        (Audience(countries=("RU/Asia/Omsk", "RU/Europe/Moscow")), {1, 2, 5}),
        (Audience(no_countries=("RU/Asia/Omsk",)), {2, 3, 4, 6, 7}),
        (Audience(countries=("RU",), no_countries=("RU/Asia/Omsk",)), {2, 3}),
        (Audience(no_countries=("RU", "KZ/Asia/Almaty")), {4, 5, 6, 7}),
        (Audience(countries=("RU/1496153",)), {1}),
        (Audience(countries=("RU/1496153", "DE/2950159", "KZ")), {1, 4, 7}),
        (Audience(no_countries=("RU/1496153", "DE/2950159")), {2, 3, 5, 6, 7}),
        (Audience(countries=("RU",), no_countries=("RU/1496153",)), {2, 3}),
    ],
)
async def test_a_country_may_be_one_of_its_clocks_or_cities(
    database: Database, wanted: Audience, found: set[int]
) -> None:
    """Whoever said no clock or city is in none; whoever lives by a clock and gave no country is."""
    rows = [("RU", "Asia/Omsk"), ("RU", "Europe/Moscow"), ("RU", None), ("DE", "Europe/Berlin"), (None, "Asia/Omsk"),
            (None, None), ("KZ", "Asia/Omsk")]  # fmt: skip
    async with database.begin() as tx:
        for chat, (country, zone) in enumerate(rows):
            await members.join(tx, 1000 + chat, "kk", NOW)
            city = {0: "1496153", 3: "2950159"}.get(chat)
            await members.update(tx, 1000 + chat, country=country, timezone=zone, city=city)
        made = await broadcasts.create(tx, {"kk": {"text": "x"}}, wanted.as_json(), NOW, state="sending")
        await launches.begin(tx, made)
        groups = await audience.tally(tx, wanted, NOW)
    await write(database, made)
    async with database.connect() as tx:
        assert {member for member, _ in await deliveries.page(tx, made)} == found
    assert sum(group.number for group in groups) == len(found)


async def test_a_language_left_out_falls_back_in_order_or_not_at_all(database: Database) -> None:
    await people(database)
    async with database.begin() as tx:
        one = await broadcasts.create(
            tx, {"en": {"text": "x"}, "kk": {"text": "x"}}, {}, NOW, fallback=["ru", "kk"]
        )
        other = await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, NOW)
        await launches.begin(tx, one)
        await launches.begin(tx, other)
    await write(database, one)
    await write(database, other)
    async with database.connect() as tx:
        variants = {member: row.variant for member, row in await deliveries.page(tx, one)}
        left = {member for member, _ in await deliveries.page(tx, other)}
    assert variants == {1: "kk", 2: "kk", 4: "kk", 5: "kk"}
    assert left == {1, 4}


async def test_slices_make_the_same_ledger_and_a_slice_is_written_once(database: Database) -> None:
    await people(database)
    async with database.begin() as tx:
        one = await broadcasts.create(tx, {"kk": {}, "ru": {}, "en": {}}, {}, NOW, state="sending")
        await launches.begin(tx, one)
        stale = await broadcasts.get(tx, one)
    await write(database, one, size=2)
    assert stale is not None
    async with database.begin() as tx:
        assert not await launches.members_slice(tx, stale, 2, NOW)
        await launches.begin(tx, one)
    assert (await counted(database, one)).waiting == 4


async def test_who_joins_after_the_launch_is_not_in_it(database: Database) -> None:
    await people(database)
    async with database.begin() as tx:
        one = await broadcasts.create(tx, {"kk": {}, "ru": {}, "en": {}}, {}, NOW, state="sending")
        await launches.begin(tx, one)
        await members.join(tx, 7777, "kk", NOW)
    await write(database, one)
    assert (await counted(database, one)).audience == 4


async def test_on_members_clocks_every_zone_has_its_hour(database: Database) -> None:
    await people(database)
    async with database.begin() as tx:
        await members.update(tx, 1000, timezone="Europe/Berlin")
        one = await broadcasts.create(tx, {"kk": {}, "ru": {}, "en": {}}, {}, NOW, state="sending")
        await launches.begin(tx, one)
        row = await broadcasts.get(tx, one)
        assert row is not None
        assert set(await launches.clocks(tx, row, 1000)) == {("Europe/Berlin", "DE"), (None, "TR"), (None, "DE"),
                                                             (None, "MN")}  # fmt: skip
        await launches.members_slice(tx, row, 1000, NOW, Hours({"Europe/Berlin": 777}, {"MN": 444}, 555))
        hours = dict((await tx.execute(sa.select(deliveries.deliveries.c.member_id,
                                                 deliveries.deliveries.c.not_before))).all())  # fmt: skip
    assert hours == {1: 777, 2: 555, 4: 444, 5: 555}


async def test_an_old_ledger_is_dropped_and_its_counts_stay(database: Database) -> None:
    await people(database)
    async with database.begin() as tx:
        one = await broadcasts.create(tx, {"kk": {}, "ru": {}, "en": {}}, {}, NOW, state="done",
                                      finished_at=datetime(2026, 1, 1, tzinfo=UTC))  # fmt: skip
        await launches.begin(tx, one)
    await write(database, one)
    async with database.begin() as tx:
        assert await launches.to_archive(tx, NOW) == [one]
        assert [await launches.drop_slice(tx, one, 3) for _ in range(3)] == [3, 1, 0]
        await launches.archived(tx, one, NOW)
        assert await launches.to_archive(tx, NOW) == []
        assert (await deliveries.count(tx, one)).audience == 4


async def test_a_launch_is_closed_when_its_last_possible_member_joined(database: Database) -> None:
    await people(database)
    async with database.begin() as tx:
        one = await broadcasts.create(tx, {}, {}, NOW)
        await launches.begin(tx, one)
        await members.join(tx, 2000, "kk", NOW + timedelta(days=1))
        row = await broadcasts.get(tx, one)
        assert row is not None
        assert await launches.closed_at(tx, row) == NOW


async def test_a_draft_changed_by_two_at_once_is_changed_by_the_first(database: Database) -> None:
    async with database.begin() as tx:
        one = await broadcasts.create(tx, {}, {}, NOW)
        assert await broadcasts.change(tx, one, 1, NOW, content={"kk": {"text": "a"}})
        assert not await broadcasts.change(tx, one, 1, NOW, content={"kk": {"text": "b"}})
        row = await broadcasts.get(tx, one)
    assert row is not None and (row.version, row.content) == (2, {"kk": {"text": "a"}})


async def test_a_due_time_has_one_launch_however_often_it_is_tried(database: Database) -> None:
    async with database.begin() as tx:
        series = await broadcasts.create(tx, {}, {}, NOW, state="scheduled", due_at=NOW)
        await broadcasts.create(tx, {}, {}, NOW, series_id=series, due_at=NOW)
    with pytest.raises(sa.exc.IntegrityError):
        async with database.begin() as tx:
            await broadcasts.create(tx, {}, {}, NOW, series_id=series, due_at=NOW)


async def test_groups_are_members_too_unless_persons_only_and_staffs_own_never(database: Database) -> None:
    async with database.begin() as tx:
        await staff_group.configure(tx, -1)
        for chat in (5, -1, -2, -3):
            await members.join(tx, chat, "kk", NOW, "person" if chat > 0 else "group")
        await staff_group.follow(tx, -1, -3)
        everybody = await audience.tally(tx, Audience(), NOW)
        persons = await audience.tally(tx, Audience(persons=True), NOW)
        assert (sum(g.number for g in everybody), sum(g.number for g in persons)) == (2, 1)
        await staff_group.configure(tx, -2)  # another group is staff's now
        others = (
            await tx.execute(sa.select(members.members.c.chat_id).where(*audience.fits(Audience(), NOW)))
        ).scalars()
        assert set(others) == {5, -1, -3}


async def test_whoever_gave_no_country_is_in_none_that_is_left_out(database: Database) -> None:
    async with database.begin() as tx:
        await members.join(tx, 5, "kk", NOW)
        counted = await audience.tally(tx, Audience(no_countries=("DE",)), NOW)
    assert [group.number for group in counted] == [1]
