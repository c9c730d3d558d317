from datetime import UTC, datetime

from storage.broadcasts import saved_audiences
from storage.database.database import Database
from storage.members.audience import Audience

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def test_saved_ones_are_listed_by_name_and_a_name_is_given_once(database: Database) -> None:
    germany = Audience(countries=("DE",), no_languages=("ru",), joined_after=NOW)
    async with database.begin() as tx:
        for title in ("Түркия", "Германия", "Польша"):
            assert await saved_audiences.save(tx, title, germany.as_json(), 7, NOW)
        assert not await saved_audiences.save(tx, "Германия", {}, 8, NOW)
        first = await saved_audiences.listing(tx, 2)
        assert [kept.title for kept in first] == ["Германия", "Польша"]
        assert [kept.title for kept in await saved_audiences.listing(tx, 2, 2)] == ["Түркия"]
        assert Audience.of(first[0].audience) == germany


async def test_what_is_deleted_is_deleted_once(database: Database) -> None:
    async with database.begin() as tx:
        await saved_audiences.save(tx, "Германия", {}, 7, NOW)
        [kept] = await saved_audiences.listing(tx, 9)
        assert await saved_audiences.delete(tx, kept.id)
        assert not await saved_audiences.delete(tx, kept.id)
        assert await saved_audiences.count(tx) == 0
