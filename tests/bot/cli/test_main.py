"""Every command explains itself with an example, wrong usage ends with 2, and no command loads another's libraries."""

import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import click
import pytest
import typer

from bot.cli.main import app
from storage.database.versions import newest
from tests.bot.cli.otandas import otandas, refused

ROOT = typer.main.get_command(app)


def commands(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """This command and everything under it."""
    inner = getattr(command, "commands", {})
    below = (commands(each, (*path, name)) for name, each in inner.items())
    return [path, *chain.from_iterable(below)]


@pytest.mark.parametrize("path", commands(ROOT), ids=" ".join)
def test_help_has_an_example(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    said = otandas(capsys, *path, "--help")
    assert said.code == 0
    assert f"Example: otandas {' '.join(path)}".rstrip() in " ".join(said.out.replace("│", " ").split())


# What the outside of the program promises: scripts and people rely on these names.
PROMISED = """
    demo, run, sandbox, check, init, migrate, backup, restore, copy, members import, members export, broadcast create,
    broadcast status, broadcast pause, broadcast resume, broadcast cancel, broadcast recall, faq search, faq eval,
    faq check, locales check, bench delivery, bench faq, bench updates
"""


def test_every_promised_command_is_there() -> None:
    promised = {name.strip() for name in PROMISED.split(",")}
    assert not promised - {" ".join(path) for path in commands(ROOT)}


def test_the_version_is_told_with_the_databases(capsys: pytest.CaptureFixture[str]) -> None:
    said = otandas(capsys, "--version")
    assert said.code == 0 and re.fullmatch(rf"otandas \S+, database revision {newest()}\n", said.out)


@pytest.mark.parametrize(
    "wrong",
    [
        ["nothing"],
        ["broadcast", "status"],
        ["broadcast", "status", "x"],
        ["sandbox", "--port", "x"],
        ["members", "import"],
        ["copy"],
        ["faq", "search", "x", "--lang", "de"],
        ["bench", "delivery", "--members", "-5"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    said = otandas(capsys, *wrong)
    assert said.code == 2 and "Traceback" not in said.err and said.out == ""


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(otandas(capsys, "sandbox", "--port", port), f"port {port} is taken or not a port")


@pytest.fixture(scope="module")
def modules() -> set[str]:
    """What a fresh process has imported once it knows how to run the bot."""
    code = "import sys; from bot.cli.main import command; command('run'); print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(ended.stdout.split())


@pytest.mark.parametrize("heavy", ["matplotlib", "alembic", "PIL", "sandbox", "bot.cli.demo"])
def test_a_start_of_the_bot_does_without(heavy: str, modules: set[str]) -> None:
    assert "bot.app" in modules and heavy not in modules
