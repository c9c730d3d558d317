"""The fault table: what goes wrong, what members get, what staff see. docs/failure-drill.md has the long run."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import lifecycle
from bot.broadcasts.schedule import Schedule as Plan
from bot.delivery.http_client import Done
from bot.delivery.pace import Lane
from bot.delivery.transport import Transport
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import closed_topics, deliveries
from storage.deliveries.deliveries import Counts
from storage.members import members
from tests.bot.delivery.fake import BLOCKED, Answer, Call, refusal
from tests.bot.delivery.scene import Scene, playing


async def test_a_429_of_two_seconds_is_obeyed_to_the_second_and_nobody_is_lost(ledger: Database) -> None:
    refused_at = []

    def rule(call: Call, before: int) -> Answer:
        if call.chat == 1005 and not before:
            refused_at.append(call.at)
            return refusal(429, "Too Many Requests: retry after 2", retry_after=2)
        return None

    async with playing(ledger, messages_per_second=20) as scene:
        scene.telegram.rule = rule
        await scene.people(12)
        counts = await scene.until(await scene.send())
    assert counts.sent == 12 and set(scene.telegram.delivered.values()) == {1}
    later = [call.at for call in scene.telegram.calls if call.at > refused_at[0] + 0.2]
    assert min(later) >= refused_at[0] + 2


async def test_a_429_of_three_hours_stops_bulk_tells_staff_and_lets_replies_through(ledger: Database) -> None:
    long = refusal(429, "Too Many Requests: retry after 10800", retry_after=10_800)
    async with playing(ledger, messages_per_second=50) as scene:
        scene.telegram.rule = lambda call, before: long if call.chat == 1003 else None
        await scene.people(30)
        broadcast_id = await scene.send()
        await asyncio.sleep(1.5)
        counts = await scene.counts(broadcast_id)
        sent = len(scene.telegram.calls)
        loop = asyncio.get_running_loop()
        asked = loop.time()
        await scene.engine.throttle.acquire(Lane.REPLY, 7)
        assert loop.time() - asked < 0.2
        assert len(scene.telegram.calls) == sent
    assert counts.sending == 0 and counts.waiting > 0
    assert scene.heard == ["launched", "parked"]
    assert scene.notices[1].seconds == 10_800.0


async def test_a_refused_button_is_dropped_once_for_all_and_told_once(ledger: Database) -> None:
    """What one message of a language shows is known for the others: a slip in an address fails for nobody."""
    link = [[{"text": "Сайт", "url": "https://a.kz"}]]
    content = {"kk": {"text": "Сәлем", "buttons": link}, "ru": {"text": "Привет"}}

    def rule(call: Call, before: int) -> Answer:
        linked = "https://a.kz" in str(call.body.get("reply_markup"))
        return refusal(400, "Bad Request: BUTTON_URL_INVALID") if linked else None

    async with playing(ledger, messages_per_second=50, latency=0.02) as scene:
        scene.telegram.rule = rule
        await scene.people(30, language="kk")
        counts = await scene.until(await scene.send(content))
        refused = [call for call in scene.telegram.calls if rule(call, 0)]
    assert counts == Counts(sent=30)
    assert 1 <= len(refused) <= 5  # those in flight when the first answer came
    assert scene.heard.count("unlinked") == 1
    assert set(scene.telegram.delivered.values()) == {1}


async def test_broken_markup_is_sent_once_more_as_plain_text_and_marked(ledger: Database) -> None:
    wrong = refusal(400, "Bad Request: can't parse entities: Can't find end tag")
    async with playing(ledger) as scene:
        scene.telegram.rule = lambda call, before: wrong if "parse_mode" in call.body else None
        await scene.people(3)
        part = {"text": "<b>bold &amp; bad", "parse_mode": "HTML"}
        counts = await scene.until(await scene.send({"kk": part, "ru": part, "en": part}))
    assert (counts.sent, counts.plain) == (3, 3)
    assert scene.telegram.texts[1000] == ["bold & bad"]


async def test_a_group_that_became_a_supergroup_is_followed_and_remembered(ledger: Database) -> None:
    moved = refusal(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100999
    )
    async with playing(ledger) as scene:
        scene.telegram.rule = lambda call, before: moved if call.chat == -55 else None
        async with ledger.begin() as tx:
            await members.join(tx, -55, "kk", scene.clock(), kind="group")
        counts = await scene.until(await scene.send())
        again = await scene.until(await scene.send())
    assert counts.sent == again.sent == 1
    assert [call.chat for call in scene.telegram.calls] == [-55, -100999, -100999]


def here(status: str, **more: object) -> dict[str, object]:
    """getChatMember's answer for the bot itself."""
    return {"ok": True, "error_code": 200, "result": {"status": status, **more}}


