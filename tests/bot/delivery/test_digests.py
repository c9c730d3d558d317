"""Digests through the engine: one message for what would have come, nobody missed, nobody twice, counts that add up."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot import forgetting
from bot.broadcasts import recalls
from bot.broadcasts.states import Release
from bot.clock import now
from bot.delivery import digest_sender, unchanged
from bot.delivery import engine as engines
from bot.delivery.throttle import Throttle
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import digests
from storage.deliveries.deliveries import LEAVING, Counts, deliveries
from storage.members import erasure, forget_requests, frequencies, members
from storage.members.members import subscriptions
from tests.bot.delivery.fake import BLOCKED, Call, refusal
from tests.bot.delivery.scene import HELLO, Scene, playing

digest_sender.EVERY = engines.EDIT_EVERY = 0.1  # seconds
DAILY = {"frequency": "daily", "timezone": "UTC", "quiet_from": 0, "quiet_until": 0}
TITLES = {language: {"text": f"Title {language}\nThe rest of it."} for language in ("kk", "ru", "en")}


@pytest.fixture
async def scene(ledger: Database) -> AsyncIterator[Scene]:
    async with playing(ledger) as playing_scene:
        yield playing_scene


async def gathered(scene: Scene, number: int) -> None:
    """Waits until so many lines are in digests."""
    for _ in range(200):
        async with scene.database.connect() as tx:
            lines = (
                await tx.execute(sa.select(sa.func.count()).select_from(digests.digest_lines))
            ).scalar_one()
        if lines >= number:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"only {lines} lines")


def a_day_later(scene: Scene) -> None:
    scene.skew += timedelta(days=1, minutes=1)


async def reasons(scene: Scene, broadcast_id: int) -> list[tuple[str, str | None]]:
    async with scene.database.connect() as tx:
        here = deliveries.c.broadcast_id == broadcast_id
        rows = await tx.execute(sa.select(deliveries.c.state, deliveries.c.reason).where(here))
        return [(row[0], row[1]) for row in rows]


def slowly(acquire: Any, seconds: float, times: int) -> Any:
    """The first so many turns come late."""
    left = iter(range(times))

    async def acquired(*args: Any) -> None:
        await acquire(*args)
        if next(left, None) is not None:
            await asyncio.sleep(seconds)

    return acquired


def buttons(call: Call) -> list[str]:
    return [each["callback_data"] for row in call.body["reply_markup"]["inline_keyboard"] for each in row]


async def test_what_would_have_come_comes_in_one_message_at_the_members_hour(scene: Scene) -> None:
    await scene.people(3, **DAILY)
    first, second = await scene.send(TITLES), await scene.send({**TITLES, "kk": {"text": "Екінші <b>"}})
    await gathered(scene, 6)
    assert scene.telegram.calls == []
    assert await reasons(scene, first) == [("waiting", "digest")] * 3
    assert (await scene.get(first)).state == "sending"
    assert await scene.counts(first) == Counts(waiting=3)
    a_day_later(scene)
    assert await scene.until(first) == await scene.until(second) == Counts(sent=3)
    assert dict(scene.telegram.delivered) == {1000: 1, 1001: 1, 1002: 1}
    said = next(call for call in scene.telegram.calls if call.chat == 1000)
    assert said.body["text"].splitlines()[2:4] == ["1. Title kk", "2. Екінші &lt;b&gt;"]
    assert buttons(said) == [f"dg:{first}", f"dg:{second}", "+often"]


async def test_urgent_ones_and_what_guests_of_an_event_must_know_pass(scene: Scene) -> None:
    await scene.people(2, **DAILY, paused_until=now() + timedelta(days=7))
    urgent = await scene.send(urgent=True, urgent_reason="x")
    assert await scene.until(urgent) == Counts(sent=2)
    assert scene.telegram.texts[1000] == ["hello kk"]


async def test_others_get_it_at_once_meanwhile(scene: Scene) -> None:
    await scene.people(40)
    async with scene.database.begin() as tx:
        await tx.execute(sa.update(members.members).where(members.members.c.id % 2 == 0).values(**DAILY))
    broadcast = await scene.send()
    await scene.sent(broadcast, 20)
    await gathered(scene, 20)
    assert await scene.counts(broadcast) == Counts(waiting=20, sent=20)


async def test_one_topic_can_come_at_once_and_another_in_a_digest(scene: Scene) -> None:
    await scene.people(1)
    async with scene.database.begin() as tx:
        rows = [{"topic": topic, "member_id": 1} for topic in ("work", "news")]
        await tx.execute(sa.insert(subscriptions), rows)
        assert await frequencies.choose(tx, 1, "work", "weekly")
        assert not await frequencies.choose(tx, 1, "study", "weekly")
    news = await scene.send(audience={"topics": ["news"]})
    assert await scene.until(news) == Counts(sent=1)
    await scene.send(audience={"topics": ["work"]})
    await gathered(scene, 1)
    assert len(scene.telegram.calls) == 1


async def test_thousands_are_gathered_without_waiting_for_the_pace(ledger: Database) -> None:
    async with playing(ledger, messages_per_second=28) as scene:
        await scene.people(2000, **DAILY)
        began = now()
        await scene.send()
        await gathered(scene, 2000)
        assert now() - began < timedelta(seconds=20)


@pytest.mark.parametrize(
    ("change", "left", "end"),
    [
        ({"blocked_at": now()}, "blocked", "done"),
        ({"stopped_at": now()}, "unsubscribed", "done"),
    ],
)
async def test_who_left_gets_no_digest(scene: Scene, change: dict[str, Any], left: str, end: str) -> None:
    await scene.people(1, **DAILY)
    broadcast = await scene.send()
    await gathered(scene, 1)
    async with scene.database.begin() as tx:
        await members.update(tx, 1000, **change)
    a_day_later(scene)
    assert await scene.until(broadcast, end) == Counts(gone=1)
    assert await reasons(scene, broadcast) == [("gone", left)]
    assert scene.telegram.calls == []


async def test_who_was_forgotten_leaves_nothing_that_waits(scene: Scene) -> None:
    await scene.people(1, **DAILY)
    broadcast = await scene.send()
    await gathered(scene, 1)
    async with scene.database.begin() as tx:
        await erasure.erase(tx, 1000, now())
    assert await scene.until(broadcast) == Counts(gone=1)


@pytest.mark.parametrize("after", ["canceled", "recalled", "expired"])
async def test_what_is_over_is_left_out_of_a_digest(scene: Scene, after: str) -> None:
    await scene.people(1, **DAILY)
    over, other = await scene.send(TITLES), await scene.send({"kk": {"text": "Екінші"}})
    await gathered(scene, 2)
    await scene.step(over, after)
    a_day_later(scene)
    assert await scene.until(other) == Counts(sent=1)
    assert buttons(scene.telegram.calls[0]) == [f"dg:{other}", "+often"]
    assert await scene.counts(over) == Counts(waiting=1)


async def test_a_corrected_one_comes_corrected(scene: Scene) -> None:
    await scene.people(1, **DAILY)
    broadcast = await scene.send(TITLES)
    await gathered(scene, 1)
    async with scene.database.begin() as tx:
        await broadcasts.reword(tx, broadcast, ("sending",), {"kk": {"text": "Дұрысы"}}, now())
        await broadcasts.release(tx, broadcast, "forced")
    a_day_later(scene)
    await scene.until(broadcast)
    assert "1. Дұрысы" in scene.telegram.calls[0].body["text"]


async def test_a_paused_one_comes_in_the_next_digest_after_it_goes_on(scene: Scene) -> None:
    await scene.people(1, **DAILY)
    broadcast = await scene.send()
    await gathered(scene, 1)
    await scene.step(broadcast, "paused")
    a_day_later(scene)
    await asyncio.sleep(0.5)
    assert scene.telegram.calls == []
    await scene.step(broadcast, "sending")
    await gathered(scene, 2)
    a_day_later(scene)
    assert await scene.until(broadcast) == Counts(sent=1)
    assert len(scene.telegram.calls) == 1


async def test_at_once_again_brings_what_was_gathered(scene: Scene) -> None:
    await scene.people(1, **DAILY)
    broadcast = await scene.send()
    await gathered(scene, 1)
    async with scene.database.begin() as tx:
        await members.update(tx, 1000, frequency="at_once")
        await digests.release(tx, 1)
    assert await scene.until(broadcast) == Counts(sent=1)
    assert scene.telegram.texts[1000] == ["hello kk"]


async def test_a_digest_whose_look_is_too_old_takes_another_and_another_turn(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a machine that has no time for looks: it is neither put back nor sent unseen."""
    monkeypatch.setattr(unchanged, "FRESH", 0.2)
    monkeypatch.setattr(Throttle, "acquire", slowly(Throttle.acquire, 0.3, times=3))
    await scene.people(1, **DAILY)
    broadcast = await scene.send()
    await gathered(scene, 1)
    a_day_later(scene)
    assert await scene.until(broadcast) == Counts(sent=1)
    async with scene.database.connect() as tx:
        assert (await tx.execute(sa.select(digests.digests.c.attempts))).scalar_one() == 1
    assert dict(scene.telegram.delivered) == {1000: 1}


