"""The busiest hour: digests, reminders of an event and a broadcast for the same members, all due at once.

`python -m benchmarks.delivery hour` starts the stub and the whole bot, each in a process of its own.

1. The bot runs the day before: `ANNOUNCED` announcements are gathered for members who want a daily digest.
2. It starts again at the digests' hour, when also the event is a day away and a broadcast is due on a topic that these
   members want at once. Questions come in all the while and are answered by the FAQ.
3. Everybody must get each of the three once, no second may hold more than the budget, and replies be quick.

A second is counted twice: where the messages leave, which is what the limiter promises, and where they arrive, where a
processor that has no time for the stub brings some of them together.
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
from benchmarks.delivery.moments import fullest, leaving
from benchmarks.delivery.servers import ROOT, StubServer, database_of, stub
from bot import app, logs
from bot.broadcasts.states import Release, State
from bot.clock import ms, now
from bot.config import Config
from bot.garbage import freeze
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
PATIENCE = 5  # times as long as it would take at the rate, and two minutes
SIGNS = {"🗞": "digests", "⏰": "reminders", "Қ": "broadcast"}  # what their texts begin with


def run(number: int, rate: float, dialect: str) -> None:
    """Prints the figures; exits with 1 unless all of it held."""
    with stub() as server, database_of(dialect) as dsn:
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
    good = bool(said["rows"]) and not said["left"] and p99 < REPLY_MS
    good &= said["fullest"] <= rate and seen["fullest_second"] <= rate * 1.05 + 1
    for sign, name in SIGNS.items():
        kind = kinds.get(sign, {"chats": 0, "twice": 0})
        good &= kind == {"chats": number, "twice": 0}
        say(f"{name}: {kind['chats']} of {number} members, {kind['twice']} got it twice")
    say(
        f"{len(SIGNS) * number} messages in {seconds / 60:.1f} minutes at {rate:g}/s (share "
        f"{seen['answered'] / seconds / rate:.3f}), 429s {seen['refused']}, "
        f"fullest second {said['fullest']} as they left, {seen['fullest_second']} as they came, "
        f"replies p50 {p50:.1f} ms, p99 {p99:.1f} ms of {len(replies)}, unanswered {seen['unanswered']}, "
        f"{said['cpu'] / (len(SIGNS) * number) * 1e6:.0f} us of the processor a message; rows agree: {said['rows']}"
        f"{'; left when time was up: ' + said['left'] if said['left'] else ''}"
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
        left = await until(lambda: missing_lines(database, number), PATIENCE * number / 100 + 120)
        spent = time.monotonic() - began
    await database.close()
    if left:
        raise SystemExit(f"{left} lines were not gathered")
    return {"seconds": spent}


async def missing_lines(database: Database, number: int) -> str:
    """How many lines are not in digests yet; empty when all are."""
    async with database.connect() as tx:
        query = sa.select(sa.func.count()).select_from(digests.digest_lines)
        lines = (await tx.execute(query)).scalar_one()
    return "" if lines >= number * ANNOUNCED else str(number * ANNOUNCED - lines)


async def hour(config: Config, number: int) -> dict[str, Any]:
    """A day later: all of it is due."""
    database = await opened(config.storage.dsn)
    skew = DAY

    def clock() -> Any:
        return now() + skew

    async with database.begin() as tx:
        due = clock() - SLACK
        await tx.execute(sa.update(digests.digests).values(look_at=due))
        row = ledger.deliveries.c
        gathered_ = sa.update(ledger.deliveries).where(row.reason == digests.DIGEST)
        await tx.execute(gathered_.values(not_before=ms(due + digests.GRACE)))
        await tx.execute(sa.update(events.events).values(starts_at=clock() + DAY - SLACK))
        content = {"kk": {"text": "Қазақ тілі кеші басталады"}}
        made = await broadcasts.create(
            tx, content, {"topics": ["events"]}, clock(), state=State.SCHEDULED, due_at=clock()
        )
        await broadcasts.release(tx, made, Release.FORCED)
    spent, longest = time.process_time(), len(SIGNS) * number / config.delivery.messages_per_second
    with leaving() as moments:
        async with app.running(config, database, clock):
            freeze()  # as `otandas run` does once it is at work
            left = await until(lambda: open_rows(database, number), PATIENCE * longest + 120)
            spent = time.process_time() - spent
    rows = await agree(database)
    await database.close()
    return {"cpu": spent, "rows": rows, "left": left, "fullest": fullest(moments)}


async def open_rows(database: Database, number: int) -> str:
    """What is not done of broadcasts, digests and reminders, in words; empty when all is."""
    async with database.connect() as tx:
        alive = len(await broadcasts.in_states(tx, (State.SCHEDULED, State.SENDING)))
        digests_left = sa.select(sa.func.count()).where(digests.D.done_at.is_(None))
        reminded = sa.select(sa.func.count()).where(notices.N.done_at.is_not(None))
        bundles = (await tx.execute(digests_left)).scalar_one()
        reminders = number - (await tx.execute(reminded)).scalar_one()
    done = not alive and not bundles and reminders <= 0
    return "" if done else f"{alive} broadcasts, {bundles} digests, {reminders} reminders"


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


async def until(left: Callable[[], Awaitable[str]], seconds: float) -> str:
    """What is left when nothing is any more, or when the time is up."""
    end = time.monotonic() + seconds
    while (still := await left()) and time.monotonic() < end:  # noqa: ASYNC110 it is rows that change
        await asyncio.sleep(1.0)
    return still


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
