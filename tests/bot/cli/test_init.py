"""`otandas init` asks, checks each answer, and writes what `otandas run` reads; nobody else may read it."""

import asyncio
import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import check
from bot.cli.main import app
from bot.config_file import load
from sandbox import Sandbox

NOWHERE = "http://127.0.0.1:1"
ALL = "42:abc", "5001, 5002", "-100500", "ағылшынша", "europe/berlin", "sqlite:///z.db"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OTANDAS_TELEGRAM__BASE_URL", NOWHERE)
    return tmp_path


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a sandbox that knows the token 42:right."""
    started, stop, address = threading.Event(), asyncio.Event(), list[str]()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with Sandbox.running() as sandbox:
            await sandbox.call("42:right", "getMe", {}, None)
            address.append(sandbox.base_url)
            started.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    started.wait()
    yield address[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def init(*answers: str, options: tuple[str, ...] = ()) -> Result:
    return CliRunner().invoke(app, ["init", *options], input="".join(f"{answer}\n" for answer in answers))


def test_what_is_answered_is_what_is_read(folder: Path) -> None:
    ended = init(*ALL)
    assert ended.exit_code == 0 and "Next: otandas migrate; otandas check; otandas run" in ended.stdout
    config = load(Path("config.toml"))
    assert (config.telegram.token, config.telegram.base_url) == ("42:abc", NOWHERE)
    assert (config.staff.owners, config.staff.inbox_chat) == ((5001, 5002), -100500)
    assert (config.locale.default, config.locale.timezone) == ("en", "Europe/Berlin")
    assert config.storage.dsn == "sqlite:///z.db"
    assert Path("config.toml").stat().st_mode & 0o777 == 0o600


def test_where_the_input_ends_defaults_are_taken(folder: Path) -> None:
    assert init("42:abc", "5001").exit_code == 0
    config = load(Path("config.toml"))
    assert config.locale.default == "kk" and config.locale.timezone == "Asia/Almaty"
    assert config.storage.dsn == "sqlite:///otandas.db" and config.staff.inbox_chat == 0


def test_a_wrong_answer_is_asked_again(folder: Path) -> None:
    answers = (
        "abc",
        "42:abc",
        "",
        "me",
        "²",
        "5001",
        "group",
        "0",
        "de",
        "kk",
        "Mars",
        "Алматы",
        "mysql://x",
        "",
    )
    ended = init(*answers)
    assert ended.exit_code == 0, ended.stderr
    for words in (
        "a bot token looks like 123456:ABC",
        "without an owner nobody may send anything",
        "write Telegram numbers like 123456789, with commas between them; a @name is none",
        "a group's number is whole and has a minus, like -1001234567890",
        "use one of kk, ru, en",
        "no such time zone",
        "unknown kind of database 'mysql'",
    ):
        assert words in ended.stderr
    assert load(Path("config.toml")).staff.owners == (5001,)


@pytest.mark.parametrize(
    "group", ["1001234567890", "@hotline", "https://t.me/c/1234567890/5", "-100 123", "−100500"]
)
def test_a_groups_number_has_a_minus(folder: Path, group: str) -> None:
    ended = init("42:abc", "5001", group, "-1001234567890")
    assert (
        ended.exit_code == 0 and "has a minus, like -1001234567890; a @name or a link is none" in ended.stderr
    )
    assert load(Path("config.toml")).staff.inbox_chat == -1001234567890


@pytest.mark.parametrize("owners", ["5001; 5002", "5001,5002,5001", "'5001', \"5002\"", "“5001,5002”"])
def test_what_was_copied_with_quotation_marks_is_read_without_them(folder: Path, owners: str) -> None:
    assert init(' "42:abc" ', owners, "'-100500'").exit_code == 0
    config = load(Path("config.toml"))
    assert (config.telegram.token, config.staff.owners) == ("42:abc", (5001, 5002))
    assert config.staff.inbox_chat == -100500


def test_a_folder_that_is_missing_is_told_before_anything_is_asked(folder: Path) -> None:
    ended = init(*ALL, options=("--config", "etc/otandas/config.toml"))
    assert "there is no folder etc/otandas; make it first" in str(ended.exception) and not ended.stdout


@pytest.mark.parametrize("answers", [(), ("",), ("42:abc",), ("42:abc", "")])
def test_without_a_token_and_an_owner_nothing_is_written(folder: Path, answers: tuple[str, ...]) -> None:
    ended = init(*answers)
    assert "nothing was written" in str(ended.exception) and not list(folder.iterdir())


@pytest.mark.parametrize(
    ("answer", "begins"), [("yes", True), ("ИӘ", True), ("no", False), ("", False), (None, False)]
)
def test_a_new_bot_begins_in_trial_mode_if_that_is_said(
    folder: Path, answer: str | None, begins: bool
) -> None:
    ended = init(*ALL, *([] if answer is None else [answer]))
    assert ended.exit_code == 0, ended.stderr
    assert "broadcasts reach only the team and guests it names until an owner goes live" in ended.stdout
    assert load(Path("config.toml")).staff.begin_in_trial is begins
    assert migrated().count("trial mode is on") == begins
    assert "already" in migrated()
    assert on_trial() is begins


def migrated() -> str:
    ended = CliRunner().invoke(app, ["migrate"])
    assert ended.exit_code == 0, ended.exception
    return ended.stdout


def on_trial() -> bool:
    return asyncio.run(check.on_trial(load(Path("config.toml"))))


def test_whether_it_begins_in_trial_is_asked_until_it_is_yes_or_no(folder: Path) -> None:
    ended = init(*ALL, "maybe", "yes")
    assert "answer yes or no" in ended.stderr
    assert load(Path("config.toml")).staff.begin_in_trial


def test_a_file_that_is_there_is_never_written_over(folder: Path) -> None:
    Path("config.toml").write_text("mine")
    assert "config.toml: exists already" in str(init(*ALL).exception)
    assert Path("config.toml").read_text() == "mine"
    assert init(*ALL, options=("--config", "other.toml")).exit_code == 0
    assert load(Path("other.toml")).staff.owners == (5001, 5002)


def test_the_token_is_tried_where_telegram_can_be_reached(
    folder: Path, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    away = init("42:abc", "5001")
    assert "The token was not tried" in away.stdout and "otandas check tries it later" in away.stdout
    Path("config.toml").unlink()
    monkeypatch.setenv("OTANDAS_TELEGRAM__BASE_URL", server)
    ended = init("42:wrong", "42:right", "5001")
    assert ended.exit_code == 0
    assert "Telegram refuses this token (Unauthorized)" in ended.stderr and "@sandbox_42_bot" in ended.stdout
    assert load(Path("config.toml")).telegram.token == "42:right"
    assert "42:wrong" not in ended.stderr  # the runner itself echoes what is typed into stdout


def test_an_owner_who_does_not_know_their_number_writes_to_the_bot(
    folder: Path, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    monkeypatch.setenv("OTANDAS_TELEGRAM__BASE_URL", server)
    for path, body in (
        ("people", {"id": 5001, "first_name": "Айгерім"}),
        ("people/5001/send", {"text": "сәлем"}),
    ):
        request = urllib.request.Request(
            f"{server}/sandbox/{path}?bot=42",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).close()
    ended = init("42:right", "", "n", "", "y")
    assert ended.exit_code == 0 and "Айгерім (5001) wrote. Is this an owner?" in ended.stdout
    assert load(Path("config.toml")).staff.owners == (5001,)
    with urllib.request.urlopen(f"{server}/bot42:right/getUpdates") as answer:
        assert json.load(answer)["result"][0]["message"]["text"] == "сәлем"  # still there for the bot


def test_where_nobody_writes_a_number_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    monkeypatch.setenv("OTANDAS_TELEGRAM__BASE_URL", server)
    monkeypatch.setattr("bot.cli.init.WAIT", 2)
    monkeypatch.setattr("bot.cli.init.LOOK", 1)
    ended = init("42:right", "", "5001")
    assert ended.exit_code == 0 and "nobody wrote; without an owner" in ended.stderr
