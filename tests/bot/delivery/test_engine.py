"""The engine at its work: launched, delivered, paused, canceled, taken over, recalled; on both databases where
that may differ."""

import asyncio
from datetime import timedelta

import pytest

from bot.broadcasts import lifecycle, recalls
from bot.broadcasts.states import Release
from bot.delivery import outcome
from bot.errors import BotError
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import claims, deliveries, launches
from storage.members import members
from tests.bot.delivery.fake import BLOCKED, DEACTIVATED, OK, refusal
from tests.bot.delivery.scene import HELLO, LANGUAGES, playing


async def test_everybody_gets_it_once_in_their_language(database: Database) -> None:
    async with playing(database) as scene:
        chats = await scene.people(90)
        broadcast_id = await scene.send()
        counts = await scene.until(broadcast_id)
    assert (counts.sent, counts.audience) == (90, 90)
    assert scene.telegram.texts == {
        chat: [f"hello {('kk', 'ru', 'en')[n % 3]}"] for n, chat in enumerate(chats)
    }
    assert scene.heard == ["launched", "done"]


async def test_the_text_comes_as_written_and_the_bot_adds_a_button_only(ledger: Database) -> None:
    async with playing(ledger) as scene:
        await scene.people(1)
        broadcast_id = await scene.send(
            {
                "kk": {
                    "text": "2 < 3 & <b>",
                    "entities": [{"type": "bold", "offset": 0, "length": 1}],
                    "buttons": [[{"text": "Site", "url": "https://example.org"}]],
                }
            }
        )
        await scene.until(broadcast_id)
    body = scene.telegram.calls[0].body
    assert body["text"] == "2 < 3 & <b>"
    assert body["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert body["reply_markup"]["inline_keyboard"] == [
        [{"text": "Site", "url": "https://example.org"}],
        [{"text": "Unsubscribe", "callback_data": f"un:{broadcast_id}"}],
    ]


async def test_blocked_and_deactivated_members_are_gone(database: Database) -> None:
    async with playing(database) as scene:
        await scene.people(10)
        scene.telegram.rule = lambda call, before: {1001: BLOCKED, 1002: DEACTIVATED}.get(call.chat)
        first = await scene.until(await scene.send())
        again = await scene.until(await scene.send())
        async with database.connect() as tx:
            member = await members.by_chat(tx, 1002)
    assert (first.sent, first.gone) == (8, 2)
    assert again.audience == 8
    assert member is not None and member.blocked_reason == "Forbidden: user is deactivated"


async def test_pause_stops_it_and_resume_goes_on_with_the_rest(ledger: Database) -> None:
    async with playing(ledger, messages_per_second=60) as scene:
        await scene.people(120)
        broadcast_id = await scene.send()
        await scene.sent(broadcast_id, 20)
        await scene.step(broadcast_id, "paused", paused_at=scene.clock())
        await asyncio.sleep(1.2)
        held = await scene.counts(broadcast_id)
        await asyncio.sleep(0.6)
        assert await scene.counts(broadcast_id) == held and held.sending == 0 and held.waiting > 0
        await scene.step(broadcast_id, "sending")
        await scene.until(broadcast_id)
    assert set(scene.telegram.delivered.values()) == {1}
    assert len(scene.telegram.delivered) == 120


async def test_cancel_leaves_the_rest_waiting_for_good(ledger: Database) -> None:
    async with playing(ledger, messages_per_second=60) as scene:
        await scene.people(100)
        broadcast_id = await scene.send()
        await scene.sent(broadcast_id, 10)
        await scene.step(broadcast_id, "canceled", finished_at=scene.clock())
        await asyncio.sleep(1.2)
        counts = await scene.counts(broadcast_id)
    assert counts.sending == 0 and counts.waiting + counts.sent == 100 and counts.sent < 60


async def test_a_restart_goes_on_where_it_stood(ledger: Database) -> None:
    async with playing(ledger, messages_per_second=80) as scene:
        await scene.people(100)
        broadcast_id = await scene.send()
        await scene.sent(broadcast_id, 20)
        await scene.end()
        between = await scene.counts(broadcast_id)
        assert between.sending == 0 and 0 < between.sent < 100
        await scene.begin()
        await scene.until(broadcast_id)
    assert set(scene.telegram.delivered.values()) == {1} and len(scene.telegram.delivered) == 100


async def test_after_a_kill_rather_repeat_misses_nobody(database: Database) -> None:
    async with playing(database, latency=0.05, messages_per_second=100) as scene:
        await scene.people(120)
        broadcast_id = await scene.send()
        await scene.sent(broadcast_id, 30)
        await scene.die()
        before = scene.telegram.delivered.total()
        await _take_over_at_once(database)
        await scene.begin()
        counts = await scene.until(broadcast_id)
    assert len(scene.telegram.delivered) == 120 and counts.sent == 120
    copies = scene.telegram.delivered.total() - 120
    assert copies <= 100 * (0.05 + 0.05) + 1 + 5, f"{copies} copies, {before} sent before"
    assert counts.again >= copies