@pytest.mark.parametrize(
    ("refused", "membership", "state"),
    [
        (refusal(403, "Forbidden: TOPIC_CLOSED"), here("member"), "failed"),
        (refusal(400, "Bad Request: TOPIC_CLOSED"), here("member"), "failed"),
        (refusal(403, "Forbidden: not enough rights to send text messages"), here("administrator"), "failed"),
        (refusal(403, "Forbidden: CHAT_WRITE_FORBIDDEN"), here("restricted", is_member=True), "failed"),
        (refusal(403, "Forbidden: bot was kicked from the group chat"), here("kicked"), "gone"),
        (refusal(403, "Forbidden: bot is not a member of the supergroup chat"), here("left"), "gone"),
        (refusal(403, "Forbidden: bot was kicked from the group chat"), refusal(403, "Forbidden: kicked"), "gone"),
        (refusal(403, "Forbidden: the group chat was deleted"), "hang up", "gone"),
    ],
)  # fmt: skip
async def test_a_group_that_refuses_a_message_is_gone_only_if_the_bot_is_not_in_it(
    ledger: Database, refused: dict[str, object], membership: Answer, state: str
) -> None:
    answer = "cut_before" if membership == "hang up" else membership
    async with playing(ledger) as scene:
        scene.telegram.rule = lambda call, before: answer if call.method == "getChatMember" else refused
        async with ledger.begin() as tx:
            await members.join(tx, -55, "kk", scene.clock(), kind="group")
        counts = await scene.until(await scene.send())
        async with ledger.connect() as tx:
            member = await members.by_chat(tx, -55)
    assert (counts.failed, counts.gone) == ((1, 0) if state == "failed" else (0, 1))
    assert member is not None
    assert (member.blocked_at is None) is (state == "failed")
    asked = [call.body for call in scene.telegram.calls if call.method == "getChatMember"]
    assert all(body["user_id"] == 1 for body in asked)  # of the token 1:x
    assert len(asked) == (refused["error_code"] == 403 or "TOPIC" in str(refused["description"]))


def topics_open(*threads: int | None) -> Callable[[Call, int], Answer]:
    """A forum group that takes messages in these topics only; None is the general one."""

    def rule(call: Call, before: int) -> Answer:
        if call.method == "getChatMember":
            return here("member")
        return (
            None
            if call.body.get("message_thread_id") in threads
            else refusal(400, "Bad Request: TOPIC_CLOSED")
        )

    return rule


@pytest.mark.parametrize(
    ("used", "open_topics", "sent_to"),
    [(7, (7, None), [7]), (7, (None,), [7, None]), (None, (None, 7), [None]), (7, (), [7, None])],
)
async def test_a_group_is_written_to_in_the_topic_it_used_last_else_in_the_general_one(
    ledger: Database, used: int | None, open_topics: tuple[int | None, ...], sent_to: list[int | None]
) -> None:
    async with playing(ledger) as scene:
        scene.telegram.rule = topics_open(*open_topics)
        async with ledger.begin() as tx:
            group = await members.join(tx, -55, "kk", scene.clock(), kind="group")
            await closed_topics.use(tx, -55, used)
        counts = await scene.until(await scene.send())
        async with ledger.connect() as tx:
            told = list(await tx.execute(sa.select(closed_topics.closed_topics.c.member_id)))
    calls = [call for call in scene.telegram.calls if call.method == "sendMessage"]
    assert [call.body.get("message_thread_id") for call in calls] == sent_to
    assert (counts.sent, counts.failed) == ((1, 0) if open_topics else (0, 1))
    assert told == ([] if open_topics else [(group.id,)])


