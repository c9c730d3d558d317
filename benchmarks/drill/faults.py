"""One broadcast for each fault, and what members, the ledger and staff saw of it."""

import asyncio
import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.drill.clocks import run_clocks
from benchmarks.drill.common import members_got, opened
from bot.broadcasts.notice import Notice, NoticeKind
from storage.database import sqlite
from storage.members import members
from tests.bot.delivery.fake import BLOCKED, DEACTIVATED, Answer, Call, refusal
from tests.bot.delivery.scene import Scene, playing

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
    disk: bool = False  # on a small disk of its own


def once(answer: Answer, chat: int = HIT, times: int = 1) -> Callable[[Call, int], Answer]:
    return lambda call, before: answer if call.chat == chat and before < times else None


def always(answer: Answer, chat: int = HIT) -> Callable[[Call, int], Answer]:
    return lambda call, before: answer if call.chat == chat else None


async def full_disk(scene: Scene, broadcast_id: int) -> None:
    """Somebody else fills the disk the database is on, and gives the room back after two seconds."""
    await scene.sent(broadcast_id, 10)
    file = sqlite.file_of(str(scene.database.writer.url))
    assert file is not None
    await scene.database.checkpoint()
    filler = file.parent / "filler"
    await asyncio.to_thread(fill, filler)
    await asyncio.sleep(2)
    filler.unlink()


def fill(filler: Path) -> None:
    """Writes until there is no room for a single byte more."""
    with filler.open("wb", buffering=0) as out, contextlib.suppress(OSError):
        while True:
            out.write(b"x" * 4096)


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """A disk of 8 MB at this folder (Linux, root)."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


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
    Fault("disk full for 2 s (a disk of 8 MB, really full)", during=full_disk, disk=True),
    Fault("clock jumps back an hour and forward", during=clock_jump),
    Fault("bot was away, 3 h late, expiry passed", due=timedelta(hours=-3), expires=timedelta(minutes=-5),
          ends="expired"),
    Fault("bot was away, 3 h late, no expiry", due=timedelta(hours=-3), ends="overdue"),
]  # fmt: skip


def run_faults() -> list[dict[str, str]]:
    """Runs them all, one after the other."""
    return [asyncio.run(_run(fault)) for fault in FAULTS] + run_clocks()


async def _run(fault: Fault) -> dict[str, str]:
    with (
        tempfile.TemporaryDirectory() as place,
        small_disk(Path(place)) if fault.disk else contextlib.nullcontext(),
    ):
        async with (
            opened(Path(place)) as database,
            playing(database, timeout=1.0, messages_per_second=60) as scene,
        ):
            scene.telegram.rule = fault.rule
            row = await _play(fault, scene)
    sys.stdout.write(f"{row}\n")
    return row


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
    return {"fault": fault.name, "members": members_got(scene), "ledger": await _ledger(scene, broadcast_id),
            "staff": _staff(scene, (await scene.get(broadcast_id)).state)}  # fmt: skip


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
    return "; ".join([said or "no ledger", *(word for word in extra if word)])


def _staff(scene: Scene, state: str) -> str:
    expected = (NoticeKind.LAUNCHED, NoticeKind.DONE)
    told = [_told(notice) for notice in scene.notices if notice.kind not in expected]
    return f"{state}" + (f"; told: {'; '.join(told)}" if told else "")


def _told(notice: Notice) -> str:
    fact = (
        f"reason {notice.reason}" if notice.reason else f"seconds {notice.seconds}" if notice.seconds else ""
    )
    return f"{notice.kind} ({fact})" if fact else notice.kind
