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

from bot.broadcasts.states import Release, State
from bot.cli.broadcast import app
from bot.errors import StartError
from storage.broadcasts import broadcasts
from storage.database import versions
from storage.database.database import Database
from storage.deliveries import deliveries
from storage.members import members
from storage.staff import audit, trial

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
        async with database.begin() as tx:
            for chat in (1001, 1002, 1003):
                await members.join(tx, chat, "kk", NOW)
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
    assert ran("create", "good.toml", "--at", "2099-12-01T10:00:00+05:00").exit_code == 0
    assert ran("create", "good.toml", "--at", " 2099-12-01T10:00:00+05:00\n").exit_code == 0
    for at in ("2026-12-01T10:00:00", "", " "):
        wrong = ran("create", "good.toml", "--at", at)
        assert isinstance(wrong.exception, StartError) and "not a time with its zone" in str(wrong.exception)


NUMBERS = '[text]\nkk = "5 орын"\nru = "6 мест"\nen = "5 places"\n'
OFTEN = GOOD + '[schedule]\nevery = "cron"\ncron = "*/5 * * * *"\n'
FINAL = {
    "a past time": (GOOD, ["--at", "2020-01-01T10:00:00+05:00"], "--at: that time is past"),
    "a past expiry": (
        'expires_at = "2020-01-01T10:00:00+05:00"\n' + GOOD,
        [],
        "expires_at: it would be out of",
    ),
    "an expiry before its time": (
        'expires_at = "2099-01-01T10:00:00+05:00"\n' + GOOD,
        ["--at", "2099-01-01T10:00:00+05:00"],
        "expires_at: it would be out of date",
    ),
    "30 February": (
        GOOD + '[schedule]\nevery = "cron"\ncron = "0 10 30 2 *"\n',
        [],
        "schedule.cron: this never comes",
    ),
    "31 April": (
        GOOD + '[schedule]\nevery = "cron"\ncron = "0 10 31 4,6,9,11 *"\n',
        [],
        "schedule.cron: this never comes",
    ),
    "a series that began": (
        GOOD + '[schedule]\nevery = "day"\nat = "10:00"\n',
        ["--at", "2020-01-01T10:00:00+05:00"],
        "--at: that time is past",
    ),
    "a paragraph": ('markup = "html"\n' + GOOD.replace("б", "<p>б</p>"), [], "text.ru: <p> is no tag"),
    "a line break": ('markup = "html"\n' + GOOD.replace("б", "б<br/>"), [], "text.ru: <br/> is no tag"),
    "a mere <": ('markup = "html"\n' + GOOD.replace("б", "5 < 6"), [], "text.ru: < is no tag"),
}
FORCED = {
    "differing numbers": (NUMBERS, "text: 6 stands in ru, but not in kk, en", "numbers"),
    "every five minutes": (OFTEN, "schedule.cron: this comes more often than once an hour", "often"),
    "nobody": ('countries = ["JP"]\n' + GOOD, "topics, countries, languages: nobody would get it", "nobody"),
    "no approval": (GOOD, "delivery.approval_above: more than 2 recipients (3)", "approval"),
}


@pytest.mark.parametrize("name", FINAL)
def test_what_could_not_be_sent_as_it_is_meant_is_refused_even_by_force(ran: Ran, name: str) -> None:
    text, options, words = FINAL[name]
    Path("b.toml").write_text(text, encoding="utf-8")
    for force in ([], ["--force"]):
        refused = ran("create", "b.toml", *options, *force)
        assert isinstance(refused.exception, StartError) and refused.stdout == ""
        assert f"b.toml: {words}" in str(refused.exception)
    assert "there is no broadcast 1" in str(ran("status", 1).exception)


@pytest.mark.parametrize("name", FORCED)
def test_what_an_owner_may_overrule_takes_force_and_is_logged(ran: Ran, tmp_path: Path, name: str) -> None:
    text, words, kind = FORCED[name]
    Path("b.toml").write_text(text, encoding="utf-8")
    if kind == "approval":
        with Path("config.toml").open("a", encoding="utf-8") as file:
            file.write("[delivery]\napproval_above = 2\n")
    refused = ran("create", "b.toml")
    assert isinstance(refused.exception, StartError) and refused.stdout == ""
    assert f"b.toml: {words}" in str(refused.exception) and "or say --force" in str(refused.exception)
    forced = ran("create", "b.toml", "--force")
    assert forced.exit_code == 0 and forced.stdout == "1\n" and words in forced.stderr
    [deed] = logged(tmp_path)
    assert deed.action == "broadcast.forced" and deed.subject == "1"
    assert deed.detail is not None and deed.detail["overruled"] == [kind]