async def test_a_group_whose_topics_are_closed_is_noted_once_until_it_uses_the_bot_again(
    ledger: Database,
) -> None:
    async with playing(ledger) as scene:
        scene.telegram.rule = topics_open()
        async with ledger.begin() as tx:
            await members.join(tx, -55, "kk", scene.clock(), kind="group")
        for _ in range(2):
            await scene.until(await scene.send())
        async with ledger.begin() as tx:
            assert len(await closed_topics.QUEUE.claim(tx, scene.clock(), 10)) == 1
            await closed_topics.use(tx, -55, None)
            assert not await closed_topics.QUEUE.waits(tx, scene.clock())
        await scene.until(await scene.send())
        async with ledger.begin() as tx:
            assert len(await closed_topics.QUEUE.claim(tx, scene.clock(), 10)) == 1


async def test_who_blocked_the_bot_is_not_asked_about(ledger: Database) -> None:
    async with playing(ledger) as scene:
        scene.telegram.rule = lambda call, before: BLOCKED
        await scene.people(1)
        counts = await scene.until(await scene.send())
    assert counts.gone == 1
    assert [call.method for call in scene.telegram.calls] == ["sendMessage"]


async def test_an_unknown_chat_fails_with_telegrams_reason(ledger: Database) -> None:
    async with playing(ledger) as scene:
        scene.telegram.rule = lambda call, before: (
            refusal(400, "Bad Request: chat not found") if call.chat == 1001 else None
        )
        await scene.people(3)
        broadcast_id = await scene.send()
        counts = await scene.until(broadcast_id)
        async with ledger.connect() as tx:
            why = await deliveries.reasons(tx, broadcast_id)
    assert (counts.sent, counts.failed) == (2, 1)
    assert why == [("failed", "Bad Request: chat not found", 1)]


async def test_errors_of_telegrams_own_are_tried_again_and_nothing_is_sent_twice(ledger: Database) -> None:
    async with playing(ledger) as scene:
        scene.telegram.rule = lambda call, before: (
            refusal(500, "Internal Server Error") if call.chat == 1001 and before < 2 else None
        )
        await scene.people(40)
        counts = await scene.until(await scene.send())
    assert counts.sent == 40 and counts.again == 0
    assert set(scene.telegram.delivered.values()) == {1}


async def test_a_connection_cut_before_or_after_acceptance_is_sent_again_under_repeat(
    ledger: Database,
) -> None:
    def rule(call: Call, before: int) -> Answer:
        return {1001: "cut_before", 1002: "cut_after"}.get(call.chat) if not before else None

    async with playing(ledger) as scene:
        scene.telegram.rule = rule
        await scene.people(40)
        counts = await scene.until(await scene.send())
    assert (counts.sent, counts.again) == (40, 2)
    assert {chat: n for chat, n in scene.telegram.delivered.items() if n > 1} == {1002: 2}


async def test_under_miss_the_same_is_left_unknown_and_shown(ledger: Database) -> None:
    async with playing(ledger) as scene:
        scene.telegram.rule = lambda call, before: {1001: "cut_before", 1002: "cut_after"}.get(call.chat)
        await scene.people(40)
        broadcast_id = await scene.send(policy="miss")
        counts = await scene.until(broadcast_id)
    assert (counts.sent, counts.unknown) == (38, 2)
    assert set(scene.telegram.delivered.values()) == {1}