async def test_after_a_pause_it_all_comes_in_one_message(scene: Scene) -> None:
    await scene.people(
        1, timezone="UTC", quiet_from=0, quiet_until=0, paused_until=now() + timedelta(hours=20)
    )
    numbers = [await scene.send() for _ in range(3)]
    await gathered(scene, 3)
    a_day_later(scene)
    for number in numbers:
        assert await scene.until(number) == Counts(sent=1)
    assert len(scene.telegram.calls) == 1
    assert await scene.until(await scene.send()) == Counts(sent=1)


async def test_what_does_not_fit_comes_in_another_message(scene: Scene) -> None:
    await scene.people(1, **DAILY)
    numbers = [await scene.send() for _ in range(digest_sender.MOST + 2)]
    await gathered(scene, len(numbers))
    a_day_later(scene)
    for number in numbers:
        assert await scene.until(number) == Counts(sent=1)
    shown = [button for call in scene.telegram.calls for button in buttons(call) if button != "+often"]
    assert (len(scene.telegram.calls), shown) == (2, [f"dg:{number}" for number in numbers])


async def test_a_blocked_chat_is_marked_and_a_refusal_kept(scene: Scene) -> None:
    await scene.people(2, **DAILY)
    scene.telegram.rule = lambda call, before: (
        BLOCKED if call.chat == 1000 else refusal(400, "Bad Request: x")
    )
    broadcast = await scene.send()
    await gathered(scene, 2)
    a_day_later(scene)
    assert await scene.until(broadcast) == Counts(gone=1, failed=1)
    async with scene.database.connect() as tx:
        member = await members.by_chat(tx, 1000)
    assert member is not None and member.blocked_at is not None


