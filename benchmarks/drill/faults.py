"""One broadcast for each fault, and what members, the ledger and staff saw of it."""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage import members, versions
from storage.database import Database
from tests.bot.broadcasts.fake import BLOCKED, DEACTIVATED, Answer, Call, refusal
from tests.bot.broadcasts.scene import Scene, playing

ALL = 40
HIT = 1001


@dataclass(frozen=True)
class Fault:
    """`rule` is what the server does; `during` what is done to the bot while it sends; `ends` its last state."""

    name: str
    rule: Callable[[Call, int], Answer] = lambda call, before: None
    during: Callable[[Scene, int], Awaitable[None]] | None = None
    values: dict[str, Any] = field(default_factory=dict)
    ends: str = "done"
    due: timedelta = timedelta(0)
    expires: timedelta | None = None
    group: bool = False
    markup: bool = False
    seconds: float = 40.0


def once(answer: Answer, chat: int = HIT, times: int = 1) -> Callable[[Call, int], Answer]:
    return lambda call, before: answer if call.chat == chat and before < times else None


def always(answer: Answer, chat: int = HIT) -> Callable[[Call, int], Answer]:
    return lambda call, before: answer if call.chat == chat else None


async def full_disk(scene: Scene, broadcast_id: int) -> None:
    """Every write to the ledger is refused for two seconds, as by a full disk."""
    await scene.sent(broadcast_id, 10)
    async with scene.database.begin() as tx:
        await tx.execute(sa.text("CREATE TRIGGER full BEFORE UPDATE ON deliveries BEGIN "
                                 "SELECT RAISE(ABORT, 'database or disk is full'); END"))  # fmt: skip
    await asyncio.sleep(2)
    async with scene.database.begin() as tx:
        await tx.execute(sa.text("DROP TRIGGER full"))


async def clock_jump(scene: Scene, broadcast_id: int) -> None:
    """The wall clock goes back an hour and forward again."""
    await scene.sent(broadcast_id, 10)
    scene.skew = timedelta(hours=-1)
    await asyncio.sleep(1)
    scene.skew = timedelta(0)


async def look_only(scene: Scene, broadcast_id: int) -> None:
    await asyncio.sleep(2)


FAULTS = [
    Fault("429, retry after 2 s", once(refusal(429, "Too Many Requests: retry after 2", retry_after=2))),
    Fault("429, retry after 3 hours", always(refusal(429, "Too Many Requests: retry after 10800", retry_after=10800)),
          look_only, ends="sending"),
    Fault("403 blocked by the user", always(BLOCKED)),
    Fault("403 user is deactivated", always(DEACTIVATED)),
    Fault("400 broken markup", lambda call, before: (
        refusal(400, "Bad Request: can't parse entities") if "parse_mode" in call.body else None), markup=True),
    Fault("400 chat not found", always(refusal(400, "Bad Request: chat not found"))),
    Fault("group migrated", always(refusal(400, "Bad Request: group chat was upgraded to a supergroup chat",
                                           migrate_to_chat_id=-100999), -55), group=True),
    Fault("500, twice", once(refusal(500, "Internal Server Error"), times=2)),
    Fault("502 from a gateway", once("502")),
    Fault("connection cut before acceptance, rather repeat", once("cut_before")),
    Fault("connection cut after acceptance, rather repeat", once("cut_after")),
    Fault("connection cut after acceptance, rather miss", once("cut_after"), values={"policy": "miss"}),
    Fault("no answer for 20 s (here 1 s), rather miss", once("hang"), values={"policy": "miss"}),
    Fault("every send refused", lambda call, before: refusal(400, "Bad Request: wrong file identifier"), ends="paused"),
    Fault("disk full for 2 s", during=full_disk),
    Fault("clock jumps back an hour and forward", during=clock_jump),
    Fault("bot was away, 3 h late, expiry passed", due=timedelta(hours=-3), expires=timedelta(minutes=-5),
          ends="expired"),
    Fault("bot was away, 3 h late, no expiry", due=timedelta(hours=-3), ends="overdue"),
]  # fmt: skip


def run_faults() -> list[dict[str, str]]:
    """Runs them all, one after the other."""
    return [asyncio.run(_run(one)) for one in FAULTS]


async def _run(fault: Fault) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as place:
        database = Database.open(f"sqlite:///{Path(place) / 'x.db'}")
        await versions.upgrade(database)
        async with playing(database, timeout=1.0, messages_per_second=60) as scene:
            scene.telegram.rule = fault.rule
            found = await _play(fault, scene)
        await database.close()
    sys.stdout.write(f"{found}\n")
    return found


async def _play(fault: Fault, scene: Scene) -> dict[str, str]:
    await scene.people(ALL)
    if fault.group:
        async with scene.database.begin() as tx:
            await members.join(tx, -55, "kk", scene.clock(), kind="group")
    part = {"text": "<b>x"} | ({"parse_mode": "HTML"} if fault.markup else {})
    moment = scene.clock()
    expires = moment + fault.expires if fault.expires is not None else None
    broadcast_id = await scene.send(dict.fromkeys(("kk", "ru", "en"), part), due_at=moment + fault.due,
                                    expires_at=expires, **fault.values)  # fmt: skip
    if fault.during is not None:
        await fault.during(scene, broadcast_id)
    await scene.until(broadcast_id, fault.ends, fault.seconds)
    return {"fault": fault.name, "members": _members(scene), "ledger": await _ledger(scene, broadcast_id),
            "staff": _staff(scene, (await scene.get(broadcast_id)).state)}  # fmt: skip


def _members(scene: Scene) -> str:
    number = Counter(scene.telegram.delivered.values())
    total = len(scene.telegram.delivered)
    said = [f"{number[1]} once"] + [f"{number[n]} {n} times" for n in sorted(number) if n > 1]
    return ", ".join(said) if total else "nothing"


async def _ledger(scene: Scene, broadcast_id: int) -> str:
    counts = await scene.counts(broadcast_id)
    shown = {
        name: getattr(counts, name) for name in ("waiting", "sending", "sent", "gone", "failed", "unknown")
    }
    said = ", ".join(f"{name} {number}" for name, number in shown.items() if number)
    extra = [
        f"{counts.again} sent again" if counts.again else "",
        f"{counts.plain} without formatting" if counts.plain else "",
    ]
    return "; ".join([said or "no ledger", *(one for one in extra if one)])


def _staff(scene: Scene, state: str) -> str:
    told = [f"{one.kind} ({', '.join(f'{k} {v}' for k, v in one.facts.items())})" if one.facts else one.kind
            for one in scene.notices if one.kind not in ("launched", "done")]  # fmt: skip
    return f"{state}" + (f"; told: {'; '.join(told)}" if told else "")
