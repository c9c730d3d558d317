"""Draft steps: undo, looks, and the message that follows a broadcast."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.broadcasts import broadcasts, drafts, posts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DINA, MARAT = 1, 2


async def fresh(database: Database, number: int) -> Broadcast:
    async with database.connect() as tx:
        found = await broadcasts.get(tx, number)
    assert found is not None
    return found


async def test_undo_walks_back_step_by_step_and_a_new_change_begins_a_new_way(database: Database) -> None:
    async with database.begin() as tx:
        one = await drafts.begin(tx, DINA, NOW)
        assert not await drafts.undoable(tx, one)
    for policy in ("miss", "repeat"):
        async with database.begin() as tx:
            assert await drafts.save(tx, await _same(database, one), DINA, NOW, policy=policy)
    async with database.begin() as tx:
        assert await drafts.save(tx, await _same(database, one), DINA, NOW, due_at=NOW, urgent=True)
    seen = []
    for _ in range(4):
        now = await fresh(database, one.id)
        seen.append((now.urgent, now.due_at, now.policy))
        async with database.begin() as tx:
            await drafts.undo(tx, now, DINA, NOW)
    assert seen == [
        (True, NOW, "repeat"),
        (False, None, "repeat"),
        (False, None, "miss"),
        (False, None, "repeat"),
    ]
    async with database.begin() as tx:
        assert not await drafts.undo(tx, await _same(database, one), DINA, NOW)


async def _same(database: Database, one: Broadcast) -> Broadcast:
    return await fresh(database, one.id)


async def test_of_two_who_save_the_same_version_one_is_told(database: Database) -> None:
    async with database.begin() as tx:
        one = await drafts.begin(tx, DINA, NOW)
    async with database.begin() as tx:
        assert await drafts.save(tx, one, MARAT, NOW, policy="miss")
    async with database.begin() as tx:
        assert not await drafts.save(tx, one, DINA, NOW, policy="repeat")
        assert await drafts.last_hand(tx, replace(one, version=2)) == MARAT


async def test_a_change_takes_a_draft_out_of_review(database: Database) -> None:
    async with database.begin() as tx:
        one = await drafts.begin(tx, DINA, NOW)
        await drafts.save(tx, one, DINA, NOW, state="review")
    async with database.begin() as tx:
        assert await drafts.save(tx, await _same(database, one), DINA, NOW, policy="miss")
    assert (await fresh(database, one.id)).state == "draft"


async def test_a_look_is_what_was_seen_then(database: Database) -> None:
    async with database.begin() as tx:
        one = await drafts.begin(
            tx, DINA, NOW, content={"kk": {"text": "Бір"}}, expires_at=NOW + timedelta(days=1)
        )
        assert await drafts.seen(tx, one.id, MARAT) is None
        await drafts.look(tx, one, MARAT)
        await drafts.save(tx, one, DINA, NOW, content={"kk": {"text": "Екі"}})
        await drafts.look(tx, replace(one, policy="miss"), DINA)
        seen = await drafts.seen(tx, one.id, MARAT)
    assert seen is not None
    assert seen["content"]["kk"]["text"] == "Бір"
    assert drafts.read(seen)["expires_at"] == NOW + timedelta(days=1)


async def test_a_card_follows_until_its_last_word(database: Database) -> None:
    async with database.begin() as tx:
        one = await drafts.begin(tx, DINA, NOW)
        await posts.put(tx, one.id, DINA, 10)
        await posts.put(tx, one.id, DINA, 11)
        await posts.leave(tx, DINA, 10)
        [post] = await posts.following(tx)
        assert post.message_id == 11
        await posts.show(tx, post, "50 %")
        await posts.leave(tx, DINA, 11)
        [post] = await posts.following(tx)
        assert (post.message_id, post.shown) == (0, "50 %")
        await posts.show(tx, post, "100 %", NOW)
        assert await posts.following(tx) == []
        assert await posts.has(tx, one.id)


async def test_other_texts_only_where_it_stands_as_expected(database: Database) -> None:
    async with database.begin() as tx:
        number = await broadcasts.create(tx, {"kk": {"text": "1"}}, {}, NOW, state="sending")
        assert not await broadcasts.reword(tx, number, ("paused", "done"), {"kk": {"text": "2"}}, NOW)
        assert await broadcasts.step(tx, number, ("sending",), "paused", NOW)
        assert await broadcasts.reword(tx, number, ("paused", "done"), {"kk": {"text": "2"}}, NOW)
    found = await fresh(database, number)
    assert (found.state, found.content) == ("paused", {"kk": {"text": "2"}})


async def test_the_last_hand_is_who_changed_it_not_who_noted_or_took_back_a_note(database: Database) -> None:
    async with database.begin() as tx:
        one = await drafts.begin(tx, DINA, NOW)
        assert await drafts.last_hand(tx, one) == DINA
        assert await drafts.save(tx, one, MARAT, NOW, policy="miss")
    changed = await fresh(database, one.id)
    async with database.begin() as tx:
        assert await drafts.save(tx, changed, DINA, NOW, state="review", composer={"submitted_by": DINA})
    submitted = await fresh(database, one.id)
    async with database.begin() as tx:
        assert await drafts.last_hand(tx, submitted) == MARAT
        assert await drafts.undo(tx, submitted, DINA, NOW)
    back = await fresh(database, one.id)
    async with database.begin() as tx:
        assert await drafts.last_hand(tx, back) == MARAT
