"""`python -m benchmarks.audience`: the composer among very many members, against a bot in a process of its own.

Presses the recipients' buttons of a draft, one after the other, and times each from the press to the screen; then how
long the number takes that follows it, and whether a launch reaches exactly as many.
"""

import argparse
import asyncio
import json
import os
import re
import statistics
import sys
import time
from pathlib import Path

from benchmarks.audience.people import fill
from benchmarks.replicas.machines import Postgres, replica, scratch
from bot.broadcasts.launcher import write
from bot.clock import now
from sandbox import Person, Sandbox
from sandbox.params import Json
from storage.broadcasts import broadcasts
from storage.database import versions
from storage.database.database import Database
from storage.deliveries import deliveries, launches

OWNER = 900_000_777  # not among the members
BAR = 0.3  # seconds a press may take
ROUNDS = 3
PRESSES = (  # a button, and what then stands on the screen or its buttons
    ("Recipients", "Leave out"), ("Topics", "Changes in law"), ("Changes in law", "✓ ⚖️ Changes in law"),
    ("Back", "Leave out"), ("Countries", "Another country"), ("Germany", "✓ 🇩🇪 Germany"),
    ("Türkiye", "✓ 🇹🇷 Türkiye"), ("Back", "Leave out"), ("Leave out", "Who is left out"),
    ("Languages", "Kazakh"), ("Russian", "🚫 Russian"), ("Back", "Who is left out"), ("Back", "Persons only"),
    ("Persons only", "✓ Persons only"), ("Last active", "Any time"), ("Last 365 days", "✓ Last 365 days"),
    ("Back", "Joined since"), ("Back", "Draft No. 1"), ("Recipients", "Leave out"),
)  # fmt: skip
NUMBER = re.compile(r"([\d,]+) recipients")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--members", type=int, default=200_000)
    asked.add_argument("--only", default="sqlite,postgresql")
    told = asked.parse_args()
    good = True
    with scratch() as folder:
        for name in told.only.split(","):
            good &= asyncio.run(_measured(name, told.members, folder))
    sys.exit(0 if good else 1)


async def _measured(name: str, number: int, folder: Path) -> bool:
    """Prints the figures of one database; whether the bars are kept."""
    server = Postgres(folder) if name == "postgresql" else None
    dsn = await server.create("audience") if server else f"sqlite:///{folder}/audience.db"
    try:
        database = Database.open(dsn)
        await versions.upgrade(database)
        begun = time.perf_counter()
        await fill(database, number)
        _say(f"{name}: {number} members, filled in {time.perf_counter() - begun:.0f} s")
        await database.checkpoint()
        await asyncio.to_thread(os.sync)  # no press waits for the disk to take what was filled in
        presses, follows, shown = await _composed(dsn, folder)
        reached, audience = await _launched(database)
        await database.close()
    finally:
        if server:
            server.close()
    ordered = sorted(presses)
    p99, _ = ordered[int(len(ordered) * 0.99)]
    median = statistics.median(seconds for seconds, _ in ordered)
    longest = ", ".join(f"{seconds:.3f} s ({button})" for seconds, button in ordered[-3:])
    _say(f"  a press: median {median:.3f} s, p99 {p99:.3f} s, longest {longest}")
    _say(
        f"  the number follows after {statistics.median(follows):.2f} s (median), {max(follows):.2f} s at most"
    )
    _say(f"  shown {shown}, launched {reached}: {json.dumps(audience)}")
    good = p99 <= BAR and shown == reached
    _say(f"  {'ok' if good else 'NO'}: a press within {BAR} s, the number exact at launch")
    return good


async def _composed(dsn: str, folder: Path) -> tuple[list[tuple[float, str]], list[float], int]:
    """Seconds of each press and its button, seconds until the last number of each round followed, and that number."""
    presses, follows, shown = list[tuple[float, str]](), list[float](), 0
    async with Sandbox.running() as sandbox:
        bot = replica(folder, len(list(folder.glob("*.log"))), dsn, sandbox.base_url, "", mode="polling")
        bot.env["OTANDAS_STAFF__OWNERS"] = json.dumps([OWNER])
        bot.start()
        try:
            await bot.ready()
            dina = Person("Dina", "en", sandbox, person_id=OWNER)
            await dina.says("/start")
            await dina.says("/broadcast")
            draft = (await dina.sees("Draft No. 1", seconds=30))["message_id"]
            for round_ in range(ROUNDS):
                for button, told in PRESSES:
                    begun = time.perf_counter()
                    await dina.presses(button)
                    await _until(dina, draft, told)
                    presses.append((time.perf_counter() - begun, button))
                begun = time.perf_counter()
                while not (said := NUMBER.search((await _screen(dina, draft))["text"])):  # noqa: ASYNC110 a chat
                    await asyncio.sleep(0.02)
                follows.append(time.perf_counter() - begun)
                shown = int(said[1].replace(",", ""))
                if round_ < ROUNDS - 1:
                    await dina.presses("Everyone")
                    await _until(dina, draft, "Topics:", gone=True)
                    await dina.presses("Back")
                    await _until(dina, draft, "Draft No. 1")
        finally:
            bot.end()
    return presses, follows, shown


async def _screen(dina: Person, draft: int) -> Json:
    """The draft's message as it is now; on a Monday the week's figures come below it."""
    return next(message for message in await dina.chat() if message["message_id"] == draft)


async def _until(dina: Person, draft: int, told: str, *, gone: bool = False) -> None:
    """The draft's message or its buttons say so, or no more."""
    while True:
        screen = await _screen(dina, draft)
        said = [screen["text"], *(button["text"] for row in screen["buttons"] for button in row)]
        if any(told in words for words in said) != gone:
            return
        await asyncio.sleep(0.01)


async def _launched(database: Database) -> tuple[int, dict[str, object]]:
    """How many deliveries a launch of the draft writes, and its audience."""
    async with database.begin() as tx:
        draft = await broadcasts.get(tx, 1)
        assert draft is not None
        texts = {language: {"text": "хабар"} for language in ("kk", "ru", "en")}
        made = await broadcasts.create(tx, texts, draft.audience, now(), state="sending", due_at=now())
        await launches.begin(tx, made)
    while await write(database, made, now()):
        pass
    async with database.connect() as tx:
        return (await deliveries.count(tx, made)).audience, draft.audience


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
