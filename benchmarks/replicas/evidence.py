"""What the database and the sandbox's log of calls say about a drill."""

import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

import orjson
import sqlalchemy as sa

from benchmarks.replicas.people import Player
from sandbox import World
from storage.database.database import Database
from storage.members.members import members, subscriptions
from storage.updates import updates
from storage.updates.chat_claims import chat_claims
from storage.updates.leases import leases


@contextlib.asynccontextmanager
async def opened(dsn: str) -> AsyncIterator[Database]:
    database = Database.open(dsn, pool_size=1)
    try:
        yield database
    finally:
        await database.close()


async def claimed_by(dsn: str, pid: int) -> int:
    """Chats the process with this pid had taken up."""
    async with opened(dsn) as database, database.connect() as tx:
        mine = chat_claims.c.holder.like(f"%:{pid}:%")
        return (
            await tx.execute(sa.select(sa.func.count()).select_from(chat_claims).where(mine))
        ).scalar_one()


async def lease_holder(dsn: str, name: str) -> str:
    """Who has this lease."""
    async with opened(dsn) as database, database.connect() as tx:
        holder = await tx.execute(sa.select(leases.c.holder).where(leases.c.name == name))
        return str(holder.scalar_one())


async def waiting_and_held(dsn: str) -> tuple[int, Counter[str]]:
    """How many updates nobody has handled, and why others were set aside."""
    async with opened(dsn) as database, database.connect() as tx:
        failed = await updates.failed(tx, 100_000)
        return await updates.backlog(tx), Counter(update.error for update in failed)


async def wrong_states(dsn: str, players: Iterable[Player], steps: int) -> int:
    """People whose row is not what they chose."""
    async with opened(dsn) as database, database.connect() as tx:
        rows = await tx.execute(
            sa.select(
                members.c.chat_id,
                members.c.language,
                members.c.country,
                members.c.onboarded_at,
                subscriptions.c.topic,
            ).select_from(members.outerjoin(subscriptions, subscriptions.c.member_id == members.c.id))
        )
        rows_seen = {row[0]: tuple(row[1:]) for row in rows}
    return sum(not _right(rows_seen.get(player.id), player, steps) for player in players)


def _right(row: tuple[object, ...] | None, player: Player, steps: int) -> bool:
    if row is None:
        return steps == 0
    language, country, onboarded, topic = row
    return (
        (steps < 2 or language == player.language)
        and (steps < 3 or country == player.country)
        and (steps < 4 or topic == player.topic)
        and (steps < 5 or onboarded is not None)
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """Of the calls the bots made: updates answered more than once, and refusals."""

    again: int
    flood: int


def answers(world: World, players: Iterable[Player], after: int) -> Answers:
    """An update was answered again when its button's clock was stopped twice, or its chat got more messages
    than the conversation has (one for /start, one for the question)."""
    wanted = {player.id: (player.done > 0) + (player.done > 5) for player in players}
    queries: Counter[str] = Counter()
    said: Counter[int] = Counter()
    flood = 0
    for call in world.calls.since(after):
        flood += call.status == 429
        if call.method == "answerCallbackQuery":
            queries[str(orjson.loads(call.arguments)["callback_query_id"])] += 1
        elif call.method == "sendMessage" and call.status == 200:
            said[int(orjson.loads(call.arguments)["chat_id"])] += 1
    pressed_again = sum(count - 1 for count in queries.values())
    said_again = sum(max(0, said[chat] - most) for chat, most in wanted.items())
    return Answers(pressed_again + said_again, flood)


def busiest_second(world: World, after: int, method: str = "sendMessage") -> int:
    """The most accepted sends in any window of one second."""
    window: deque[float] = deque()
    most = 0
    for call in world.calls.since(after, method):
        if call.status == 200:
            window.append(call.at)
            while window[0] <= call.at - 1.0:
                window.popleft()
            most = max(most, len(window))
    return most
