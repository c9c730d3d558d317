"""migrate, backup, restore and copy: what they do, and how they refuse."""

import asyncio
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli.copy import without_address
from bot.clock import now
from handlers.staff.deeds import DEEDS
from storage.database import versions
from storage.database.database import Database
from storage.members import erasure, forget_requests, members
from storage.staff import audit
from tests.bot.cli.otandas import otandas, refused
from tests.conftest import fresh_postgres

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No settings but ours."""
    for name in [name for name in os.environ if name.startswith("OTANDAS_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    use(monkeypatch, f"sqlite:///{tmp_path}/first.db")
    yield


def use(monkeypatch: pytest.MonkeyPatch, dsn: str) -> str:
    monkeypatch.setenv("OTANDAS_STORAGE__DSN", dsn)
    return dsn


def filled(dsn: str, number: int = 3) -> None:
    """A database with some members, one after another as the bot would have them."""

    async def fill() -> None:
        database = Database.open(dsn)
        await versions.upgrade(database)
        async with database.begin() as tx:
            for chat in range(1, number + 1):
                member = await members.join(tx, chat, "kk", now())
                await members.subscribe(tx, member.id, ["quota"])
        await database.close()

    asyncio.run(fill())


def chats(dsn: str) -> list[int]:
    async def read() -> list[int]:
        database = Database.open(dsn)
        async with database.connect() as tx:
            result = await tx.execute(
                sa.select(members.members.c.chat_id).order_by(members.members.c.chat_id)
            )
            rows = list(result.scalars())
        await database.close()
        return rows

    return asyncio.run(read())


def forget(dsn: str, chat: int) -> None:
    async def write() -> None:
        database = Database.open(dsn)
        async with database.begin() as tx:
            await erasure.erase(tx, chat, now())
        await database.close()

    asyncio.run(write())


def asked(dsn: str, chat: int, taken_back: int = 0) -> None:
    """/forget in a day, and another's taken back."""

    async def write() -> None:
        database = Database.open(dsn)
        async with database.begin() as tx:
            await forget_requests.ask(tx, chat, now(), now() + timedelta(days=1))
            await forget_requests.drop(tx, taken_back)
        await database.close()

    asyncio.run(write())


def to_forget(dsn: str) -> list[int]:
    async def read() -> list[int]:
        database = Database.open(dsn)
        async with database.connect() as tx:
            rows = [request.chat_id for request in await forget_requests.everyone(tx)]
        await database.close()
        return rows

    return asyncio.run(read())


def at_version(dsn: str, version: str) -> None:
    async def write() -> None:
        database = Database.open(dsn)
        async with database.begin() as tx:
            await tx.execute(sa.text("UPDATE alembic_version SET version_num = :it"), {"it": version})
        await database.close()

    asyncio.run(write())


def test_migrating_says_from_where_to_where(capsys: Capture) -> None:
    first, second = otandas(capsys, "migrate"), otandas(capsys, "migrate")
    assert (first.code, second.code) == (0, 0)
    assert "was: empty" in first.out and "already" in second.out


def test_a_newer_database_is_not_migrated(capsys: Capture) -> None:
    otandas(capsys, "migrate")
    at_version("sqlite:///first.db", "9999")
    assert refused(otandas(capsys, "migrate"), "newer than this program")


def test_a_backup_goes_back_into_an_empty_database(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, postgres: str
) -> None:
    filled("sqlite:///first.db")
    assert otandas(capsys, "backup", "kept.db").code == 0
    assert stat.S_IMODE(Path("kept.db").stat().st_mode) == 0o600
    for dsn in ("sqlite:///two.db", asyncio.run(fresh_postgres(postgres))):
        use(monkeypatch, dsn)
        assert otandas(capsys, "restore", "kept.db").code == 0
        assert chats(dsn) == [1, 2, 3]


def test_a_backup_into_a_folder_that_is_not_there_is_refused_by_its_name(capsys: Capture) -> None:
    filled("sqlite:///first.db")
    assert refused(
        otandas(capsys, "backup", "nowhere/kept.db"), "nowhere/kept.db: there is no folder nowhere"
    )


def test_whom_the_world_forgot_since_is_forgotten_again(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, postgres: str
) -> None:
    filled("sqlite:///first.db")
    otandas(capsys, "backup", "before.db")
    forget("sqlite:///first.db", 2)
    otandas(capsys, "backup", "after.db")
    for dsn in ("sqlite:///two.db", asyncio.run(fresh_postgres(postgres))):
        use(monkeypatch, dsn)
        restored = otandas(capsys, "restore", "before.db", "--forgotten-by", "after.db")
        assert (restored.code, "forgotten again: 1" in restored.out) == (0, True)
        assert chats(dsn) == [1, 3]


