"""The busiest hour: digests, reminders of an event and a broadcast for the same members, all due at once.

`python -m benchmarks.delivery hour` starts the stub and the whole bot, each in a process of its own.

1. The bot runs the day before: `ANNOUNCED` announcements are gathered for members who want a daily digest.
2. It starts again at the digests' hour, when also the event is a day away and a broadcast is due on a topic that these
   members want at once. Questions come in all the while and are answered by the FAQ.
3. Everybody must get each of the three once, no second may hold more than the budget, and replies be quick.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from benchmarks.delivery.ledgers import fill, opened
from benchmarks.delivery.servers import ROOT, StubServer, folder, stub
from bot import app, logs
from bot.broadcasts.states import Release, State
from bot.clock import now
from bot.config import Config
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import deliveries as ledger
from storage.deliveries import digests
from storage.events import events, notices, responses
from storage.members.members import members, subscriptions

FIRST = 1000  # chat id of the first member
ANNOUNCED = 3
DAY, SLACK = timedelta(days=1), timedelta(minutes=2)
LATENCY = (0.05, 0.07)
REPLY_MS = 150
SIGNS = {"🗞": "digests", "⏰": "reminders", "Қ": "broadcast"}  # what their texts begin with


def run(number: int, rate: float) -> None:
    """Prints the figures; exits with 1 unless all of it held."""
    with stub() as server, folder() as place:
        dsn = f"sqlite:///{place}/hour.db"
        server.reset(rate=0, latency=(0.0, 0.001))
        said = layer("before", server, number, rate, dsn)
        say(f"gathered {number * ANNOUNCED} lines for {number} digests in {said['seconds']:.1f} s, sent none")
        server.reset(rate=rate + 2, latency=LATENCY, questions=1.0)
        said = layer("hour", server, number, rate, dsn)
        seen, kinds = server.stats(), server.kinds()
        said["rows"] = said["rows"] and not seen["refused"]
        report(number, rate, said, seen, kinds)


def report(
    number: int, rate: float, said: dict[str, Any], seen: dict[str, Any], kinds: dict[str, Any]
) -> None:
    seconds = seen["last"] - seen["first"]
    replies = seen["replies"] or [0.0]
    p50, p99 = (replies[int((len(replies) - 1) * share)] * 1000 for share in (0.5, 0.99))
    good = bool(said["rows"]) and p99 < REPLY_MS and seen["fullest_second"] <= rate * 1.05 + 1
    for sign, name in SIGNS.items():
        kind = kinds.get(sign, {"chats": 0, "twice": 0})
        good &= kind == {"chats": number, "twice": 0}
        say(f"{name}: {kind['chats']} of {number} members, {kind['twice']} got it twice")
    say(
        f"{len(SIGNS) * number} messages in {seconds / 60:.1f} minutes at {rate:g}/s (share "
        f"{seen['answered'] / seconds / rate:.3f}), 429s {seen['refused']}, fullest second {seen['fullest_second']}, "
        f"replies p50 {p50:.1f} ms, p99 {p99:.1f} ms of {len(replies)}, unanswered {seen['unanswered']}, "
        f"{said['cpu'] / (len(SIGNS) * number) * 1e6:.0f} us of the processor a message; rows agree: {said['rows']}"
    )
    say("ok" if good else "NO")
    if not good:
        raise SystemExit(1)


def layer(part: str, server: StubServer, number: int, rate: float, dsn: str) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.delivery.hour",
        part,
        str(server.port),
        str(number),
        str(rate),
        dsn,
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def before(config: Config, number: int) -> dict[str, Any]:
    """Members, an event to which all of them come, and announcements that are gathered."""
    database = await opened(config.storage.dsn)
    await fill(database, FIRST, number)
    async with database.begin() as tx:
        awake = {"timezone": "UTC", "quiet_from": 0, "quiet_until": 0, "language": "kk"}
        await tx.execute(sa.update(members).values(frequency="daily", by_topic=True, **awake))
        for topic, frequency in (("law", None), ("events", "at_once")):
            chosen = sa.select(sa.literal(topic), members.c.id, sa.literal(frequency, sa.Text))
            await tx.execute(subscriptions.insert().from_select(["topic", "member_id", "frequency"], chosen))
        texts = {language: {"title": "Кеш", "place": "Алматы"} for language in ("kk", "ru", "en")}
        event = await events.create(
            tx,
            1,
            now(),
            state="announced",
            announced_at=now(),
            texts=texts,
            zone="UTC",
            starts_at=now() + 9 * DAY,
        )
        coming = sa.select(
            sa.literal(event.id),
            members.c.id,
            sa.literal("yes"),
            sa.literal(now(), responses.R.answered_at.type),
        )
        into = ["event_id", "member_id", "answer", "answered_at"]
        await tx.execute(responses.responses.insert().from_select(into, coming))
        for turn in range(ANNOUNCED):
            content = {"kk": {"text": f"{turn + 1}-хабарландыру: жаңа ереже туралы"}}
            made = await broadcasts.create(
                tx, content, {"topics": ["law"]}, now(), state=State.SCHEDULED, due_at=now()
            )
            await broadcasts.release(tx, made, Release.FORCED)
    began = time.monotonic()
    async with app.running(config, database):
        await until(database, lambda: gathered(database, number))
        spent = time.monotonic() - began
    await database.close()
    return {"seconds": spent}


async def gathered(database: Database, number: int) -> bool:
    async with database.connect() as tx:
        query = sa.select(sa.func.count()).select_from(digests.digest_lines)
        return bool((await tx.execute(query)).scalar_one() >= number * ANNOUNCED)


async def hour(config: Config, number: int) -> dict[str, Any]:
    """A day later: all of it is due."""
    database = await opened(config.storage.dsn)
    skew = DAY

    def clock() -> Any:
        return now() + skew

    async with database.begin() as tx:
        await tx.execute(sa.update(digests.digests).values(look_at=clock() - SLACK))
        await tx.execute(sa.update(events.events).values(starts_at=clock() + DAY - SLACK))
        content = {"kk": {"text": "Қазақ тілі кеші басталады"}}
        made = await broadcasts.create(
            tx, content, {"topics": ["events"]}, clock(), state=State.SCHEDULED, due_at=clock()
        )
        await broadcasts.release(tx, made, Release.FORCED)
    spent = time.process_time()
    async with app.running(config, database, clock):
        await until(database, lambda: over(database, number))
        spent = time.process_time() - spent
    rows = await agree(database)
    await database.close()
    return {"cpu": spent, "rows": rows}


async def over(database: Database, number: int) -> bool:
    """Every broadcast is done, every digest and every reminder."""
    async with database.connect() as tx:
        alive = await broadcasts.in_states(tx, (State.SCHEDULED, State.SENDING))
        digests_left = sa.select(sa.func.count()).where(digests.D.done_at.is_(None))
        reminded = sa.select(sa.func.count()).where(notices.N.done_at.is_not(None))
        left = (await tx.execute(digests_left)).scalar_one()
        return not alive and not left and (await tx.execute(reminded)).scalar_one() >= number


async def agree(database: Database) -> bool:
    """The ledgers' counts are those of their rows, and all of them were sent."""
    from_rows = []
    async with database.snapshot() as tx:
        for broadcast in await broadcasts.in_states(tx, (State.DONE,)):
            counts = await ledger.count(tx, broadcast.id)
            from_rows.append(
                counts == await ledger.recount(tx, broadcast.id) and counts.sent == counts.audience
            )
    return len(from_rows) == ANNOUNCED + 1 and all(from_rows)


async def until(database: Database, reached: Callable[[], Awaitable[bool]]) -> None:
    while not await reached():  # noqa: ASYNC110 it is rows that change
        await asyncio.sleep(1.0)


PARTS = {"before": before, "hour": hour}

if __name__ == "__main__":
    part, port, members_, rate_, dsn_ = sys.argv[1:]
    logs.setup("ERROR", sys.stderr)
    told = Config.model_validate(
        {
            "telegram": {"token": "1:x", "base_url": f"http://127.0.0.1:{port}"},
            "storage": {"dsn": dsn_},
            "delivery": {"messages_per_second": float(rate_)},
            "http": {"listen": "127.0.0.1:0"},
        }
    )
    sys.stdout.write(json.dumps(asyncio.run(PARTS[part](told, int(members_)))) + "\n")
