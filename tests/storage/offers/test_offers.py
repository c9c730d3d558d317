"""Offers as staff list and search them, on both databases."""

from bot.offers import matching
from storage.database.database import Database
from storage.members import members
from storage.offers import offers
from storage.offers.offers import Filter
from tests.bot.offers.people import NOW, offer


async def test_filters_narrow_and_count(database: Database) -> None:
    async with database.begin() as tx:
        first = await offer(tx, 1, "give", country="DE")
        second = await offer(tx, 2, "give", country="TR", kind="mentoring")
        third = await offer(tx, 3, "seek", country="DE", field="it")
        await offers.move(tx, third.id, ["open"], state="paused")
        for chosen, expected in (
            (Filter(), [second, first]),
            (Filter(side="seek"), []),
            (Filter(state="paused", side="seek", field="it"), [third]),
            (Filter(country="DE"), [first]),
            (Filter(kind="mentoring", country="TR"), [second]),
        ):
            listed = await offers.page(tx, chosen, 10)
            assert [each.id for each in listed] == [each.id for each in expected]
            assert await offers.count(tx, chosen) == len(expected)
        assert [each.id for each in await offers.page(tx, Filter(), 1, 1)] == [first.id]
        assert await offers.grouped(tx, "country", Filter()) == [("DE", 1), ("TR", 1)]


async def test_a_search_finds_in_any_letters(database: Database) -> None:
    async with database.begin() as tx:
        made = await offer(
            tx, 1, "give", text="Ауыл шаруашылығы бойынша кеңес беремін", field="agriculture", country="MN"
        )
        await offer(tx, 2, "give", text="Программалауды үйретемін", field="it")
        for typed in ("ауыл шаруаш", "auyl", "اۋىل", "сельское", "Моңғолия", "Mongolia", "кеңес"):
            keys = matching.keys(typed, 8)
            assert [each.id for each in await offers.search(tx, keys, 10)] == [made.id], typed
        assert await offers.search(tx, matching.keys("%", 8) or ["%"], 10) == []


async def test_the_other_side_is_of_other_members_and_open(database: Database) -> None:
    async with database.begin() as tx:
        seek = await offer(tx, 1, "seek")
        await offer(tx, 1, "give")
        fits = await offer(tx, 2, "give")
        closed = await offer(tx, 3, "give")
        await offers.move(tx, closed.id, ["open"], state="withdrawn")
        await offer(tx, 4, "seek")
        assert [each.id for each in await offers.opposite(tx, seek, ["teaching"], 10)] == [fits.id]
        assert await offers.hold(tx, fits.id) and await offers.hold(tx, closed.id) is None
        await members.gone(tx, 2, "blocked", NOW)
        assert await offers.opposite(tx, seek, ["teaching"], 10) == []
        assert await offers.hold(tx, fits.id) is None
        assert await offers.opposite(tx, seek, ["vacancy"], 10) == []


async def test_a_receipt_leads_to_ones_own_only(database: Database) -> None:
    async with database.begin() as tx:
        made = await offer(tx, 1, "give", receipt_id=55)
        other = await offer(tx, 2, "give")
        mine = await offers.by_receipt(tx, made.member_id, 55)
        assert mine is not None and mine.id == made.id
        assert await offers.by_receipt(tx, other.member_id, 55) is None