async def test_a_flood_wait_and_an_error_of_telegrams_are_waited_for(scene: Scene) -> None:
    await scene.people(1, **DAILY)
    answers = [refusal(429, "Too Many Requests", retry_after=1), refusal(500, "Internal"), None]
    scene.telegram.rule = lambda call, before: answers[before]
    broadcast = await scene.send()
    await gathered(scene, 1)
    a_day_later(scene)
    assert await scene.until(broadcast) == Counts(sent=1)
    assert len(scene.telegram.calls) == 3


@pytest.mark.parametrize(
    ("policy", "ended"), [("repeat", Counts(sent=1, again=1)), ("miss", Counts(unknown=1))]
)
async def test_a_lost_answer_follows_each_broadcasts_policy(scene: Scene, policy: str, ended: Counts) -> None:
    await scene.people(1, **DAILY)
    scene.telegram.rule = lambda call, before: "cut_after" if before == 0 else None
    other = await scene.send(policy="repeat")
    broadcast = await scene.send(policy=policy)
    await gathered(scene, 2)
    a_day_later(scene)
    assert await scene.until(broadcast) == ended
    assert await scene.until(other) == Counts(sent=1, again=1)


async def test_a_stop_puts_back_and_the_next_start_goes_on(ledger: Database) -> None:
    async with playing(ledger, messages_per_second=5) as scene:
        await scene.people(12, **DAILY)
        broadcast = await scene.send()
        await gathered(scene, 12)
        a_day_later(scene)
        await scene.sent(broadcast, 4)
        await scene.end()
        assert (await scene.counts(broadcast)).sending == 0
        await scene.begin()
        assert await scene.until(broadcast) == Counts(sent=12)
        assert set(scene.telegram.delivered.values()) == {1}