async def test_an_answer_that_never_comes_is_unknown(ledger: Database) -> None:
    async with playing(ledger, timeout=0.5) as scene:
        scene.telegram.rule = lambda call, before: "hang" if call.chat == 1001 else None
        await scene.people(3)
        broadcast_id = await scene.send(policy="miss")
        counts = await scene.until(broadcast_id)
        async with ledger.connect() as tx:
            why = await deliveries.reasons(tx, broadcast_id)
    assert (counts.sent, counts.unknown) == (2, 1)
    assert why == [("unknown", "no answer: no answer in time", 1)]


async def test_a_server_that_is_away_costs_no_try_and_is_waited_for(ledger: Database) -> None:
    async with playing(ledger) as scene:
        await scene.telegram.stop()
        await scene.people(10)
        broadcast_id = await scene.send()
        await asyncio.sleep(1.5)
        counts = await scene.counts(broadcast_id)
        assert counts.sent == counts.failed == counts.unknown == 0
        await scene.telegram.restart()
        assert (await scene.until(broadcast_id, seconds=30)).sent == 10
    assert set(scene.telegram.delivered.values()) == {1}


async def test_a_broadcast_that_goes_wrong_pauses_itself_and_says_why(ledger: Database) -> None:
    async with playing(ledger, messages_per_second=200) as scene:
        scene.telegram.rule = lambda call, before: refusal(400, "Bad Request: wrong file identifier")
        await scene.people(400)
        broadcast_id = await scene.send()
        counts = await scene.until(broadcast_id, "paused")
        reason = (await scene.get(broadcast_id)).pause_reason
        await asyncio.sleep(0.7)
        assert (await scene.counts(broadcast_id)).sending == 0
    assert counts.failed < 100
    assert reason == "errors: 100% of the last 30 sends"
    assert scene.heard == ["launched", "paused"]


async def test_a_list_of_blocked_members_pauses_and_goes_on_when_staff_say_so(ledger: Database) -> None:
    async with playing(ledger) as scene:
        scene.telegram.rule = lambda call, before: BLOCKED if call.chat % 10 else None
        await scene.people(300)
        broadcast_id = await scene.send()
        await scene.until(broadcast_id, "paused")
        async with ledger.begin() as tx:
            await lifecycle.resume(tx, broadcast_id, scene.clock())
        counts = await scene.until(broadcast_id)
    assert (counts.sent, counts.gone) == (30, 270)


async def test_a_full_disk_stops_sending_and_it_goes_on_by_itself(ledger: Database) -> None:
    """SQLite's own limit of pages stands for the disk: it refuses with the very error of a full one."""
    async with playing(ledger, messages_per_second=100) as scene:
        await scene.people(300)
        broadcast_id = await scene.send()
        await scene.sent(broadcast_id, 30)
        async with ledger.begin() as tx:
            await _limit_pages(tx, room=0)
        await _until_heard(scene, "stuck")
        await asyncio.sleep(0.3)  # what was in flight has landed
        stopped = len(scene.telegram.calls)
        await asyncio.sleep(1.0)
        assert len(scene.telegram.calls) == stopped < 300
        async with ledger.begin() as tx:
            await _limit_pages(tx, room=10_000)
        counts = await scene.until(broadcast_id)
    assert counts.sent == 300 and counts.again == 0
    assert set(scene.telegram.delivered.values()) == {1}
    assert scene.heard == ["launched", "stuck", "flowing", "done"]


async def _limit_pages(tx: AsyncConnection, room: int) -> None:
    pages = (await tx.execute(sa.text("PRAGMA page_count"))).scalar_one()
    await tx.execute(sa.text(f"PRAGMA max_page_count = {pages + room}"))


async def _until_heard(scene: Scene, kind: str) -> None:
    async with asyncio.timeout(10):
        while kind not in scene.heard:
            await asyncio.sleep(0.02)


