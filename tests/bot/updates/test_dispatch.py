"""Stored updates are handled once, in order within a chat, whatever fails."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.clock import now
from bot.logs import describe
from bot.seats import given_away
from bot.updates import retry
from bot.updates.dispatch import PARALLEL, Dispatch
from bot.updates.queue import QueueFull, UpdateQueue, chat_key
from storage.database import versions
from storage.database.database import Database
from storage.members import screens
from storage.members.screens import Shown
from storage.updates import chat_claims, updates
from storage.updates.updates import StoredUpdate
from tests.conftest import fresh_postgres

MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def message(update_id: int, chat: int, text: str = "сәлем") -> dict[str, object]:
    return {"update_id": update_id, "message": {"chat": {"id": chat}, "from": {"id": chat}, "text": text}}


class Handlers:
    """Notes what it is given; fails as told."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []
        self.given_up: list[int] = []
        self.fails: dict[int, Exception] = {}
        self.pause = 0.0

    async def handle(self, row: StoredUpdate) -> None:
        self.seen.append((row.chat_key, row.update_id))
        await asyncio.sleep(self.pause)
        if row.update_id in self.fails:
            raise self.fails[row.update_id]

    async def give_up(self, row: StoredUpdate, error: Exception) -> None:
        self.given_up.append(row.update_id)


async def until(said: Callable[[], Awaitable[bool]], seconds: float = 8.0) -> None:
    async with asyncio.timeout(seconds):
        while not await said():
            await asyncio.sleep(0.01)


async def empty(database: Database) -> bool:
    async with database.connect() as tx:
        return await updates.backlog(tx) == 0


async def begun(handlers: Handlers, number: int) -> bool:
    return len(handlers.seen) >= number


async def worked_off(database: Database, queue: UpdateQueue, *processes: Handlers) -> None:
    workers = [Dispatch(database, queue, now, handlers.handle, handlers.give_up) for handlers in processes]
    for worker in workers:
        worker.start()
    await until(lambda: empty(database))
    for worker in workers:
        await worker.stop()


async def test_updates_are_handled_in_order_within_a_chat(database: Database) -> None:
    queue, handlers = UpdateQueue(database, now), Handlers()
    await queue.put([message(10 + n, chat=n % 3 + 1) for n in range(60)])
    await worked_off(database, queue, handlers)
    assert len(handlers.seen) == 60
    for chat in (1, 2, 3):
        ids = [update for key, update in handlers.seen if key == chat]
        assert ids == sorted(ids)


async def test_what_an_update_showed_is_kept_before_the_next_of_its_chat_is_begun(database: Database) -> None:
    queue, before = UpdateQueue(database, now), list[Shown | None]()

    async def handle(row: StoredUpdate) -> Shown | None:
        async with database.connect() as tx:
            before.append(await screens.get(tx, row.chat_key))
        number = row.update_id
        return Shown(row.chat_key, number, [[]], MOMENT) if number % 2 else None

    await queue.put([message(number, 7) for number in range(1, 5)])
    worker = Dispatch(database, queue, now, handle, Handlers().give_up)
    worker.start()
    await until(lambda: empty(database))
    await worker.stop()
    first, third = (Shown(7, number, [[]], MOMENT) for number in (1, 3))
    assert before == [None, first, first, third]