async def test_after_a_kill_rather_miss_sends_nothing_twice(database: Database) -> None:
    async with playing(database, latency=0.05, messages_per_second=100) as scene:
        await scene.people(120)
        broadcast_id = await scene.send(policy="miss")
        await scene.sent(broadcast_id, 30)
        await scene.die()
        await _take_over_at_once(database)
        await scene.begin()
        counts = await scene.until(broadcast_id)
    assert set(scene.telegram.delivered.values()) == {1}
    missing = 120 - len(scene.telegram.delivered)
    assert counts.unknown >= missing and counts.sent + counts.unknown == 120
    assert 0 < counts.unknown <= 30


async def _take_over_at_once(database: Database) -> None:
    """On PostgreSQL a dead process is given ten seconds; here we know that it is dead."""
    if database.dialect == "sqlite":
        return
    async with database.begin() as tx:
        for holder, broadcast_id, _ in await claims.abandoned(tx, ["nobody"]):
            broadcast = await broadcasts.get(tx, broadcast_id)
            assert broadcast is not None
            await claims.take_over(tx, holder, broadcast_id, broadcast.policy, 1)


async def test_recall_deletes_what_was_sent_and_stops_the_rest(database: Database) -> None:
    async with playing(database, messages_per_second=60) as scene:
        await scene.people(60)
        broadcast_id = await scene.send()
        await scene.sent(broadcast_id, 15)
        async with database.begin() as tx:
            target = await broadcasts.get(tx, broadcast_id)
            assert target is not None
            job = await recalls.recall(tx, target, scene.clock(), HELLO, None)
        undone = await scene.until(job)
        counts = await scene.counts(broadcast_id)
        state = (await scene.get(broadcast_id)).state
    deleted = [call.body["message_ids"] for call in scene.telegram.calls if call.method == "deleteMessages"]
    assert state == "recalled" and counts.waiting > 0 and counts.sending == 0
    assert (await scene.get(broadcast_id)).finished_at is not None  # or its ledger is never archived
    assert len(deleted) == undone.sent == counts.sent


async def test_a_recall_after_two_days_sends_a_note_instead(ledger: Database) -> None:
    async with playing(ledger) as scene:
        await scene.people(3)
        broadcast_id = await scene.send()
        await scene.until(broadcast_id)
        scene.skew = timedelta(hours=49)
        async with ledger.begin() as tx:
            target = await broadcasts.get(tx, broadcast_id)
            assert target is not None
            note = {"kk": {"text": "kk note"}, "ru": {"text": "ru note"}, "en": {"text": "en note"}}
            job = await recalls.recall(tx, target, scene.clock(), note, None)
        await scene.until(job)
    assert scene.telegram.texts[1000] == ["hello kk", "kk note"]


async def test_a_correction_edits_every_message_of_it(ledger: Database) -> None:
    async with playing(ledger) as scene:
        await scene.people(6)
        broadcast_id = await scene.send()
        await scene.until(broadcast_id)
        fresh = {"kk": {"text": "жаңа"}, "ru": {"text": "новое"}, "en": {"text": "new"}}
        job = await scene.send(fresh, kind="correct", target_id=broadcast_id)
        await scene.until(job)
    edits = {call.chat: call.body for call in scene.telegram.calls if call.method == "editMessageText"}
    assert [edits[chat]["text"] for chat in (1000, 1001, 1002)] == ["жаңа", "новое", "new"]
    assert edits[1000]["message_id"] > 0
    assert edits[1000]["reply_markup"]["inline_keyboard"][-1][0]["callback_data"] == f"un:{broadcast_id}"


async def test_what_still_waits_when_a_text_is_corrected_goes_out_corrected(ledger: Database) -> None:
    async with playing(ledger, messages_per_second=30) as scene:
        await scene.people(45)
        broadcast_id = await scene.send()
        await scene.sent(broadcast_id, 10)
        fresh = {language: {"text": f"corrected {language}"} for language in LANGUAGES}
        async with ledger.begin() as tx:
            assert await broadcasts.reword(tx, broadcast_id, ("sending",), fresh, scene.clock())
            await broadcasts.release(tx, broadcast_id, Release.FORCED)
        await scene.until(broadcast_id)
    texts = [call.body["text"] for call in scene.telegram.calls]
    assert texts[0].startswith("hello") and texts[-1].startswith("corrected")


async def test_an_album_comes_first_and_its_text_after_it(ledger: Database) -> None:
    part = {"text": "words", "media": [{"type": "photo", "file_id": "a"}, {"type": "video", "file_id": "b"}]}
    async with playing(ledger) as scene:
        await scene.people(1)
        broadcast_id = await scene.send({"kk": part})
        await scene.until(broadcast_id)
        async with ledger.connect() as tx:
            [(_, row)] = await deliveries.page(tx, broadcast_id)
    assert [call.method for call in scene.telegram.calls] == ["sendMediaGroup", "sendMessage"]
    assert scene.telegram.calls[1].at - scene.telegram.calls[0].at > 1.5  # two of one a second
    assert row.message_id == 2