def test_a_restored_backup_follows_what_became_of_the_day_to_take_forget_back(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who took it back since is not to be forgotten, who asked since is."""
    filled("sqlite:///first.db")
    asked("sqlite:///first.db", 2)
    otandas(capsys, "backup", "before.db")
    asked("sqlite:///first.db", 3, taken_back=2)
    otandas(capsys, "backup", "after.db")
    use(monkeypatch, "sqlite:///two.db")
    assert otandas(capsys, "restore", "before.db", "--forgotten-by", "after.db").code == 0
    assert (to_forget("sqlite:///two.db"), chats("sqlite:///two.db")) == ([3], [1, 2, 3])
    use(monkeypatch, "sqlite:///three.db")
    assert otandas(capsys, "restore", "before.db").code == 0
    assert to_forget("sqlite:///three.db") == [2]


def test_a_copy_takes_its_address_from_a_file_or_the_environment(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("sqlite:///first.db")
    Path("to").write_text("sqlite:///two.db\n")
    assert otandas(capsys, "copy", "--to-file", "to").code == 0
    monkeypatch.setenv("OTANDAS_COPY_TO", "sqlite:///three.db")
    assert otandas(capsys, "copy").code == 0
    assert chats("sqlite:///two.db") == chats("sqlite:///three.db") == [1, 2, 3]
    assert otandas(capsys, "copy", "--to-file", "to").code == 2
    monkeypatch.delenv("OTANDAS_COPY_TO")
    assert otandas(capsys, "copy").code == 2


def test_an_address_on_the_command_line_is_taken_out_of_it() -> None:
    words = ["copy", "--config", "c.toml", "--to", "postgresql://u:p@h/d"]
    assert without_address(words) == words[:3]
    assert without_address(["copy", "--to=postgresql://u:p@h/d", "--config=c"]) == ["copy", "--config=c"]


def test_what_holds_members_data_is_its_users_alone(capsys: Capture) -> None:
    filled("sqlite:///first.db")
    otandas(capsys, "members", "export", "members.csv")
    for name in ("first.db", "members.csv"):
        assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600, name


def deeds(dsn: str) -> list[tuple[str, str]]:
    """The command line's in staff's log, oldest first: what, and to how many."""

    async def read() -> list[audit.Deed]:
        database = Database.open(dsn)
        async with database.connect() as tx:
            rows, _ = await audit.deeds(tx)
        await database.close()
        return rows

    rows = asyncio.run(read())
    assert all(row.user_id == 0 and "(otandas)" in str(row.detail) for row in rows)
    assert {row.action for row in rows} <= set(DEEDS)
    return [(row.action, row.subject) for row in reversed(rows)]


def test_what_takes_members_out_or_in_is_in_staffs_log(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("sqlite:///first.db")
    otandas(capsys, "members", "export", "members.csv")
    otandas(capsys, "members", "import", "members.csv", "--dry-run")
    otandas(capsys, "members", "import", "members.csv")
    kept = otandas(capsys, "backup", "kept.db").out.split()[0]
    assert deeds("sqlite:///first.db") == [
        ("members.exported", "3"),
        ("members.imported", "3"),
        ("database.backed_up", kept),
    ]
    copied = otandas(capsys, "copy", "--to", "sqlite:///two.db").out.splitlines()[-1].split()[0]
    assert deeds("sqlite:///first.db")[-1] == ("database.copied", copied)
    use(monkeypatch, "sqlite:///three.db")
    otandas(capsys, "restore", "kept.db")
    assert deeds("sqlite:///three.db")[-1] == ("database.restored", kept)


def test_a_backup_never_overwrites(capsys: Capture) -> None:
    filled("sqlite:///first.db")
    Path("kept.db").touch()
    assert refused(otandas(capsys, "backup", "kept.db"), "kept.db", "exists already")


def test_a_failed_backup_leaves_nothing(capsys: Capture) -> None:
    assert refused(otandas(capsys, "backup", "kept.db"), "otandas migrate")
    assert not Path("kept.db").exists()


def test_restoring_into_a_database_with_members_is_refused(capsys: Capture) -> None:
    filled("sqlite:///first.db")
    otandas(capsys, "backup", "kept.db")
    assert refused(otandas(capsys, "restore", "kept.db"), "rows in", "already", "empty")


@pytest.mark.parametrize(("content", "word"), [(None, "no such file"), (b"not a database", "not a backup")])
def test_restoring_from_what_is_no_backup_is_refused(
    capsys: Capture, content: bytes | None, word: str
) -> None:
    if content:
        Path("kept.db").write_bytes(content * 100)
    assert refused(otandas(capsys, "restore", "kept.db"), "kept.db", word)


def test_a_backup_of_a_newer_program_is_refused(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    filled("sqlite:///first.db")
    at_version("sqlite:///first.db", "9999")
    use(monkeypatch, "sqlite:///two.db")
    assert refused(otandas(capsys, "restore", "first.db"), "newer than this program")


def test_a_copy_goes_to_postgresql_and_back(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, postgres: str
) -> None:
    filled("sqlite:///first.db")
    there = asyncio.run(fresh_postgres(postgres))
    said = otandas(capsys, "copy", "--to", there)
    assert said.code == 0 and "counts are the same" in said.out
    use(monkeypatch, there)
    assert otandas(capsys, "copy", "--to", "sqlite:///back.db").code == 0
    assert chats("sqlite:///back.db") == chats(there) == [1, 2, 3]


def test_new_members_get_new_numbers_after_a_copy(capsys: Capture, postgres: str) -> None:
    filled("sqlite:///first.db")
    there = asyncio.run(fresh_postgres(postgres))
    otandas(capsys, "copy", "--to", there)
    filled(there, number=4)
    assert chats(there) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("oracle://x", ("--to", "postgresql://")),
        ("postgresql://nobody@127.0.0.1:1/none", ("no database connection",)),
        ("sqlite:///first.db", ("--to", "rows in")),
    ],
)
def test_a_copy_to_a_wrong_place_is_refused(capsys: Capture, to: str, words: tuple[str, ...]) -> None:
    filled("sqlite:///first.db")
    assert refused(otandas(capsys, "copy", "--to", to), *words)


@pytest.mark.parametrize("arguments", [("copy",), ("backup",), ("restore",), ("run", "--nonsense")])
def test_wrong_usage_is_exit_2(capsys: Capture, arguments: tuple[str, ...]) -> None:
    said = otandas(capsys, *arguments)
    assert said.code == 2 and said.err