def logged(folder: Path) -> list[audit.Deed]:
    async def read() -> list[audit.Deed]:
        database = Database.open(f"sqlite:///{folder}/x.db")
        async with database.connect() as tx:
            deeds, _ = await audit.deeds(tx)
        await database.close()
        return deeds

    return asyncio.run(read())


def test_what_is_sent_from_the_command_line_is_in_staffs_log(ran: Ran, tmp_path: Path) -> None:
    ran("create", "good.toml")
    [deed] = logged(tmp_path)
    assert (deed.action, deed.subject) == ("broadcast.queued", "1")
    assert deed.detail is not None and deed.detail["recipients"] == 3 and "(otandas)" in deed.detail["name"]


def test_what_is_urgent_needs_no_colleague(ran: Ran, tmp_path: Path) -> None:
    with Path("config.toml").open("a", encoding="utf-8") as file:
        file.write("[delivery]\napproval_above = 2\n")
    Path("b.toml").write_text('urgent = true\nurgent_reason = "flood"\n' + GOOD, encoding="utf-8")
    assert ran("create", "b.toml").exit_code == 0
    [deed] = logged(tmp_path)
    assert deed.action == "broadcast.urgent" and deed.detail is not None and deed.detail["reason"] == "flood"


def test_a_draft_is_stored_whatever_stands_against_sending_it(ran: Ran) -> None:
    Path("b.toml").write_text('countries = ["JP"]\n' + NUMBERS, encoding="utf-8")
    assert ran("create", "b.toml", "--draft").stdout == "1\n"
    assert status(ran, 1)["state"] == "draft"


def test_doubts_are_told_and_it_is_sent(ran: Ran) -> None:
    Path("b.toml").write_text(GOOD.replace("б", "<b>б</b> [имя]"), encoding="utf-8")
    sent = ran("create", "b.toml")
    assert sent.exit_code == 0 and sent.stdout == "1\n"
    assert "b.toml: text.ru: <b> is sent as it stands" in sent.stderr and "[имя]" in sent.stderr


def test_a_trial_is_told_and_the_id_stands_alone(ran: Ran, tmp_path: Path) -> None:
    async def begun() -> None:
        database = Database.open(f"sqlite:///{tmp_path}/x.db")
        async with database.begin() as tx:
            await trial.begin(tx, 20, [1001], NOW)
        await database.close()

    assert ran("create", "good.toml").stderr == ""
    asyncio.run(begun())
    made = ran("create", "good.toml")
    assert made.exit_code == 0 and made.stdout.splitlines()[-1] == "2"
    assert "only the team and the guests of the trial" in made.stderr


def test_now_may_be_a_moment_ago(ran: Ran) -> None:
    moment_ago = datetime.now(UTC).replace(microsecond=0).isoformat()
    assert ran("create", "good.toml", "--at", moment_ago).exit_code == 0


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
    assert "nothing of it was sent, cancel it instead" in str(ran("recall", 1).exception)
    for command, state in (
        ("pause", "paused"),
        ("resume", "scheduled"),
        ("cancel", "canceled"),
    ):
        assert ran(command, 1).exit_code == 0
        assert status(ran, 1)["state"] == state
    refused = ran("recall", 1)
    assert refused.exit_code == 1 and str(refused.exception).endswith("nothing of it was sent")


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
    refused = ran("recall", 2)
    assert "broadcast 2 is a job (recall) of broadcast 1; recall that one" in str(refused.exception)
    assert [deed.action for deed in reversed(logged(tmp_path))] == [
        "broadcast.queued",
        "broadcast.paused",
        "broadcast.resumed",
        "broadcast.recalled",
    ]
    assert status(ran, 2)["state"] == "scheduled"


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
            await broadcasts.release(tx, number, Release.OWN)
        told = [command, str(number), "--config", str(config)]
        answer = await asyncio.to_thread(CliRunner().invoke, app, told)
        async with database.connect() as tx:
            broadcast = await broadcasts.get(tx, number)
        assert broadcast is not None and broadcast.state == moves.get((state, command), state)
        refused = f"broadcast {number} is {state}; this can be done while it is "
        assert answer.exit_code == 0 if (state, command) in moves else refused in str(answer.exception)
