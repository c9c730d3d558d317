"""Members who press yes at once for few seats, then give them up at once, by two processes, of which one is killed."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.replicas import evidence
from benchmarks.replicas.drills import Report, Stage
from benchmarks.replicas.machines import Replica, fleet
from benchmarks.replicas.people import Ears, Person, offers
from bot.clock import now
from sandbox.control.people import create_people
from sandbox.world.chats import Message
from storage.events import events, notices, responses
from storage.members import bulk_import
from storage.members.members import members

FIRST = 700_001
LEAVE, GIVE_UP = 0.4, 0.025  # of those inside, and of those in line
KILLED_AFTER = 0.7  # seconds into the presses
PATIENCE = 300.0
TOLD_WITHIN = 420.0  # what a dead process had claimed is taken up again after five minutes
PLACE = re.compile(r"⏳\D*(\d+)")
SEAT = "🎟"


@dataclass
class Guest(Person):
    """Somebody with the event's card before them."""

    ears: Ears

    async def opens(self, event: int) -> None:
        self._heard = self.ears.of[self.id] = asyncio.Queue()
        self.say(f"/start event_{event}")
        self._card = await self._sees(f"evr:{event}:y")

    async def answers(self, event: int, key: str) -> None:
        """Presses, and reads the card that comes of it."""
        data = next(data for data in self._offered() if data.startswith(f"evr:{event}:{key}"))
        before = self._card.text
        await self.press(self._card, data)
        while self._card.text == before:
            await self._sees(f"evr:{event}:y")

    @property
    def place(self) -> int | None:
        """In line, as they read it; None: inside."""
        told = PLACE.search(self._card.text)
        return int(told[1]) if told else None

    @property
    def told(self) -> int:
        """How often they were told of a seat that became free."""
        return sum(message.text.startswith(SEAT) for message in self.chat.messages.values())

    def _offered(self) -> list[str]:
        rows = (self._card.markup or {}).get("inline_keyboard", [])
        return [str(button.get("callback_data", "")) for row in rows for button in row]

    async def _sees(self, data: str) -> Message:
        async with asyncio.timeout(PATIENCE):
            while not offers(data)(message := await self._heard.get()):
                pass
        return message


async def seats(at: Stage, number: int, room: int, *, kill: bool = True, mode: str = "webhook") -> Report:
    """`room` seats for `number` members."""
    event, guests = await _populate(at, number, room)
    async with fleet(at.sandbox.base_url, at.folder, at.postgres, at.dsn, count=2, mode=mode) as replicas:
        await asyncio.gather(*(guest.opens(event) for guest in guests))
        victims = replicas.replicas[:1] if kill else []
        await asyncio.gather(_kill(victims), *(guest.answers(event, "y") for guest in guests))
        full = await _standing(at, event)
        report = Report(
            [f"{number} members press yes at once for {room} seats, two processes, {int(kill)} kill -9"]
        )
        _judge_answers(report, guests, full, room)
        inside = [guest for guest in guests if guest.place is None]
        line = sorted((guest for guest in guests if guest.place), key=lambda guest: guest.place or 0)
        leaving, giving_up = inside[: int(room * LEAVE)], line[: max(1, int(len(line) * GIVE_UP))]
        canceling = [guest.answers(event, "n") for guest in (*leaving, *giving_up)]
        await asyncio.gather(_kill(victims), *canceling)
        claimed = await _told(at)
        after = await _standing(at, event)
    report.say(
        f"{len(leaving)} of those inside and {len(giving_up)} at the head of the line cancel, {int(kill)} kill -9"
    )
    _judge_cancellations(report, line, leaving, giving_up, after, room, claimed)
    waiting, held = await evidence.waiting_and_held(at.dsn)
    report.must(
        not waiting and not held, f"updates waiting {waiting}, set aside {held.total()} {dict(held) or ''}"
    )
    return report


