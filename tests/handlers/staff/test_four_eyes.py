"""Whatever three colleagues press, type and change: no announcement goes out that nobody else has approved, and nobody
approves a text that was not shown to them.

A random walk over the buttons of drafts and broadcasts, changes of drafts, templates, series and times, and now and
then a row that changes by itself. What was approved by whom is noted here, beside the bot and without its
fingerprints; what each door lets out is held against that: the launcher's, that of "Resume", the engine's, that of
digests. To all: every audience is above `approval_above`.
"""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from bot.broadcasts import lifecycle
from bot.broadcasts.launcher import Launcher
from bot.broadcasts.states import EDITABLE, ENDED, Kind, State
from bot.delivery import digest, follower
from bot.delivery.digest import Fate
from bot.errors import BotError
from sandbox import Person
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.members import members
from storage.members.members import Member
from tests.handlers.running_bot import OWNER, RunningBot, running
from tests.handlers.staff.people import NOW, colleague, members_of, owner

STEPS = 240
CORRUPTED, AT_THE_DOOR = 0.05, 0.12  # of steps, and of what waits or is being sent at each
DOORS = ("launcher", "resumption", "engine", "digests")
DAILY = {
    "every": "day",
    "at": "10:00",
    "zone": "Asia/Almaty",
    "days": [],
    "day": 1,
    "cron": "",
    "members": False,
}
# In the order of how often each is pressed; what does not fit the state is pressed, too.
DRAFT = ("send:{version}", "undo:{version}", "go", "yes:{version}", "ok")
REVIEW = ("yes:{version}", "undo:{version}", "ok", "send:{version}", "go")
ODDS = (12, 1, 1, 1, 1)
QUEUED = ("pause", "resume", "draft", "later", "now:1", "copy", "text", "recall:1", "rest", "rest:{mark}")


