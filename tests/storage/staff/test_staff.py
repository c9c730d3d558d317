"""The team, and the figures of `/stats`, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

from storage import counts
from storage.counts import Opinion
from storage.database.database import Database
from storage.faq import ratings, searches
from storage.faq.ratings import Rating
from storage.faq.searches import Search
from storage.members import members
from storage.staff import invitations, staff

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
AGO = NOW - timedelta(days=30)


async def test_a_colleague_comes_goes_and_comes_back(database: Database) -> None:
    async with database.begin() as tx:
        assert await staff.add(tx, 7, "editor", "Марат", 1, NOW)
        assert not await staff.add(tx, 7, "owner", "Марат", 1, NOW)
        assert await staff.set_role(tx, 7, "approver")
        assert not await staff.set_role(tx, 7, "approver")
        assert await staff.remove(tx, 7, NOW)
        assert not await staff.remove(tx, 7, NOW)
        assert [(colleague.name, colleague.removed_at) for colleague in await staff.everyone(tx)] == [
            ("Марат", NOW)
        ]
        assert await staff.add(tx, 7, "editor", None, 1, NOW)
        [colleague] = await staff.everyone(tx)
        assert colleague.role == "editor" and colleague.removed_at is None


async def test_of_two_owners_who_remove_each_other_at_once_one_stays(database: Database) -> None:
    async with database.begin() as tx:
        for number in (7, 8):
            await staff.add(tx, number, "owner", None, 1, NOW)

    async def removes(other: int) -> bool:
        async with database.begin() as tx:
            if await staff.owners(tx) == {other}:
                return False
            await asyncio.sleep(0.2)
            return await staff.remove(tx, other, NOW)

    assert sorted(await asyncio.gather(removes(7), removes(8))) == [False, True]
    async with database.begin() as tx:
        assert len(await staff.owners(tx)) == 1


async def test_an_owner_is_proposed_and_decided_on_once(database: Database) -> None:
    async with database.begin() as tx:
        await staff.add(tx, 7, "editor", "Марат", 1, NOW)
        assert not await staff.decide(tx, 7, "owner")  # nobody proposed it
        assert await staff.propose(tx, 7, 1)
        assert not await staff.propose(tx, 7, 2)
        assert await staff.decide(tx, 7, "owner")
        assert not await staff.decide(tx, 7, None)
        [colleague] = await staff.everyone(tx)
        assert (colleague.role, colleague.proposed_by) == ("owner", None)
        assert await staff.propose(tx, 7, 1)
        await staff.remove(tx, 7, NOW)  # what was proposed of them is over
        assert not await staff.decide(tx, 7, "owner")


async def test_an_invitation_is_used_once_and_in_its_days(database: Database) -> None:
    async with database.begin() as tx:
        for token, hours in (("used", 1), ("late", -1), ("withdrawn", 1)):
            number = await invitations.add(tx, token, "editor", 1, NOW + timedelta(hours=hours))
        assert await invitations.withdraw(tx, number, NOW)
        assert not await invitations.withdraw(tx, number, NOW)
        assert [row.role for row in await invitations.waiting(tx, NOW)] == ["editor"]
        used = await invitations.use(tx, "used", 7, NOW)
        assert used is not None and (used.role, used.used_by) == ("editor", 7)
        for token in ("used", "late", "withdrawn", "unknown"):
            assert await invitations.use(tx, token, 8, NOW) is None
        assert await invitations.waiting(tx, NOW) == []
        kept = await invitations.by_token(tx, "used")
        assert kept is not None and "used" not in kept.digest


async def test_members_are_counted_by_what_staff_ask(database: Database) -> None:
    async with database.begin() as tx:
        for chat, language in ((1, "kk"), (2, "kk"), (3, "ru"), (-4, "kk")):
            made = await members.join(tx, chat, language, NOW, "group" if chat < 0 else "person")
            await members.subscribe(tx, made.id, ["law"])
        await members.join(tx, 5, "en", NOW - timedelta(days=90))
        await members.update(tx, 1, country="DE", stopped_at=NOW)
        await members.gone(tx, 3, "blocked", NOW)
        assert await counts.totals(tx, AGO) == counts.Members(5, 4, 1, 1, 4, 1)
        assert await counts.by_language(tx) == [("kk", 3), ("en", 1)]
        assert sorted(await counts.by_country(tx), key=str) == [("DE", 1), (None, 3)]
        assert await counts.by_topic(tx) == [("law", 3)]
        after = NOW + timedelta(seconds=1)
        assert await counts.joined(tx, [AGO, NOW, after]) == [0, 4]
        assert await counts.joined(tx, [NOW - timedelta(days=90), AGO, NOW]) == [1, 0]
        assert await counts.left(tx, [AGO, after]) == [1]
        assert await counts.left(tx, [AGO, NOW]) == [0]


async def test_questions_and_opinions_are_counted(database: Database) -> None:
    async with database.begin() as tx:
        for decision, entry in (("answer", "iin"), ("answer", "iin"), ("unknown", None)):
            await searches.record(tx, Search("kk", "cyrl", None, decision, entry, "мәтін"), NOW)
        await ratings.rate(tx, Rating("iin", "kk", True), 1, NOW)
        rating = await ratings.rate(tx, Rating("iin", "kk", False), 2, NOW)
        await ratings.missed(tx, rating, "мекенжай")
        assert await counts.decisions(tx, AGO) == {"answer": 2, "unknown": 1}
        assert await counts.entries(tx, AGO) == [("iin", 2)]
        assert await counts.opinions(tx, AGO) == [Opinion("iin", 1, 1)]
        assert await counts.remarks(tx, "iin") == ["мекенжай"]