async def _populate(at: Stage, number: int, room: int) -> tuple[int, list[Guest]]:
    """The event, announced, and members who have started the bot."""
    account = at.sandbox.world.account(None)
    ears = account.feed = Ears()
    ids = range(FIRST, FIRST + number)
    people = [{"id": id, "first_name": f"Қонақ {id}", "language_code": "kk"} for id in ids]
    create_people(at.sandbox.world, account, people)
    rows = [{"chat_id": id, "language": "kk", "joined_at": now(), "onboarded_at": now()} for id in ids]
    texts = {language: {"title": "Кеш", "place": "Алматы"} for language in ("kk", "ru", "en")}
    announced: dict[str, Any] = {"state": "announced", "announced_at": now(), "zone": "Asia/Almaty"}
    async with evidence.opened(at.dsn) as database, database.begin() as tx:
        await bulk_import.write(tx, rows, {}, ())
        event = await events.create(
            tx, 1, now(), texts=texts, seats=room, starts_at=now() + timedelta(days=9), **announced
        )
    return event.id, [Guest(account, id, Random(id), ears) for id in ids]


async def _kill(victims: list[Replica]) -> None:
    """In the middle of the presses, and started again."""
    await asyncio.sleep(KILLED_AFTER)
    for victim in victims:
        await asyncio.to_thread(victim.end)
        victim.start()
        await victim.ready(PATIENCE)


@dataclass(frozen=True, slots=True)
class Standing:
    """Chats that have seats, and those in line with their tickets, the first one first."""

    inside: set[int]
    line: list[tuple[int, int]]


async def _standing(at: Stage, event: int) -> Standing:
    async with evidence.opened(at.dsn) as database, database.connect() as tx:
        return Standing(
            set((await _chats(tx, event, responses.SEATED)).keys()),
            sorted(
                ((chat, ticket) for chat, ticket in (await _chats(tx, event, responses.WAITING)).items()),
                key=lambda waits: waits[1],
            ),
        )


async def _chats(tx: AsyncConnection, event: int, wanted: sa.ColumnElement[bool]) -> dict[int, int]:
    """Of those who answered so: their chats and tickets."""
    query = sa.select(members.c.chat_id, responses.R.ticket).join(
        members, members.c.id == responses.R.member_id
    )
    rows = await tx.execute(query.where(responses.R.event_id == event, wanted))
    return {chat: ticket or 0 for chat, ticket in rows}


async def _told(at: Stage) -> int:
    """Waits until everybody is told; how many notices a dead process had claimed."""
    claimed = 0
    async with asyncio.timeout(TOLD_WITHIN), evidence.opened(at.dsn) as database:
        while True:
            async with database.connect() as tx:
                open_ = sa.select(sa.func.count()).where(notices.N.done_at.is_(None))
                left = (await tx.execute(open_)).scalar_one()
            if not left and not (await evidence.waiting_and_held(at.dsn))[0]:
                return claimed
            claimed = left
            await asyncio.sleep(1.0)


def _judge_answers(report: Report, guests: list[Guest], full: Standing, room: int) -> None:
    line = len(guests) - room
    report.must(
        (len(full.inside), len(full.line)) == (room, line),
        f"inside {len(full.inside)}, in line {len(full.line)}",
    )
    tickets = [ticket for _, ticket in full.line]
    report.must(len(set(tickets)) == line, f"places in line given to one person only: {len(set(tickets))}")
    places = {guest.id: guest.place for guest in guests}
    told = [places[chat] for chat, _ in full.line]
    report.must(told == list(range(1, line + 1)), "everybody in line read the place that is theirs")
    report.must(all(places[chat] is None for chat in full.inside), "everybody inside read that they are")


def _judge_cancellations(
    report: Report,
    line: list[Guest],
    leaving: list[Guest],
    giving_up: list[Guest],
    after: Standing,
    room: int,
    claimed: int,
) -> None:
    staying = [guest.id for guest in line if guest not in giving_up]
    moved, waiting = staying[: len(leaving)], staying[len(leaving) :]
    report.must(
        len(after.inside) == room and set(moved) <= after.inside,
        f"inside {len(after.inside)}: the {len(moved)} who stood first in line moved up, nobody else",
    )
    report.must(
        [chat for chat, _ in after.line] == waiting, f"in line {len(after.line)}, in the order they had"
    )
    told = [guest.told for guest in line if guest.id in moved]
    report.must(all(told), f"of those who moved up told: {sum(map(bool, told))} of {len(moved)}")
    report.must(
        sum(told) - len(told) <= claimed,
        f"told again: {sum(told) - len(told)} (claimed at the kill: {claimed})",
    )
    wrongly = [guest.id for guest in line if guest.id in waiting and guest.told]
    report.must(not wrongly, f"told of a seat without having one: {wrongly or 0}")
