"""`otandas broadcast …` as a script sees it."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.broadcasts.lifecycle import State
from bot.cli.broadcast import app
from bot.errors import StartError
from storage.broadcasts import broadcasts
from storage.database import versions
from storage.database.database import Database
from storage.deliveries import deliveries

GOOD = '[text]\nkk = "а"\nru = "б"\nen = "c"\n'
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
Ran = Callable[..., Result]


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Runs a command on a fresh database in a folder with good.toml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "config.toml").write_text(f'[storage]\ndsn = "sqlite:///{tmp_path}/x.db"\n', encoding="utf-8")

    async def fresh() -> None:
        database = Database.open(f"sqlite:///{tmp_path}/x.db")
        await versions.upgrade(database)
        await database.close()

    asyncio.run(fresh())
    return lambda *told: CliRunner().invoke(app, [str(word) for word in told])


def status(ran: Ran, broadcast_id: int) -> dict[str, object]:
    said: dict[str, object] = json.loads(ran("status", broadcast_id, "--json").stdout)
    return said


def test_create_prints_the_id_alone_on_the_last_line(ran: Ran) -> None:
    first, second = ran("create", "good.toml"), ran("create", "good.toml", "--draft")
    assert first.stdout.splitlines()[-1] == "1" and second.stdout.splitlines()[-1] == "2"
    assert status(ran, 1)["state"] == "scheduled" and status(ran, 2)["state"] == "draft"


def test_status_has_the_contracts_keys_in_its_order(ran: Ran) -> None:
    ran("create", "good.toml")
    assert list(status(ran, 1)) == [
        "id",
        "state",
        "audience",
        "waiting",
        "sending",
        "sent",
        "gone",
        "failed",
        "unknown",
    ]


def test_a_time_needs_its_zone(ran: Ran) -> None:
    assert ran("create", "good.toml", "--at", "2026-12-01T10:00:00+05:00").exit_code == 0
    wrong = ran("create", "good.toml", "--at", "2026-12-01T10:00:00")
    assert isinstance(wrong.exception, StartError) and "not a time with its zone" in str(wrong.exception)


def test_what_cannot_be_done_is_said(ran: Ran) -> None:
    ran("create", "good.toml")
    for command, words in (
        ("recall", "nothing of it was sent"),
        ("resume", "is scheduled"),
    ):
        refused = ran(command, 1)
        assert isinstance(refused.exception, StartError) and words in str(refused.exception)
    missing = ran("status", 99)
    assert str(missing.exception) == "there is no broadcast 99"
    assert str(ran("status", 10**20).exception) == f"there is no broadcast {10**20}"


def test_pause_resume_cancel_and_recall_move_the_row(ran: Ran, tmp_path: Path) -> None:
    ran("create", "good.toml")

    for command, state in (
        ("pause", "paused"),
        ("resume", "scheduled"),
        ("cancel", "canceled"),
    ):
        assert ran(command, 1).exit_code == 0
        assert status(ran, 1)["state"] == state
    refused = ran("recall", 1)
    assert refused.exit_code == 1


def test_what_was_sent_of_it_is_recalled_once(ran: Ran, tmp_path: Path) -> None:
    ran("create", "good.toml")

    async def sent() -> None:
        database = Database.open(f"sqlite:///{tmp_path}/x.db")
        at = broadcasts.datetime.now().astimezone()
        async with database.begin() as tx:
            await broadcasts.step(tx, 1, ("scheduled",), "sending", at, launched_at=at)
            await tx.execute(sa.insert(deliveries.counts).values(broadcast_id=1, sent=1))
        await database.close()

    asyncio.run(sent())
    for command, state in (("pause", "paused"), ("resume", "sending"), ("recall", "recalled")):
        assert ran(command, 1).exit_code == 0
        assert status(ran, 1)["state"] == state
    assert "(job 2)" in ran("recall", 1).stdout


@pytest.mark.parametrize("launched_at", [None, NOW])
async def test_pause_and_resume_from_every_state(
    database: Database, tmp_path: Path, launched_at: datetime | None
) -> None:
    """What is done already is no refusal; anything else says the state and what it could be done from."""
    dsn = database.writer.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    config = tmp_path / "config.toml"
    config.write_text(f'[storage]\ndsn = "{dsn}"\n', encoding="utf-8")
    on = State.SENDING if launched_at else State.SCHEDULED
    moves = {(State.SCHEDULED, "pause"): State.PAUSED, (State.SENDING, "pause"): State.PAUSED}
    moves |= {(State.PAUSED, "resume"): on, (State.PAUSED, "pause"): State.PAUSED}
    moves[State.SENDING, "resume"] = State.SENDING
    for state, command in product(State, ("pause", "resume")):
        async with database.begin() as tx:
            number = await broadcasts.create(tx, {}, {}, NOW, state=state, launched_at=launched_at)
        told = [command, str(number), "--config", str(config)]
        answer = await asyncio.to_thread(CliRunner().invoke, app, told)
        async with database.connect() as tx:
            broadcast = await broadcasts.get(tx, number)
        assert broadcast is not None and broadcast.state == moves.get((state, command), state)
        refused = f"broadcast {number} is {state}; this can be done while it is "
        assert answer.exit_code == 0 if (state, command) in moves else refused in str(answer.exception)
