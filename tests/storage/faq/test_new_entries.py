"""New entries, those who wait for them, and presses of a broadcast's buttons, on both databases."""

from datetime import UTC, datetime

from storage.broadcasts import presses
from storage.database.database import Database
from storage.faq import new_entries, searches
from storage.faq.searches import Search

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
CONTENT = {"category": "work"}


async def test_a_draft_is_published_as_it_was_seen_and_withdrawn(database: Database) -> None:
    async with database.begin() as tx:
        seen = await new_entries.begin(tx, "it", CONTENT, [1, 2], 7, "Дина", NOW)
        assert seen == await new_entries.get(tx, seen.id)
        assert seen.searches == [1, 2] and seen.content == CONTENT
        assert await new_entries.propose(tx, seen, 7, "Дина", NOW)
        review = await new_entries.by_slug(tx, "it")
        assert review is not None
        assert await new_entries.change(tx, review, {"category": "law"}, 3, NOW)
        assert not await new_entries.publish(tx, review, 8, NOW)
        changed = await new_entries.get(tx, seen.id)
        assert changed is not None and changed.state == "draft"
        assert changed.writers == [7, 3]
        assert await new_entries.propose(tx, changed, 7, "Дина", NOW)
        assert not await new_entries.publish(
            tx, review, 8, NOW
        )  # it waits again, with other words than were seen
        [review] = await new_entries.in_states(tx, "review")
        before = await new_entries.stamp(tx)
        assert await new_entries.publish(tx, review, 8, NOW)
        middle = await new_entries.stamp(tx)
        [live] = await new_entries.in_states(tx, "published")
        assert await new_entries.withdraw(tx, live, CONTENT, 8, NOW)
        assert len({before, middle, await new_entries.stamp(tx)}) == 3
        [gone] = await new_entries.in_states(tx, "withdrawn")
        assert not await new_entries.discard(tx, gone)


async def test_a_draft_nobody_read_is_discarded(database: Database) -> None:
    async with database.begin() as tx:
        draft = await new_entries.begin(tx, "it", CONTENT, [], 7, "Дина", NOW)
        assert await new_entries.discard(tx, draft)
        assert await new_entries.get(tx, draft.id) is None


async def test_who_waits_is_claimed_once_and_only_for_entries_that_are_read(database: Database) -> None:
    async with database.begin() as tx:
        ids = [
            await searches.record(tx, Search("kk", "cyrl", None, "unknown", text=text), NOW)
            for text in ("Итім бар", "Ит алып келу", "Басқа")
        ]
        await searches.wait(tx, [ids[0]], 5, NOW)
        await searches.wait(tx, [ids[1]], 5, NOW)
        await searches.wait(tx, [ids[1]], 6, NOW)
        await searches.wait(tx, [ids[2]], 7, NOW)
        assert await searches.untold(tx, ["it"]) == []
        await searches.settle(tx, ids[:2], "it")
        assert await searches.untold(tx, ["other"]) == []
        assert await searches.untold(tx, ["it"]) == [(5, "it"), (6, "it")]
        assert sorted(await searches.claim_telling(tx, 5, "it")) == ids[:2]
        assert await searches.claim_telling(tx, 5, "it") == []
        assert await searches.untold(tx, ["it"]) == [(6, "it")]
        assert set(await searches.waiting_for(tx, ids)) == {6, 7}
        assert len(await searches.unanswered(tx, NOW)) == 1


async def test_presses_are_counted_by_broadcast_and_kind(database: Database) -> None:
    async with database.begin() as tx:
        for kind in ("left", "left", "returned"):
            await presses.count(tx, 3, kind)
        assert await presses.counted(tx, 3) == {"left": 2, "returned": 1}
        assert await presses.counted(tx, 4) == {"left": 0, "returned": 0}
