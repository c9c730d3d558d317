"""Proposals and publications of entries, on both databases."""

from datetime import UTC, datetime, timedelta

from storage.database.database import Database
from storage.faq import entry_edits

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


async def test_what_was_published_is_replaced_and_each_publication_changes_the_stamp(
    database: Database,
) -> None:
    stamps = []
    async with database.begin() as tx:
        stamps.append(await entry_edits.stamp(tx))
        for number, answer in enumerate(("Бір", "Екі"), 1):
            made = await entry_edits.propose(tx, "iin", "kk", {"answer": answer}, 1, "Дина", NOW)
            assert made == number
            assert await entry_edits.publish(tx, made, 2, NOW + timedelta(hours=number))
            stamps.append(await entry_edits.stamp(tx))
        other = await entry_edits.propose(tx, "iin", "ru", {"answer": "Один"}, 1, "Дина", NOW)
        assert [one.id for one in await entry_edits.waiting(tx)] == [other]
        assert await entry_edits.decline(tx, other, 2, NOW)
        assert not await entry_edits.publish(tx, other, 2, NOW)
        stamps.append(await entry_edits.stamp(tx))
        live, kept = await entry_edits.published(tx), await entry_edits.history(tx, "iin", "kk")
    assert [one.text["answer"] for one in live] == ["Екі"]
    assert [(one.id, one.state) for one in kept] == [(2, "published"), (1, "replaced")]
    assert len(set(stamps)) == 3