class Walk:
    """`said`: what was approved, by whom; `hands`: who changed a broadcast last, `submitters`: who sent it for it."""

    def __init__(self, bot: RunningBot, people: Sequence[Person], chance: random.Random) -> None:
        self.bot, self.people, self.chance = bot, people, chance
        self.at = NOW
        self.said: dict[bytes, set[int]] = {}
        self.hands: dict[int, int] = {}
        self.submitters: dict[int, int] = {}
        self.out, self.refused = Counter[str](), Counter[str]()
        self.sending = set[int]()
        self.member: Member | None = None
        self.launcher = Launcher(bot.services.database, bot.services.config, self.clock)

    def clock(self) -> datetime:
        return self.at

    async def rows(self) -> dict[int, Broadcast]:
        async with self.bot.services.database.connect() as tx:
            return {row.id: row for row in await broadcasts.in_states(tx, broadcasts.STATES)}

    async def step(self) -> None:
        rows, person = await self.rows(), self.chance.choice(self.people)
        alive = [row for row in rows.values() if row.state not in ENDED or row.launched_at]
        row = self.chance.choice(alive[-5:]) if alive and self.chance.random() < 0.92 else None
        if row is None:
            await self.begins(person)
        elif row.state in EDITABLE and self.chance.random() < 0.15:
            await self.changes(person, row)
        elif self.chance.random() < CORRUPTED:
            await self.corrupts(row)
        else:
            await self.presses(person, row)
        self.at += timedelta(minutes=self.chance.choice((0, 1, 30, 600)))
        await self.goes_out()

    async def begins(self, person: Person) -> None:
        values: dict[str, Any] = {
            "content": self.content(),
            "template": self.chance.random() < 0.2,
            "title": "T",
        }
        async with self.bot.services.database.begin() as tx:
            draft = await drafts.begin(tx, person.id, self.at, **values)
        self.hands[draft.id] = person.id

    def content(self) -> dict[str, Any]:
        return {code: {"text": f"{code} {self.chance.randrange(10**9)}"} for code in ("kk", "ru", "en")}

    async def changes(self, person: Person, row: Broadcast) -> None:
        """As the composer saves a change of a draft."""
        change: dict[str, Any] = {"content": self.content()}
        if row.kind == "send" and self.chance.random() < 0.4:
            due = self.at + timedelta(hours=self.chance.choice((1, 20)))
            change = self.chance.choice(
                [
                    {"due_at": due, "schedule": None},
                    {"schedule": DAILY, "due_at": due},
                    {"audience": {"countries": ["DE"]}},
                ]
            )
        async with self.bot.services.database.begin() as tx:
            if not row.template and await drafts.save(tx, row, person.id, self.at, **change):
                self.hands[row.id] = person.id

    async def corrupts(self, row: Broadcast) -> None:
        """A fault, or a hand in the database."""
        async with self.bot.services.database.begin() as tx:
            await broadcasts.reword(tx, row.id, broadcasts.STATES, self.content(), self.at)
        self.hands[row.id] = 0

    async def presses(self, person: Person, row: Broadcast) -> None:
        if row.template:
            data = f"bcn:{row.id}"
        elif row.state in EDITABLE:
            [press] = self.chance.choices(DRAFT if row.state == State.DRAFT else REVIEW, ODDS)
            data = f"bc:{row.id}:{press}"
        else:
            data = f"bv:{row.id}:{self.chance.choice(QUEUED)}"
        data = data.format(version=row.version, mark=row.fingerprint[:16])
        await self.bot.sends(person, "Old", "P", data)
        await person.presses("P")
        await self.bot.settled()
        await self.notes(person, row, (await self.rows())[row.id], data)

    async def notes(self, person: Person, before: Broadcast, after: Broadcast, data: str) -> None:
        """What this press changed: who wrote, who asked, who approved."""
        for row in (await self.rows()).values():
            self.hands.setdefault(row.id, person.id if row.id > before.id else 0)
        if ":undo:" in data and meaning(after) != meaning(before):
            self.hands[before.id] = person.id
        if (before.state, after.state) == (State.DRAFT, State.REVIEW):
            self.submitters[before.id] = person.id
        if after.approved_by == person.id and after.approved_at == self.at:
            assert person.id not in (self.submitters.get(before.id), self.hands.get(before.id)), data
            assert after.kind == Kind.RECALL or await self.read_whole(person, after), (data, after.content)
            for row in (await self.rows()).values():
                if row.id in (after.id, after.target_id):
                    self.said.setdefault(meaning(row), set()).add(person.id)

    async def read_whole(self, person: Person, row: Broadcast) -> bool:
        """Whether each text stood in the approver's chat as a message of its own."""
        said = {message["text"] for message in await person.chat()}
        return all(text["text"] in said for text in row.content.values())

    async def goes_out(self) -> None:
        """What is due is launched; whatever a door lets out was approved just so, and each door meets what was not."""
        for row in (await self.rows()).values():
            if row.state in (State.SCHEDULED, State.SENDING) and self.chance.random() < AT_THE_DOOR:
                await self.corrupts(row)
        rows, before = await self.rows(), self.sending
        waiting = [
            row for row in rows.values() if row.state == State.SCHEDULED and not self.approved(row, rows)
        ]
        await self.launcher.look()
        rows = await self.rows()
        live = {number: row for number, row in rows.items() if row.state == State.SENDING}
        self.sending = set(live)
        self.refused["launcher"] += sum(
            row.due_at is not None and row.due_at <= self.at and row.id not in live for row in waiting
        )
        for row in live.values():
            doors = self.doors(row, new=row.id not in before) | {"resumption": await self.goes_on(row)}
            if not self.approved(row, rows):
                assert not any(doors.values()), (doors, row.id, row.kind, row.released_as, row.content)
                self.refused.update(("resumption", "engine", "digests"))
                continue
            self.out.update(door for door, lets in doors.items() if lets)
            if self.chance.random() < 0.25:
                async with self.bot.services.database.begin() as tx:
                    await broadcasts.step(tx, row.id, ("sending",), "done", self.at, finished_at=self.at)

    def approved(self, row: Broadcast, rows: dict[int, Broadcast]) -> bool:
        """As this row or its series says it now."""
        whole = row if row.series_id is None else rows[row.series_id]
        return row.kind == Kind.RECALL or any(self.said.get(meaning(said)) for said in (row, whole))

    def doors(self, row: Broadcast, *, new: bool) -> dict[str, bool]:
        assert self.member is not None
        shown = digest.decide(row, self.member, self.at).fate is Fate.SHOWN
        return {"launcher": new, "engine": row in follower.parted([row])[0], "digests": shown}

    async def goes_on(self, row: Broadcast) -> bool:
        """Whether "Resume" would let it go on, if it had been paused; it is as it was afterwards."""
        try:
            async with self.bot.services.database.begin() as tx:
                await lifecycle.pause(tx, row.id, self.at)
                await lifecycle.resume(tx, row.id, self.at)
                raise Undone
        except Undone:
            return True
        except BotError:
            return False


class Undone(Exception):
    """What was written is taken back."""


def meaning(row: Broadcast) -> bytes:
    """What reaches members, said here once more."""
    when = row.schedule and row.schedule["every"] != "once" and row.schedule
    time = when or row.due_at
    return orjson.dumps(
        [row.content, row.audience, row.urgent, row.fallback, time], option=orjson.OPT_SORT_KEYS
    )


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_goes_out_that_nobody_else_approved(
    database: Database, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, walks = random.Random(seed), list[Walk]()
    async with running(database, lambda: walks[0].at if walks else NOW) as bot:
        monkeypatch.setitem(vars(bot.services.config.delivery), "approval_above", 0)
        await members_of(bot, ["kk", "ru", "en"])
        dina = await owner(bot, "en")
        people = [
            dina,
            await colleague(bot, "Marat", 800, "approver", "en"),
            await colleague(bot, "Бота", 801, "editor"),
        ]
        await dina.says("/start")
        assert dina.id == OWNER
        walk = Walk(bot, people, chance)
        await bot.settled()
        async with database.connect() as tx:
            walk.member = await members.by_chat(tx, dina.id)
        walks.append(walk)
        for _ in range(STEPS):
            await walk.step()
    assert len(walk.said) > 3  # something was approved, went out, and something else did not
    assert min(walk.out[door] for door in DOORS) > 3 and min(walk.refused[door] for door in DOORS) > 0
