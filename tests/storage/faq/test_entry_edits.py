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
            edit, new = await entry_edits.propose(tx, "iin", "kk", {"answer": answer}, 1, "Дина", NOW)
            assert (edit.id, new) == (number, True)
            assert await entry_edits.publish(tx, edit.id, 2, NOW + timedelta(hours=number))
            stamps.append(await entry_edits.stamp(tx))
        other, _ = await entry_edits.propose(tx, "iin", "ru", {"answer": "Один"}, 1, "Дина", NOW)
        assert await entry_edits.waiting(tx) == [other]
        assert await entry_edits.decline(tx, other.id, 2, NOW)
        assert not await entry_edits.publish(tx, other.id, 2, NOW)
        stamps.append(await entry_edits.stamp(tx))
        live, history = await entry_edits.published(tx), await entry_edits.history(tx, "iin", "kk")
    assert [edit.text["answer"] for edit in live] == ["Екі"]
    assert [(edit.id, edit.state) for edit in history] == [(2, "published"), (1, "replaced")]
    assert len(set(stamps)) == 3


async def test_the_same_words_proposed_again_by_their_author_are_one_proposal(database: Database) -> None:
    async with database.begin() as tx:
        first = await entry_edits.propose(tx, "iin", "kk", {"answer": "Бір"}, 1, "Дина", NOW)
        again = await entry_edits.propose(tx, "iin", "kk", {"answer": "Бір"}, 1, "Дина", NOW)
        colleagues, new = await entry_edits.propose(tx, "iin", "kk", {"answer": "Бір"}, 2, "Марат", NOW)
    assert again == (first[0], False)
    assert new and colleagues.id != first[0].id
