"""docs/first-walk.md keeps its word: what it types brings what it says comes back."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from sandbox import Person, Sandbox
from tests.bot.cli.otandas import otandas

WALK = Path(__file__).parents[3] / "docs" / "first-walk.md"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
FILES = {"csv": "members.csv", "toml": "notice.toml"}
OWNER = 1001


@pytest.fixture
def owner_starts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], object]]:
    """A sandbox with a loop of its own, as the commands have theirs; called, the owner presses Start there."""
    started, stop, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()
    opened = list[Sandbox]()

    async def serve() -> None:
        async with Sandbox.running() as sandbox:
            monkeypatch.setenv("OTANDAS_TELEGRAM__BASE_URL", sandbox.base_url)
            await sandbox.call("42:right", "getMe", {}, None)
            opened.append(sandbox)
            started.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    started.wait()
    owner = Person("Дина", "kk", opened[0], person_id=OWNER)
    yield lambda: asyncio.run_coroutine_threadsafe(owner.says("/start"), loop).result(30)
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def test_the_walk_goes_as_it_is_told(
    owner_starts: Callable[[], object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind, block in BLOCK.findall(WALK.read_text(encoding="utf-8")):
        if kind in FILES:
            Path(FILES[kind]).write_text(block, encoding="utf-8")
            continue
        for command, told in re.findall(r"^\$ otandas (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            assert _version(_typed(capsys, command, told)) == _version(told), command
            if command == "check" and "fault" in told:
                owner_starts()
            if "--at" in command:
                mended = Path(FILES["toml"]).read_text(encoding="utf-8").replace("22 марта", "21 марта")
                Path(FILES["toml"]).write_text(mended, encoding="utf-8")


def _typed(capsys: pytest.CaptureFixture[str], command: str, told: str) -> str:
    """What a command prints; what it asks is answered as told."""
    if command == "init":
        answers = [line.rpartition(": ")[2] for line in told.splitlines() if ": " in line]
        return CliRunner().invoke(app, command.split(), input="\n".join(answers) + "\n").output
    said = otandas(capsys, *command.split())
    return said.out + said.err


def _version(text: str) -> str:
    """Without the number of the database's version, which every migration raises."""
    return re.sub(r"version \d+", "version", text)