async def test_unsubscribed_or_forgotten_after_the_launch_they_get_nothing(database: Database) -> None:
    async with playing(database) as scene:
        await scene.people(4)
        async with database.begin() as tx:
            for number in range(1, 5):
                await members.subscribe(tx, number, ["law"])
        broadcast_id = await scene.send(
            audience={"topics": ["law"]}, audience_mode="frozen", due_at=scene.clock() + timedelta(seconds=30)
        )
        async with database.begin() as tx:
            await launches.begin(tx, broadcast_id)
        await asyncio.sleep(1.0)
        async with database.begin() as tx:
            await members.unsubscribe(tx, 2, ["law"])
            await members.forget(tx, 1002)
        scene.skew = timedelta(seconds=31)
        counts = await scene.until(broadcast_id)
        async with database.connect() as tx:
            why = await deliveries.reasons(tx, broadcast_id)
    assert (counts.sent, counts.gone, counts.audience) == (2, 2, 4)
    assert sorted(why) == [("gone", "forgotten", 1), ("gone", "unsubscribed", 1)]
    assert sorted(scene.telegram.delivered) == [1000, 1003]


async def test_who_stopped_all_announcements_after_the_launch_gets_none(database: Database) -> None:
    async with playing(database) as scene:
        await scene.people(3)
        broadcast_id = await scene.send(audience_mode="frozen", due_at=scene.clock() + timedelta(seconds=30))
        async with database.begin() as tx:
            await launches.begin(tx, broadcast_id)
        await asyncio.sleep(1.0)
        async with database.begin() as tx:
            await members.update(tx, 1001, stopped_at=scene.clock())
        scene.skew = timedelta(seconds=31)
        counts = await scene.until(broadcast_id)
    assert (counts.sent, counts.gone, counts.audience) == (2, 1, 3)
    assert sorted(scene.telegram.delivered) == [1000, 1002]


async def test_a_claim_nobody_heard_of_is_sent_after_all(database: Database) -> None:
    async with playing(database) as scene:
        await scene.people(3)
        broadcast_id = await scene.send(due_at=scene.clock() + timedelta(seconds=30), audience_mode="frozen")
        async with database.begin() as tx:
            await launches.begin(tx, broadcast_id)
        await asyncio.sleep(1.2)
        async with database.begin() as tx:  # as if the answer to a commit had been lost
            await claims.take(tx, broadcast_id, [1, 2], scene.engine.holder)
        scene.skew = timedelta(seconds=31)
        counts = await scene.until(broadcast_id)
    assert counts.sent == 3 and set(scene.telegram.delivered.values()) == {1}


async def test_a_text_that_nobody_approved_goes_no_further_and_staff_are_told(database: Database) -> None:
    """However it came into the row: the engine holds every row it opens or renews against the word given for it."""
    async with playing(database, messages_per_second=40) as scene:
        await scene.people(60)
        broadcast_id = await scene.send()
        await scene.sent(broadcast_id, 10)
        other = {language: {"text": "never approved"} for language in HELLO}
        async with database.begin() as tx:
            assert await broadcasts.reword(tx, broadcast_id, ("sending",), other, scene.clock())
        counts = await scene.until(broadcast_id, "paused")
        row = await scene.get(broadcast_id)
        async with database.begin() as tx:
            with pytest.raises(BotError, match="not what was approved"):
                await lifecycle.resume(tx, broadcast_id, scene.clock())
        assert "never approved" not in {text for texts in scene.telegram.texts.values() for text in texts}
        assert row.pause_reason == "unapproved" and counts.waiting > 0
        assert [notice.reason for notice in scene.notices if notice.kind == "paused"] == ["unapproved"]
        async with database.begin() as tx:
            await lifecycle.approve_rest(tx, row, scene.clock(), 8)
        scene.engine.wake()
        counts = await scene.until(broadcast_id)
    assert counts.sent == 60 and set(scene.telegram.delivered.values()) == {1}


async def test_while_the_token_is_refused_nothing_fails_and_afterwards_everybody_gets_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome, "SHUT_SECONDS", 0.3)
    revoked = refusal(401, "Unauthorized")
    async with playing(database) as scene:
        scene.telegram.rule = lambda call, before: revoked
        await scene.people(80)
        broadcast_id = await scene.send()
        await asyncio.sleep(3.0)
        counts = await scene.counts(broadcast_id)
        assert (counts.open, counts.audience) == (80, 80)
        assert (await scene.get(broadcast_id)).state == "sending"
        scene.telegram.rule = lambda call, before: OK
        counts = await scene.until(broadcast_id)
        async with database.connect() as tx:
            attempts = {row.again for _, row in await deliveries.page(tx, broadcast_id)}
    assert counts.sent == 80 and attempts == {0}
    assert scene.heard == ["launched", "done"]