async def test_whoever_comes_while_hundreds_wait_is_not_behind_them_all(database: Database) -> None:
    queue, handlers = UpdateQueue(database, now), Handlers()
    handlers.pause = 0.02
    await queue.put([message(n, chat=n) for n in range(1, 401)])
    worker = Dispatch(database, queue, now, handlers.handle, handlers.give_up)
    worker.start()
    await until(lambda: begun(handlers, 100), seconds=30)
    before = len(handlers.seen)
    await queue.put([message(1000, chat=1000)])
    await until(lambda: empty(database), seconds=60)
    await worker.stop()
    order = [chat for chat, _ in handlers.seen]
    assert len(order) == len(set(order)) == 401
    assert order.index(1000) - before <= 2 * PARALLEL
    first_half = order[: len(order) // 2]
    assert sum(chat <= 200 for chat in first_half) > 100  # those who wait longest go on


async def test_whoever_comes_has_the_first_seat_that_is_free(database: Database) -> None:
    """However long the others' handlers wait for Telegram."""
    queue, go_on = UpdateQueue(database, now), {chat: asyncio.Event() for chat in range(1, 201)}
    begun_by: list[int] = []

    async def handle(row: StoredUpdate) -> None:
        begun_by.append(row.chat_key)
        if row.chat_key in go_on:
            await go_on[row.chat_key].wait()

    async def give_up(row: StoredUpdate, error: Exception) -> None:
        raise error

    async def everybody_sits() -> bool:
        return len(begun_by) == PARALLEL

    async def newcomer_has_a_seat() -> bool:
        return 1000 in begun_by

    await queue.put([message(chat, chat) for chat in go_on])
    worker = Dispatch(database, queue, now, handle, give_up)
    worker.start()
    await until(everybody_sits)
    await queue.put([message(1000, 1000)])
    go_on[begun_by[0]].set()
    await until(newcomer_has_a_seat)
    for chat in go_on.values():
        chat.set()
    await until(lambda: empty(database))
    await worker.stop()
    assert sorted(begun_by) == [*range(1, 201), 1000]


async def test_whoever_waits_for_their_own_chat_keeps_no_seat(database: Database) -> None:
    """Groups that were flooded have their next message in a minute; everybody else has theirs now."""
    queue, turn, begun_by = UpdateQueue(database, now), asyncio.Event(), list[int]()

    async def handle(row: StoredUpdate) -> None:
        begun_by.append(row.chat_key)
        if row.chat_key < 0:
            with given_away():
                await turn.wait()

    async def give_up(row: StoredUpdate, error: Exception) -> None:
        raise error

    async def everybody_has_begun() -> bool:
        return len(begun_by) == 3 * PARALLEL

    async def newcomers_are_done() -> bool:
        async with database.connect() as tx:
            return await updates.backlog(tx) == 3 * PARALLEL

    await queue.put([message(number, -number) for number in range(1, 3 * PARALLEL + 1)])
    worker = Dispatch(database, queue, now, handle, give_up)
    worker.start()
    await until(everybody_has_begun)
    await queue.put([message(1000 + number, number) for number in range(1, 2 * PARALLEL)])
    await until(newcomers_are_done)
    turn.set()
    await until(lambda: empty(database))
    await worker.stop()


async def test_an_update_that_comes_twice_is_handled_once(database: Database) -> None:
    queue, handlers = UpdateQueue(database, now), Handlers()
    await queue.put([message(1, 1), message(2, 1)])
    await queue.put([message(2, 1), message(3, 1)])
    await worked_off(database, queue, handlers)
    await queue.put([message(1, 1)])
    await worked_off(database, queue, handlers)
    assert handlers.seen == [(1, 1), (1, 2), (1, 3)]


async def test_what_was_stored_before_a_crash_is_handled_after_it(database: Database) -> None:
    await UpdateQueue(database, now).put([message(1, 1)])
    handlers = Handlers()
    await worked_off(database, UpdateQueue(database, now), handlers)
    assert handlers.seen == [(1, 1)]


async def test_a_handled_update_keeps_no_text(database: Database) -> None:
    queue = UpdateQueue(database, now)
    await queue.put([message(1, 1, "жеке әңгіме")])
    await worked_off(database, queue, Handlers())
    async with database.connect() as tx:
        assert (await tx.execute(sa.select(updates.updates.c.body))).scalar_one() == ""


async def test_a_poisonous_update_is_set_aside_after_three_tries(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "timedelta", lambda seconds: timedelta(milliseconds=seconds))
    queue, handlers = UpdateQueue(database, now), Handlers()
    handlers.fails[1] = ValueError("құпия мәтін")
    await queue.put([message(1, 1), message(2, 1), message(3, 2)])
    await worked_off(database, queue, handlers)
    assert [update for chat, update in handlers.seen if chat == 1] == [1, 1, 1, 2]
    assert (2, 3) in handlers.seen
    assert handlers.given_up == [1]
    async with database.connect() as tx:
        (failed,) = await updates.failed(tx)
    assert failed.update_id == 1
    assert "ValueError" in failed.error
    assert "құпия" not in failed.error


async def dies(database: Database, name: str) -> None:
    """A process takes up what waits, begins to handle it and is gone; the next one takes its chats over."""

    async def ended(row: StoredUpdate) -> None:
        await asyncio.sleep(3600)

    handlers = Handlers()
    dispatch = Dispatch(database, UpdateQueue(database, now), now, ended, handlers.give_up)
    async with database.begin() as tx:
        taken = await chat_claims.take(tx, name, 10, now())
    work = [asyncio.create_task(dispatch._update(rows[0])) for rows in taken.values() if rows]
    await asyncio.sleep(0.3)
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    async with database.begin() as tx:
        await chat_claims.take_over(tx, "next", -1e9)


async def test_an_update_that_its_process_does_not_outlive_is_set_aside_and_none_beside_it(
    database: Database,
) -> None:
    queue, handlers = UpdateQueue(database, now), Handlers()
    await queue.put([message(1, 1), message(2, 1), message(3, 2), message(4, 3)])
    for death in range(retry.INTERRUPTIONS + 1):  # the first one makes them suspected
        await dies(database, f"dead{death}")
    await worked_off(database, queue, handlers)
    assert handlers.given_up == [1]
    assert sorted(handlers.seen) == [(1, 2), (2, 3), (3, 4)]
    async with database.connect() as tx:
        [failed] = await updates.failed(tx)
    assert (failed.update_id, failed.error) == (1, "ProcessEnded")
    async with database.begin() as tx:
        await updates.release(tx, 1)
    await worked_off(database, queue, handlers)
    assert (1, 1) in handlers.seen


async def test_claims_of_dead_processes_that_began_nothing_count_as_no_try(database: Database) -> None:
    queue, handlers = UpdateQueue(database, now), Handlers()
    await queue.put([message(n, n) for n in range(1, 9)])
    for death in range(40):
        async with database.begin() as tx:
            await chat_claims.take(tx, f"dead{death}", 10, now())
        async with database.begin() as tx:
            await chat_claims.take_over(tx, "next", -1e9)
    await worked_off(database, queue, handlers)
    assert handlers.given_up == [] and len(handlers.seen) == 8


async def test_a_database_that_is_away_costs_no_try(database: Database) -> None:
    queue, handlers = UpdateQueue(database, now), Handlers()
    handlers.fails[1] = sa.exc.OperationalError("select", {}, Exception("gone"))
    await queue.put([message(1, 1)])
    worker = Dispatch(database, queue, now, handlers.handle, handlers.give_up)
    worker.start()
    await until(lambda: _seen(handlers, 4))
    handlers.fails.clear()
    await until(lambda: empty(database))
    await worker.stop()
    assert handlers.given_up == []


async def _seen(handlers: Handlers, times: int) -> bool:
    return len(handlers.seen) >= times


async def test_two_processes_share_the_work_and_keep_a_chats_order(postgres: str) -> None:
    address = await fresh_postgres(postgres)
    first, second = Database.open(address), Database.open(address)
    await versions.upgrade(first)
    together = Handlers()
    together.pause = 0.002
    queues = [UpdateQueue(first, now), UpdateQueue(second, now)]
    workers = [
        Dispatch(database, queue, now, together.handle, together.give_up)
        for database, queue in zip((first, second), queues, strict=True)
    ]
    for worker in workers:
        worker.start()
    for n in range(120):
        await queues[n % 2].put([message(n + 1, chat=n % 7 + 1)])
    await until(lambda: empty(first))
    for worker in workers:
        await worker.stop()
    assert sorted(update for _, update in together.seen) == list(range(1, 121))
    for chat in range(1, 8):
        ids = [update for key, update in together.seen if key == chat]
        assert ids == sorted(ids)
    await first.close()
    await second.close()


async def test_a_stop_lets_the_handled_finish_and_takes_nothing_new(database: Database) -> None:
    queue, handlers = UpdateQueue(database, now), Handlers()
    handlers.pause = 0.2
    await queue.put([message(1, 1), message(2, 2)])
    worker = Dispatch(database, queue, now, handlers.handle, handlers.give_up)
    worker.start()
    await until(lambda: _seen(handlers, 2))
    await queue.put([message(3, 3)])
    await worker.stop()
    async with database.connect() as tx:
        assert await updates.waiting(tx, 10) in ([3], [])


async def test_a_full_backlog_leaves_updates_with_telegram(database: Database) -> None:
    queue = UpdateQueue(database, now, full=3)
    await queue.put([message(n, n) for n in range(1, 4)])
    queue._room = 0
    with pytest.raises(QueueFull):
        await queue.put([message(4, 4)])
    async with database.begin() as tx:
        await updates.handled(tx, [1, 2, 3], datetime.now(UTC))
    await queue.put([message(4, 4)])


def test_updates_are_ordered_by_their_chat_or_else_their_user() -> None:
    assert chat_key(message(1, -100)) == -100
    assert (
        chat_key({"update_id": 1, "callback_query": {"from": {"id": 5}, "message": {"chat": {"id": -7}}}})
        == -7
    )
    assert chat_key({"update_id": 1, "inline_query": {"from": {"id": 5}, "query": ""}}) == 5
    assert chat_key({"update_id": 1, "poll_answer": {"user": {"id": 9}}}) == 9
    assert chat_key({"update_id": 1, "something_new": []}) == 0
    assert chat_key({"update_id": 1, "message": {"chat": {}, "from": {"id": 5}}}) == 5
    assert chat_key({"update_id": 1, "message": {"chat": {"id": "x"}, "from": {"id": 2**63}}}) == 0


def test_an_error_is_described_by_kind_and_place_only() -> None:
    try:
        raise ValueError("text of a member")
    except ValueError as error:
        said = describe(error)
    assert said.startswith("ValueError at tests.bot.updates.test_dispatch:")
