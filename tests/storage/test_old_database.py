"""A database filled by version 0001 goes on in this one: nothing is lost, nobody loses their place.

`data/0001.jsonl` says in its first line how it was made.
"""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.broadcasts import approval
from bot.clock import now
from storage.broadcasts import broadcasts
from storage.database import versions
from storage.database.database import Database
from storage.database.schema import metadata
from storage.deliveries import deliveries
from storage.deliveries.deliveries import Counts
from storage.faq import searches
from storage.faq.searches import Search
from storage.members import conversations
from storage.members.members import members
from tests.bot.delivery.fake import FakeTelegram
from tests.bot.delivery.scene import Scene
from tests.conftest import fresh_postgres

DUMP = Path(__file__).with_name("data") / "0001.jsonl"
MADE = datetime(2026, 11, 24, 10, tzinfo=UTC)
RENAMED = {
    "asked": "searches",
    "askers": "search_watchers",
    "cards": "question_cards",
    "draft_steps": "draft_versions",
    "draft_looks": "draft_views",
}
COLUMNS = {"asked_id": "search_id", "held_at": "failed_at", "asked": "searches"}  # renamed too
FIRST = {
    name: {
        COLUMNS.get(column, column)
        for column in re.findall(r"^  (?!CONSTRAINT)(\w+) ", columns, re.MULTILINE)
    }
    for name, columns in re.findall(
        r"CREATE TABLE (\w+) \((.*?)\n\)",
        (Path(__file__).parents[2] / "storage/migrations/versions/0001_first.sqlite.sql").read_text(),
        re.DOTALL,
    )
}  # tables and columns of version 0001
NEW = {
    "bots",
    "screens",
    "forgotten",
    "events",
    "event_responses",
    "digest_lines",
    "digests",
    "event_notices",
    "event_broadcasts",
    "question_blocks",
    "question_drafts",
    "question_messages",
    "question_places",
    "staff_groups",
    "audit_chain",
    "introductions",
    "offer_notices",
    "offers",
    "saved_audiences",
    "staff_invitations",
    "survey_answers",
    "survey_responses",
    "surveys",
    "stock_answers",
    "trials",
    "trial_guests",
}  # tables of later versions
ADDED = {  # columns of later versions
    "members": {"by_topic", "chosen", "frequency"},
    "questions": {
        "urgent", "answered_by", "answered_name", "promised_at", "reminded_at", "taken_by", "taken_name", "taken_at",
        "sending_id", "sending_at", "closed_at", "closing", "rating", "receipt_id", "edited_at", "changes", "folded"},
    "question_cards": {"shown"},
}  # fmt: skip
FAILED = {"failed": "done"}  # a state that nothing set, of one that was launched
STAFF_STATES = [
    ("broadcast", "text"),
    ("broadcast", "links"),
    ("broadcast", "country"),
    ("broadcast", "urgency"),
    ("broadcast", "when"),
    ("broadcast", "until"),
    ("broadcast", "refusal"),
    ("template", "name"),
    ("new_entry", "part"),
    ("new_entry", "field"),
    ("entry", "search"),
    ("entry", "part"),
    ("team", "colleague"),
]
MEMBER_STATES = [
    ("ask", "question"),
    ("ask", "confirm"),
    ("rating", "missing"),
    ("country", "name"),
    ("time_zone", "city"),
    ("welcome", "country"),
]
REPEATED, MISSED = 13, 14  # broadcasts of either policy whose process died in the middle
CORRECTION, RECALL = 10, 12  # jobs half done


def dumped() -> list[tuple[str, dict[str, Any]]]:
    """The rows of the old database: table, columns."""
    about, *lines = DUMP.read_text(encoding="utf-8").splitlines()
    assert "0001" in json.loads(about)["about"]
    return [(table, row) for table, row in map(json.loads, lines)]


async def fill(database: Database) -> None:
    """Brings an empty database to version 0001 and gives it the old rows."""
    await versions.upgrade(database, "0001")
    old = sa.MetaData()
    async with database.begin() as tx:
        await tx.run_sync(old.reflect)
        for name, row in dumped():
            await tx.execute(sa.insert(old.tables[name]).values(_typed(old.tables[name], row)))
        if database.dialect == "postgresql":
            for name in ("asked", "broadcasts", "members"):
                await tx.execute(
                    sa.text(
                        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                    )
                )