async def test_what_expires_while_it_is_sent_stops(ledger: Database) -> None:
    async with playing(ledger, messages_per_second=20) as scene:
        await scene.people(200)
        broadcast_id = await scene.send(expires_at=scene.clock() + timedelta(seconds=1.5))
        counts = await scene.until(broadcast_id, "expired")
    assert 5 < counts.sent < 60 and counts.waiting > 100
    assert scene.heard == ["launched", "expired"]


async def test_overdue_beyond_its_expiry_it_is_not_sent_and_staff_are_told(ledger: Database) -> None:
    async with playing(ledger) as scene:
        await scene.people(3)
        moment = scene.clock()
        broadcast_id = await scene.send(
            due_at=moment - timedelta(hours=3), expires_at=moment - timedelta(minutes=5)
        )
        await scene.until(broadcast_id, "expired")
    assert scene.heard == ["expired"] and not scene.telegram.calls


async def test_overdue_without_an_expiry_staff_are_asked(ledger: Database) -> None:
    async with playing(ledger) as scene:
        await scene.people(3)
        broadcast_id = await scene.send(due_at=scene.clock() - timedelta(hours=3))
        await scene.until(broadcast_id, "overdue")
        assert scene.heard == ["overdue"] and not scene.telegram.calls
        async with ledger.begin() as tx:
            await lifecycle.send_now(tx, await scene.get(broadcast_id), scene.clock())
        assert (await scene.until(broadcast_id)).sent == 3


async def test_a_clock_that_jumps_launches_nothing_twice(ledger: Database) -> None:
    async with playing(ledger) as scene:
        await scene.people(3)
        plan = Plan("day", f"{scene.clock() + timedelta(hours=12):%H:%M}", "UTC")
        series = await scene.send(due_at=scene.clock() - timedelta(minutes=1), schedule=plan.as_json())
        await asyncio.sleep(1.0)
        for jump in (timedelta(hours=-5), timedelta(0), timedelta(minutes=-30), timedelta(0)):
            scene.skew = jump
            await asyncio.sleep(0.6)
        async with ledger.connect() as tx:
            children = [
                row for row in await broadcasts.in_states(tx, broadcasts.STATES) if row.series_id == series
            ]
    assert len(children) == 1
    assert set(scene.telegram.delivered.values()) == {1}


async def test_quiet_hours_hold_back_those_who_sleep_and_urgent_ones_do_not_wait(ledger: Database) -> None:
    async with playing(ledger, quiet_from="00:00", quiet_until="23:59") as scene:
        await scene.people(2)
        async with ledger.begin() as tx:
            await members.update(tx, 1001, timezone="Asia/Almaty")
        broadcast_id = await scene.send()
        counts = await scene.sent(broadcast_id, 1)
        urgent = await scene.until(await scene.send(urgent=True, urgent_reason="test"))
    assert (counts.sent, counts.waiting) == (1, 1)
    assert urgent.sent == 2


async def test_by_their_countrys_clock_those_wait_whose_own_is_not_known_where_staff_chose_it(
    ledger: Database,
) -> None:
    async with playing(ledger, quiet_from="00:00", quiet_until="23:59") as scene:
        await scene.people(1, country="KZ")
        chosen = await scene.send(audience={"country_clock": True})
        assert await scene.until(await scene.send()) == Counts(sent=1)
        await asyncio.sleep(0.5)
        assert await scene.counts(chosen) == Counts(waiting=1)


async def test_no_second_ever_sees_more_than_the_rate(
    ledger: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments: list[float] = []  # of leaving: when a busy machine lets it arrive is not ours
    post = Transport.post

    def leaves(transport: Transport, method: str, body: bytes, done: Done) -> None:
        moments.append(time.monotonic())
        post(transport, method, body, done)

    monkeypatch.setattr(Transport, "post", leaves)
    async with playing(ledger, messages_per_second=40) as scene:
        await scene.people(120)
        await scene.until(await scene.send())
    assert len(moments) == 120
    assert max(sum(1 for at in moments if start <= at < start + 1.0) for start in moments) <= 40