@pytest.mark.parametrize("policy", ["repeat", "miss"])
async def test_after_a_kill_nobody_is_missed_or_gets_it_twice_unseen(ledger: Database, policy: str) -> None:
    async with playing(ledger, messages_per_second=40, latency=0.2) as scene:
        await scene.people(60, **DAILY)
        broadcast = await scene.send(policy=policy)
        await gathered(scene, 60)
        a_day_later(scene)
        await scene.sent(broadcast, 10)
        await scene.die()
        await asyncio.sleep(0.5)  # a round that had begun comes to its end, as a transaction under way would
        in_flight = (await scene.counts(broadcast)).sending
        assert in_flight
        await scene.begin()
        counts = await scene.until(broadcast, seconds=30)
        copies = scene.telegram.delivered
        if policy == "repeat":
            assert counts == Counts(sent=60, again=in_flight)
            assert len(copies) == 60 and sum(number > 1 for number in copies.values()) <= in_flight
        else:
            assert counts == Counts(sent=60 - in_flight, unknown=in_flight)
            assert set(copies.values()) == {1} and len(copies) >= 60 - in_flight


async def test_the_engine_looks_again_at_what_a_digest_lost(scene: Scene) -> None:
    """A digest whose row is gone, for whatever reason: its deliveries are gathered anew."""
    await scene.people(1, **DAILY)
    broadcast = await scene.send()
    await gathered(scene, 1)
    async with scene.database.begin() as tx:
        await tx.execute(sa.delete(digests.digests))
    scene.skew += timedelta(days=1) + digests.GRACE
    await gathered(scene, 1)
    a_day_later(scene)
    assert await scene.until(broadcast) == Counts(sent=1)


async def edits(scene: Scene, number: int) -> list[Call]:
    for _ in range(200):
        made = [call for call in scene.telegram.calls if call.method == "editMessageText"]
        if len(made) >= number:
            return made
        await asyncio.sleep(0.05)
    raise AssertionError(f"only {made}")


async def test_a_recalled_line_is_struck_out_of_digests_that_were_sent(scene: Scene) -> None:
    """The others stay: no digest is deleted for the sake of one line."""
    await scene.people(2, **DAILY)
    recalled, other = await scene.send(TITLES), await scene.send({**TITLES, "kk": {"text": "Екінші"}})
    await gathered(scene, 4)
    a_day_later(scene)
    await scene.until(recalled)
    await scene.until(other)
    async with scene.database.begin() as tx:
        job = await recalls.recall(tx, await scene.get(recalled), scene.clock(), HELLO, None, Release.FORCED)
    await scene.until(job)
    [first, _] = await edits(scene, 2)
    assert {call.chat for call in await edits(scene, 2)} == {1000, 1001}
    said = next(call for call in await edits(scene, 2) if call.chat == 1000)
    assert said.body["text"].splitlines()[2:4] == ["1. <i>taken back</i>", "2. Екінші"]
    assert (
        first.body["message_id"]
        and [call.method for call in scene.telegram.calls].count("deleteMessages") == 0
    )
    await asyncio.sleep(0.5)
    assert len(await edits(scene, 2)) == 2  # once is enough


async def test_an_edit_that_telegram_could_not_take_is_made_again(scene: Scene) -> None:
    await scene.people(1, **DAILY)
    broadcast = await scene.send(TITLES)
    await gathered(scene, 1)
    a_day_later(scene)
    await scene.until(broadcast)
    scene.telegram.rule = lambda call, before: refusal(500, "Internal") if before == 1 else None
    async with scene.database.begin() as tx:
        await recalls.recall(tx, await scene.get(broadcast), scene.clock(), HELLO, None, Release.FORCED)
    await edits(scene, 2)


async def test_who_is_to_be_forgotten_gets_nothing_until_they_take_it_back(scene: Scene) -> None:
    """What was on its way to them waits, alone or in a digest; what was announced since does not concern them."""
    await scene.people(3, **DAILY)
    first = await scene.send(TITLES)
    await gathered(scene, 3)
    async with scene.database.begin() as tx:
        await forget_requests.ask(tx, 1000, scene.clock(), scene.clock() + timedelta(days=30))
    a_day_later(scene)
    scene.skew += digests.GRACE
    await scene.sent(first, 2)
    for _ in range(200):
        if ("waiting", LEAVING) in await reasons(scene, first):
            break
        await asyncio.sleep(0.05)
    async with scene.database.begin() as tx:
        await tx.execute(sa.update(members.members).values(frequency="at_once"))
    second = await scene.send(TITLES)
    assert (await scene.until(second)).audience == 2
    assert ("waiting", LEAVING) in await reasons(scene, first)
    assert not [call for call in scene.telegram.calls if call.chat == 1000]
    async with scene.database.begin() as tx:
        assert await forgetting.take_back(tx, 1000)
    await scene.until(first)
    assert len([call for call in scene.telegram.calls if call.chat == 1000]) == 1
