"""`otandas check`: each fault is one line; the token is asked for and never shown."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.cli import check, machine
from bot.cli.telegram import Answer, Caller
from bot.config import Config, Staff, Storage, Telegram
from sandbox import Sandbox
from storage import bots
from storage.broadcasts import broadcasts
from storage.database import versions
from storage.database.database import Database
from storage.staff import audit, staff, trial
from tests.bot.cli.otandas import otandas

OWNER, GROUP = 1001, -100500
PHOTO = {"kk": {"text": "x", "media": [{"type": "photo", "file_id": "of another"}]}}


async def faults(dsn: str, owners: tuple[int, ...] = (OWNER,), inbox: int = 0, **telegram: str) -> list[str]:
    config = Config(
        storage=Storage(dsn=dsn), telegram=Telegram(**telegram), staff=Staff(owners=owners, inbox_chat=inbox)
    )
    return await check.outside_faults(config, datetime.now(UTC))


async def told(telegram: Sandbox, path: str, **body: object) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{telegram.base_url}/sandbox/{path}", json=body) as response:
            assert response.status == 200, await response.text()


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    """A world with an owner who has started the bot."""
    async with Sandbox.running() as running:
        await told(running, "people", id=OWNER, first_name="Ерлан", language_code="kk")
        yield running


@pytest.fixture
async def dsn(tmp_path: Path) -> str:
    """A database at this version."""
    name = f"sqlite:///{tmp_path}/x.db"
    database = Database.open(name)
    await versions.upgrade(database)
    await database.close()
    return name


async def test_all_in_order_is_no_line(dsn: str, telegram: Sandbox) -> None:
    assert await faults(dsn, token="42:right", base_url=telegram.base_url) == []


async def test_a_wrong_token_is_refused_and_not_shown(dsn: str, telegram: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        await session.post(f"{telegram.base_url}/bot42:right/getMe")
    [line] = await faults(dsn, token="42:wrong", base_url=telegram.base_url)
    assert line.startswith("telegram.token: refused: Unauthorized") and "wrong" not in line


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1", "cannot be reached; check the address"),
        ("http://[", "is no address; write it like"),
        ("http://no-such-host.invalid", "http://no-such-host.invalid "),
    ],
)
async def test_a_server_that_is_away_is_named_in_plain_words(dsn: str, url: str, words: str) -> None:
    [line] = await faults(dsn, token="42:right", base_url=url)
    assert (
        line.startswith("telegram.base_url: ")
        and words in line
        and "right" not in line
        and "Error" not in line
    )


async def test_each_fault_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "torn.db").write_bytes(b"no database at all" * 100)
    database, token = await faults(f"sqlite:///{tmp_path}/torn.db")
    opened = "storage.dsn: the database cannot be opened (file is not a database)"
    assert database == f"{opened}; check the address, and whether the database is there"
    assert token.startswith("telegram.token: empty")


@pytest.mark.parametrize(
    ("dsn", "words"),
    [
        ("postgresql://u:secret@127.0.0.1:1/x", "(Connection refused)"),
        ("postgresql://u:secret@no-host.invalid/x", "storage.dsn: the database cannot be opened ("),
        ("sqlite:////nowhere/x.db", "(/nowhere/x.db: No such file or directory)"),
    ],
)
async def test_a_database_that_is_away_is_told_in_plain_words(dsn: str, words: str) -> None:
    [line, _token] = await faults(dsn)
    assert words in line and "Errno" not in line and "127" not in line and "secret" not in line


async def test_an_empty_database_names_the_remedy(tmp_path: Path) -> None:
    [line, _token] = await faults(f"sqlite:///{tmp_path}/new.db")
    assert line == "storage.dsn: the database is empty; run: otandas migrate"


async def test_an_owner_must_be_there_and_have_started_the_bot(dsn: str, telegram: Sandbox) -> None:
    settings = {"token": "42:right", "base_url": telegram.base_url}
    [nobody] = await faults(dsn, owners=(), **settings)
    assert nobody.startswith("staff.owners: nobody; write")
    [stranger] = await faults(dsn, owners=(OWNER, 555), **settings)
    assert stranger.startswith("staff.owners: 555 has not started the bot") and "and press Start" in stranger


async def test_an_owner_of_the_team_is_one(dsn: str, telegram: Sandbox) -> None:
    database = Database.open(dsn)
    async with database.begin() as tx:
        await staff.add(tx, OWNER, "owner", "Ерлан", OWNER, datetime.now(UTC))
    await database.close()
    assert await faults(dsn, owners=(), token="42:right", base_url=telegram.base_url) == []


async def test_a_log_of_deeds_that_was_changed_is_named(dsn: str, telegram: Sandbox) -> None:
    database = Database.open(dsn)
    async with database.begin() as tx:
        for subject in ("1", "2"):
            await audit.log(tx, OWNER, "broadcast.approved", subject, datetime.now(UTC))
        await audit.seal(tx)
        await tx.execute(sa.update(audit.audit).where(audit.audit.c.place == 1).values(user_id=666))
    await database.close()
    [line] = await faults(dsn, token="42:right", base_url=telegram.base_url)
    assert line.startswith("audit: deed 1 of 2")


async def test_the_staff_group_must_be_one_the_bot_is_in(dsn: str, telegram: Sandbox) -> None:
    settings = {"token": "42:right", "base_url": telegram.base_url}
    [unknown] = await faults(dsn, inbox=GROUP, **settings)
    assert unknown.startswith(f"staff.inbox_chat: {GROUP} is no group the bot is in")
    [without_minus] = await faults(dsn, inbox=1001234567890, **settings)
    assert without_minus.endswith("or correct the number (a group's has a minus: -1001234567890)")
    await told(telegram, "groups", id=GROUP, title="Қызметкерлер", members=[OWNER])
    assert await faults(dsn, inbox=GROUP, **settings) == []
    [person] = await faults(dsn, inbox=OWNER, **settings)
    assert person.startswith(f"staff.inbox_chat: {OWNER} is a private chat; it must be a group")


async def test_a_group_that_became_a_supergroup_is_named_by_its_new_number(
    dsn: str, telegram: Sandbox
) -> None:
    await told(telegram, "groups", id=-77, title="Қызметкерлер", members=[OWNER])
    await told(telegram, "faults", method="getChat", chat_id=-77, times=1, kind="migrate")
    [line] = await faults(dsn, inbox=-77, token="42:right", base_url=telegram.base_url)
    assert "the group -77 has become -100" in line


@pytest.mark.parametrize(
    ("status", "rights", "permissions", "words"),
    [
        ("administrator", {}, {}, None),
        ("member", {}, {"can_send_messages": True}, None),
        ("member", {}, {"can_send_messages": False}, "may not write in the group"),
        ("restricted", {"is_member": True, "can_send_messages": False}, {}, "may not write in the group"),
        ("restricted", {"is_member": True, "can_send_messages": True}, {}, None),
        ("left", {}, {}, "is not in the group"),
        ("kicked", {}, {}, "is not in the group"),
    ],
)
async def test_the_bots_rights_in_the_staff_group(
    monkeypatch: pytest.MonkeyPatch,
    dsn: str,
    telegram: Sandbox,
    status: str,
    rights: dict[str, Any],
    permissions: dict[str, Any],
    words: str | None,
) -> None:
    answers = {
        "getChat": {"type": "supergroup", "permissions": permissions},
        "getChatMember": {"status": status, **rights},
    }
    instead(monkeypatch, answers, GROUP)
    lines = await faults(dsn, inbox=GROUP, token="42:right", base_url=telegram.base_url)
    assert [words in line for line in lines if words] == ([True] if words else []) and bool(lines) == bool(
        words
    )


@pytest.mark.parametrize(("allowed", "named"), [(True, False), (False, True)])
async def test_the_right_to_make_topics_in_a_forum(
    monkeypatch: pytest.MonkeyPatch, dsn: str, telegram: Sandbox, allowed: bool, named: bool
) -> None:
    answers = {
        "getChat": {"type": "supergroup", "is_forum": True},
        "getChatMember": {"status": "administrator", "can_manage_topics": allowed},
    }
    instead(monkeypatch, answers, GROUP)
    lines = await faults(dsn, inbox=GROUP, token="42:right", base_url=telegram.base_url)
    assert [line for line in lines if "may not make topics" in line] == lines and bool(lines) == named


def instead(monkeypatch: pytest.MonkeyPatch, answers: dict[str, Any], chat: int | None = None) -> None:
    """Telegram answers so to these methods (of this chat)."""
    original = Caller.__call__

    async def call(self: Caller, method: str, **parameters: object) -> Answer:
        if method in answers and parameters.get("chat_id") == chat:
            return Answer(ok=True, result=answers[method])
        return await original(self, method, **parameters)

    monkeypatch.setattr(Caller, "__call__", call)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"can_read_all_group_messages": True}, "/setprivacy, Enable"),
        ({"supports_inline_queries": False}, "/setinline"),
        ({"can_join_groups": False}, "/setjoingroups, Enable"),
    ],
)
async def test_the_bots_settings_are_looked_at(
    monkeypatch: pytest.MonkeyPatch, dsn: str, telegram: Sandbox, setting: dict[str, bool], words: str
) -> None:
    instead(monkeypatch, {"getMe": {"id": 42, "username": "b", **setting}})
    [line] = await faults(dsn, token="42:right", base_url=telegram.base_url)
    assert line.startswith("telegram: the bot ") and words in line


async def test_files_of_another_bot_are_noticed_by_who_ran_here(dsn: str, telegram: Sandbox) -> None:
    now = datetime.now(UTC)
    database = Database.open(dsn)
    async with database.begin() as tx:
        await bots.seen(tx, 41, now - timedelta(days=9))
        await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, now)
        await broadcasts.create(tx, PHOTO, {}, now)
    await database.close()
    moved, refused = await faults(dsn, token="42:right", base_url=telegram.base_url)
    assert moved.startswith("telegram.token: the files of broadcasts 2 were uploaded to another bot")
    assert refused.startswith("telegram.token: the files of broadcast 2 are not this bot's")
    for line in (moved, refused):
        assert "upload them again in the composer" in line


async def test_the_bots_own_files_are_in_order(
    monkeypatch: pytest.MonkeyPatch, dsn: str, telegram: Sandbox
) -> None:
    now = datetime.now(UTC)
    database = Database.open(dsn)
    async with database.begin() as tx:
        await bots.seen(tx, 41, now - timedelta(days=9))
        await bots.seen(tx, 42, now - timedelta(days=1))
        await broadcasts.create(tx, PHOTO, {}, now)
    await database.close()
    instead(monkeypatch, {"getFile": {"file_id": "x"}})
    assert await faults(dsn, token="42:right", base_url=telegram.base_url) == []


NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (None, None),
        (NOW + timedelta(seconds=59), None),
        (NOW + timedelta(seconds=90), "90 seconds behind Telegram's"),
        (NOW - timedelta(hours=1), "3600 seconds ahead of Telegram's"),
    ],
)
def test_a_clock_that_is_wrong_is_told(there: datetime | None, words: str | None) -> None:
    line = machine.clock_fault(NOW, there)
    assert (line is None) == (words is None) and (words or "") in (line or "")


@pytest.mark.parametrize(
    ("data_of", "told"),
    [
        (NOW, []),
        (datetime(2024, 2, 29, 18, tzinfo=UTC), []),
        (datetime(2024, 2, 29, 17, tzinfo=UTC), ["Asia/Almaty", "Asia/Qostanay"]),
        (datetime(2023, 11, 29, tzinfo=UTC), ["Asia/Almaty", "Asia/Qostanay"]),
        (datetime(2018, 11, 29, tzinfo=UTC), ["Asia/Almaty", "Asia/Qostanay", "Asia/Qyzylorda"]),
    ],
)
def test_old_time_zone_data_are_told(tmp_path: Path, data_of: datetime, told: list[str]) -> None:
    """A machine whose data end with that day has its offsets to this day."""
    config = Config(storage=Storage(dsn=f"sqlite:///{tmp_path}/x.db"))
    lines = list(machine.faults(config, data_of))
    said = " is +0600 here, and +0500 since 1 March 2024; update tzdata of the system and of Python"
    assert lines == [f"time zones: {name}{said}" for name in told]


@pytest.mark.parametrize("name", ["Asia/Nowhere", "Asia/Qostanaj", "Kazakhstan"])
def test_a_zone_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.setattr(machine, "ONE_ZONE", (name,))
    config = Config(storage=Storage(dsn=f"sqlite:///{tmp_path}/x.db"))
    assert list(machine.faults(config, NOW)) == [
        f"time zones: {name} is not known here; install the package tzdata"
    ]


def test_a_full_disk_and_missing_letters_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = Config(storage=Storage(dsn=f"sqlite:///{tmp_path}/x.db"))
    monkeypatch.setattr(machine, "ROOM", 2**60)
    monkeypatch.setattr(machine, "missing_letters", lambda: "Ң")
    disk, fonts = machine.faults(config, NOW)
    assert disk.startswith("disk: ") and str(tmp_path) in disk and disk.endswith("make room")
    assert fonts.startswith("fonts: pictures cannot show Ң")


def test_faults_end_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = otandas(capsys, "check")
    assert said.code == 1 and "staff.owners: nobody" in said.out and "Traceback" not in said.err


async def test_a_trial_is_a_line_of_its_own_and_no_fault(dsn: str, telegram: Sandbox) -> None:
    config = Config(storage=Storage(dsn=dsn))
    assert not await check.on_trial(config)
    database = Database.open(dsn)
    async with database.begin() as tx:
        await trial.begin(tx, 20, [OWNER], datetime.now(UTC))
    await database.close()
    assert await check.on_trial(config)
    assert await faults(dsn, token="42:right", base_url=telegram.base_url) == []