def _typed(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """JSON has no times."""
    times = {name for name in row if isinstance(table.c[name].type, sa.DateTime)}
    aware = {name: datetime.fromisoformat(row[name]) for name in times}
    zoned = all(getattr(table.c[name].type, "timezone", False) for name in times)
    return row | (aware if zoned else {name: time.replace(tzinfo=None) for name, time in aware.items()})


@pytest.fixture(params=["sqlite", "postgresql"])
async def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """The old database at the newest version."""
    if request.param == "sqlite":
        database = Database.open(f"sqlite:///{tmp_path}/old.db")
    else:
        database = Database.open(await fresh_postgres(request.getfixturevalue("postgres")))
    await fill(database)
    complaint = await versions.complaint(database)
    assert complaint is not None and "run: otandas migrate" in complaint
    await versions.upgrade(database)
    assert await versions.complaint(database) is None
    yield database
    await database.close()


async def test_every_row_is_there(migrated: Database) -> None:
    expected = Counter(RENAMED.get(table, table) for table, _ in dumped())
    assert set(expected) == {RENAMED.get(name, name) for name in FIRST}
    expected["installation"] = 1  # its key is made on the way
    async with migrated.connect() as tx:
        for table in metadata.sorted_tables:
            number = sa.select(sa.func.count()).select_from(table)
            assert (await tx.execute(number)).scalar_one() == expected[table.name], table.name


async def test_who_walked_through_start_chose_all_of_it(migrated: Database) -> None:
    async with migrated.connect() as tx:
        rows = (await tx.execute(sa.select(members.c.onboarded_at, members.c.chosen))).all()
    assert {onboarded is not None for onboarded, _ in rows} == {True, False}
    assert all(chosen == (15 if onboarded else 0) for onboarded, chosen in rows)


async def test_broadcasts_and_deliveries_are_in_the_states_they_were_in(migrated: Database) -> None:
    for table in (broadcasts.broadcasts, deliveries.deliveries):
        gone = FAILED if table is broadcasts.broadcasts else {}
        expected = Counter(
            gone.get(row["state"], row["state"]) for name, row in dumped() if name == table.name
        )
        states = sa.select(table.c.state, sa.func.count()).group_by(table.c.state)
        async with migrated.connect() as tx:
            assert {row[0]: row[1] for row in await tx.execute(states)} == expected
    assert {row["state"] for name, row in dumped() if name == "broadcasts"} == set(broadcasts.STATES)


async def test_every_value_is_what_it_was(migrated: Database) -> None:
    async with migrated.connect() as tx:
        for name, row in dumped():
            if name == "conversations":
                continue
            table = metadata.tables[RENAMED.get(name, name)]
            wanted = {COLUMNS.get(column, column): value for column, value in row.items()}
            here = [column == wanted[column.name] for column in table.primary_key]
            kept = (await tx.execute(sa.select(table).where(*here))).mappings().one()
            stated = {column: _plain(value) for column, value in kept.items() if value is not None}
            compared = stated.keys() & FIRST[name]
            if table is broadcasts.broadcasts:
                wanted["state"] = FAILED.get(wanted["state"], wanted["state"])
                compared -= {"finished_at"} - wanted.keys()  # recalled ones have their end now
            assert {column: stated[column] for column in compared} == wanted


async def test_what_waited_goes_out_as_it_stood_by_the_word_it_had(migrated: Database) -> None:
    """The approved under the approver's name, what came by the command line as forced; a recalled one has its end."""
    async with migrated.connect() as tx:
        rows = {row.id: row for row in await broadcasts.in_states(tx, broadcasts.STATES)}
    waiting = {
        number for number, row in rows.items() if row.state in ("scheduled", "sending", "paused", "overdue")
    }
    assert len(waiting) == 11
    for number, row in rows.items():
        assert approval.stands(row) == (number in waiting), number
    assert (rows[4].released_as, rows[4].approved_by) == ("approved", 900003)
    assert {rows[number].released_as for number in waiting - {4}} == {"own"}
    assert rows[11].finished_at == rows[11].updated_at


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


async def test_conversations_go_on_in_the_state_their_step_is_called_now(migrated: Database) -> None:
    async with migrated.connect() as tx:
        for number, state in enumerate(MEMBER_STATES):
            chat = 1011 + number
            conversation = await conversations.get(tx, chat, chat)
            assert conversation is not None and (conversation.name, conversation.state) == state
        for number, state in enumerate(STAFF_STATES):
            chat = 910001 + number
            conversation = await conversations.get(tx, chat, chat)
            assert conversation is not None and (conversation.name, conversation.state) == state
        confirming = await conversations.get(tx, 1012, 1012)
    assert confirming is not None and confirming.data == {"text": "Баламды мектепке қалай беремін?"}


async def test_what_was_being_sent_goes_on_by_its_policy(migrated: Database) -> None:
    telegram = await FakeTelegram().start()
    scene = Scene(migrated, telegram, 5.0, {})
    scene.skew = MADE - now()
    await scene.begin()
    repeated, missed = await scene.until(REPEATED), await scene.until(MISSED)
    corrected, recalled = await scene.until(CORRECTION), await scene.until(RECALL)
    await scene.end()
    await telegram.stop()
    assert repeated == Counts(sent=16, gone=1, failed=1, again=5)
    assert missed == Counts(sent=11, gone=1, failed=1, unknown=5)
    assert (corrected, recalled) == (Counts(sent=15), Counts(sent=12))


async def test_the_next_search_gets_a_number_of_its_own(migrated: Database) -> None:
    asked = Search("kk", "cyrl", None, "unknown", text="Қалай?")
    numbers = [row["id"] for table, row in dumped() if table == "asked"]
    async with migrated.begin() as tx:
        assert await searches.record(tx, asked, MADE) > max(numbers)
