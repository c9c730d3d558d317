"""A world for one who tries everything: what members and colleagues have in it, what is the trier's own, and a
Telegram in the same process that takes everything and remembers what it was sent.

Rows 1 and 2 of each table are others', 3 is the trier's own where they can have one. Broadcasts go on to MOST: what is
under way in every state, with its ledger, its digest and its check-in.
"""

import sqlite3
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.request import BaseRequest, RequestData

from bot.app import build
from bot.config import Config, Staff, Telegram
from bot.directory import topics
from bot.faq import new_entry
from bot.inbox import cards
from bot.inbox.bodies import COMPLAINTS
from bot.offers import introductions
from bot.services import Services
from bot.staff.permissions import Role
from storage.broadcasts import broadcasts, departures, drafts, saved_audiences
from storage.broadcasts.fingerprint import FIELDS, fingerprint
from storage.crisis import answers as crisis_answers
from storage.database.database import Database
from storage.database.schema import metadata
from storage.deliveries import digests
from storage.deliveries.deliveries import deliveries
from storage.events import events, responses
from storage.faq import entry_edits, new_entries, searches
from storage.faq.searches import Search
from storage.inbox import blocks, messages, question_cards, question_drafts, questions, stock_answers
from storage.members import conversations, forget_requests, members
from storage.members.conversations import Conversation
from storage.offers import drafts as offer_drafts
from storage.staff import body_operators, invitations, staff
from storage.surveys import surveys
from storage.surveys.responses import Answer
from tests.bot.offers.people import offer
from tests.handlers.running_bot import OWNER, TOKEN, Unlimited, catalogs, faq
from tests.storage.crisis.scene import asked as asked_how_they_are
from tests.storage.crisis.scene import sent
from tests.storage.surveys.scene import NEEDS, TEXTS, WHICH, answered, opened

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
VICTIM, OTHER, LEAVING = 4_000_000, 4_000_001, 4_000_002  # members, the last of them to be forgotten in a day
WRITER = 4_200  # a colleague whom the owners named for complaints
STAFF_GROUP, GROUP = -100_500, -100_600
ASKED, SECRETLY, OFFERED, DRAFTED, ANSWERED, CONTACT, NEEDED, FORGOTTEN = (
    "Төлқұжатым N12345678", "Құпия шағымым", "Ұсынысымның сөзі", "Жарияланбаған сөз", "Жазған жауабым",
    "+7 700 000 00 00", "Үйінді астындамын", "Ұмытылатын сөз",
)  # fmt: skip
REVIEW, PAUSED, SERIES, FOREIGN, MOST = (
    4,
    5,
    6,
    7,
    9,
)  # broadcasts: in review, …, a check-in others got; 9: everybody
Rows = dict[str, set[tuple[Any, ...]]]


class Recording(BaseRequest):
    """A Telegram that takes everything; `sent` is what it was sent since it was last looked at."""

    read_timeout = 5.0

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.number = 10**6

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        called = url.rsplit("/", 1)[1]
        given = dict(request_data.parameters) if request_data else {}
        self.sent.append((called, given))
        return 200, orjson.dumps({"ok": True, "result": self.result(called, given)})

    def result(self, called: str, given: dict[str, Any]) -> Any:
        self.number += 1
        chat = {"id": given.get("chat_id") or 1, "type": "private", "first_name": "Дина"}
        message = {"message_id": self.number, "date": int(NOW.timestamp()), "chat": chat, "text": "…"}
        match called:
            case "getMe":
                return {"id": 4200, "is_bot": True, "first_name": "Отандас", "username": "otandas_bot"}
            case "getChat":
                return chat | {"accent_color_id": 0, "max_reaction_count": 1}
            case "getChatMember":
                user = {"id": given["user_id"], "is_bot": False, "first_name": "Нұрлан"}
                return {"status": "member", "user": user}
            case "copyMessage":
                return {"message_id": self.number}
            case "sendMediaGroup":
                return [message]
            case "createForumTopic":
                return {"message_thread_id": self.number, "name": "…", "icon_color": 0}
            case "getMyCommands":
                return []
        return message if called.startswith(("send", "edit")) else True


class World:
    """`person` is whoever tries, `role` what they are on the team: None for members, and who left it."""

    def __init__(self, database: Database, person: int, role: Role | None) -> None:
        owners = (OWNER,)
        config = Config(telegram=Telegram(token=TOKEN), staff=Staff(owners=owners, inbox_chat=STAFF_GROUP))
        engine: Any = SimpleNamespace(rate_limiter=Unlimited(), wake=lambda: None)
        clock = lambda: NOW  # noqa: E731
        self.services = Services(config, database, catalogs(), topics.load(), faq(clock), engine, clock)
        self.telegram = Recording()
        transport: Any = SimpleNamespace(request=self.telegram, updates=self.telegram)
        self.application = build(self.services, transport)
        self.database, self.person, self.role = database, person, role
        self.updates = 10**7
        self.file = sqlite3.connect(str(database.writer.url.database), isolation_level=None)
        self.others = self.whole = Rows()
        self.seen = 0

    async def open(self, *, known: bool, left: bool) -> None:
        """`known`: the trier is a member, with things of their own; `left`: was on the team."""
        await self.application.initialize()
        async with self.database.begin() as tx:
            await _others(tx, self.services)
            if self.role not in (None, Role.OWNER):
                await staff.add(tx, self.person, str(self.role), "Marat", OWNER, NOW)
        await cards.look(self.application.bot, self.services)
        await cards.fold_words(self.services)
        others = self.rows()
        async with self.database.begin() as tx:
            if left:
                await staff.add(tx, self.person, Role.OWNER, "Marat", OWNER, NOW)
                await staff.remove(tx, self.person, NOW)
            if known:
                await _own(tx, self.person, writes=self.role is not None or left)
        own = missing(self.rows(), others)
        async with self.database.begin() as tx:
            await _under_way(tx)
        others = self.rows()
        if known:
            async with self.database.begin() as tx:
                await _received(tx, self.person)
        self.whole = self.rows()
        self.others = {name: rows & others[name] - own.get(name, set()) for name, rows in self.whole.items()}
        self.written()

    async def close(self) -> None:
        self.file.close()
        await self.application.shutdown()

    def rows(self) -> Rows:
        """Everything there is, read beside the bot's connections."""
        return {
            table.name: set(self.file.execute(f'SELECT * FROM "{table.name}"'))
            for table in metadata.sorted_tables
        }

    def written(self) -> bool:
        """Whether anything was written since this was asked last."""
        before, (self.seen,) = self.seen, self.file.execute("PRAGMA data_version").fetchone()
        return self.seen != before

    def restore(self, now: Rows) -> None:
        """Everything as it was; foreign keys are off on this connection."""
        self.file.execute("BEGIN IMMEDIATE")
        for name, rows in self.whole.items():
            if now[name] != rows:
                self.file.execute(f'DELETE FROM "{name}"')
                for row in rows:
                    self.file.execute(f'INSERT INTO "{name}" VALUES ({",".join("?" * len(row))})', row)
        self.file.execute("COMMIT")
        self.written()

    async def handles(self, body: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """What Telegram was sent upon this update; raises what a handler fails with."""
        self.updates += 1
        self.telegram.sent.clear()
        update = Update.de_json({"update_id": self.updates, **body}, self.application.bot)
        await self.application.process_update(update)
        return list(self.telegram.sent)


def changed(before: Rows, after: Rows) -> set[str]:
    """The tables that are not the same."""
    return {name for name, rows in before.items() if rows != after[name]}


def missing(others: Rows, after: Rows) -> Rows:
    """Rows that are not there any more as they were."""
    return {name: lost for name, rows in others.items() if (lost := rows - after[name])}


async def _others(tx: AsyncConnection, services: Services) -> None:
    """Two members', a colleague's, and those of a group that is a member."""
    now, soon = NOW, NOW + timedelta(hours=1)
    await staff.add(tx, WRITER, Role.OWNER, "Айдос", OWNER, now)
    await body_operators.put(tx, COMPLAINTS, WRITER)
    people = [await members.join(tx, chat, "kk", now) for chat in (VICTIM, OTHER)]
    group = await members.join(tx, GROUP, "kk", now, "group")
    for member in (*people, group):
        await members.subscribe(tx, member.id, ["law"])
    for number, member in enumerate(people):
        survey = await opened(tx, (WHICH, NEEDS), ends_at=now + timedelta(days=1), author_id=WRITER)
        assert await answered(tx, survey, member.id, {2: Answer(text=ANSWERED)}, now)
        event = await events.create(
            tx, WRITER, now, state="announced", announced_at=now, starts_at=soon, zone="Asia/Almaty",
            seats=2, guests=2, texts={"kk": {"title": "Кеш", "place": "Зал"}},
        )  # fmt: skip
        await responses.put(tx, responses.Response(event.id, member.id, "yes", 0, answered_at=now))
        asked = await searches.record(tx, Search("kk", "cyrl", "MN", "unknown", text=ASKED), now)
        await searches.wait(tx, [asked], member.chat_id, now)
        question = await questions.ask(tx, member.chat_id, ASKED, "kk", "MN", now, confidential=False)
        about = {"author_id": WRITER, "author_name": "Айдос", "chat_id": WRITER, "origin_id": question}
        await messages.add(tx, question, "answer", "Былай", now, **about)
        await question_drafts.put(tx, member.chat_id, {"text": ASKED}, now)
        about = {"text": OFFERED, "contact": CONTACT}
        await offer(tx, member.chat_id, "give" if number else "seek", **about)
        await offer_drafts.put(tx, member.id, {"side": "give", "text": OFFERED}, now)
        draft = await drafts.begin(
            tx, WRITER, now, content=_said(DRAFTED), title=DRAFTED, template=bool(number)
        )
        await departures.leave(tx, member.id, draft.id, ["law"])
        await stock_answers.add(tx, f"Дайын {number}", WRITER, now)
        await invitations.add(tx, f"token{number}", "editor", WRITER, now + timedelta(days=1))
        await saved_audiences.save(tx, f"Тізім {number}", {"countries": ["DE"]}, WRITER, now)
        entry = services.faq.library.get("kandas-apply")
        assert entry is not None
        proposed = new_entry.kept(entry.texts["kk"]) | {"answer": f"{DRAFTED} {number}"}
        await entry_edits.propose(tx, entry.slug, "kk", proposed, WRITER, "Айдос", now)
        stored = new_entry.stored(new_entry.begun(f"new-{number}", [("kk", DRAFTED)], services.faq.library))
        await new_entries.begin(tx, f"new-{number}", stored, [], WRITER, "Айдос", now)
    assert await introductions.propose(tx, 1, 2, WRITER, now)
    leaving = await members.join(tx, LEAVING, "kk", now)
    await questions.ask(tx, LEAVING, FORGOTTEN, "kk", "MN", now, confidential=False)
    await offer(tx, LEAVING, "give", text=FORGOTTEN)
    await members.update(tx, leaving.chat_id, country="DE")
    for _ in range(3):
        secret = await questions.ask(tx, VICTIM, SECRETLY, "kk", "MN", now, confidential=True)
    await question_cards.carded(tx, secret, [], now)
    await blocks.block(tx, OTHER, "Себебі", WRITER, now)
    await forget_requests.ask(tx, LEAVING, now, now + timedelta(days=1))
    typed = {"text": ASKED}
    await conversations.put(tx, VICTIM, VICTIM, Conversation("ask", "confirm", typed, now))


async def _own(tx: AsyncConnection, chat: int, *, writes: bool) -> None:
    """What a member has, and a colleague besides."""
    now = NOW
    await members.join(tx, chat, "kk", now)
    await members.update(tx, chat, last_active_at=now)
    await questions.ask(tx, chat, "Менің сұрағым", "kk", "DE", now)
    await searches.record(tx, Search("kk", "cyrl", "MN", "unknown", text="Менікі"), now)
    await offer(tx, chat, "seek")
    if writes:
        await drafts.begin(tx, chat, now, content=_said("Менің мәтінім"))
        await events.create(tx, chat, now)
        await surveys.create(tx, chat, now, texts=TEXTS, questions=[WHICH.as_json()])


def _said(text: str) -> dict[str, Any]:
    return {language: {"text": f"{text} {language}"} for language in ("kk", "ru", "en")}


async def _under_way(tx: AsyncConnection) -> None:
    """A colleague's broadcasts in each state that a press could change, and two members who have got them."""
    victim, other = [member for chat in (VICTIM, OTHER) if (member := await members.by_chat(tx, chat))]
    while (await drafts.begin(tx, WRITER, NOW, content=_said(DRAFTED))).id < REVIEW:
        pass  # the trier has none
    due = NOW + timedelta(hours=1)
    weekly = {"every": "week", "at": "10:00", "days": ["mon"], "zone": "Asia/Almaty"}
    await _released(tx, REVIEW, state="review", composer={"submitted_by": WRITER, "hand": WRITER})
    for number, values in {
        PAUSED: {"state": "paused", "launched_at": NOW},
        SERIES: {"state": "scheduled", "schedule": weekly, "due_at": due},
    }.items():
        made = await drafts.begin(tx, WRITER, NOW, content=_said("Сәлем"))
        assert made.id == number
        await _released(tx, number, released_as="approved", approved_by=OWNER, **values)
    await sent(tx, PAUSED, [victim.id], "waiting")
    for number in (FOREIGN, MOST - 1):  # the second is the trier's, too
        check_in = await asked_how_they_are(tx, [victim.id, other.id], readers=[WRITER], author_id=WRITER)
        assert check_in.id == number
        for member in (victim, other):
            await crisis_answers.put(tx, number, member.id, "help", "Әсем", NOW)
            await crisis_answers.add(tx, number, member.id, words=NEEDED, phone=CONTACT)
    made = await drafts.begin(tx, WRITER, NOW, content=_said("Сәлем"))
    assert made.id == MOST
    await _released(tx, MOST, state="done", launched_at=NOW, released_as="approved", approved_by=OWNER)
    await sent(tx, MOST, [victim.id, other.id])
    await _in_a_digest(tx, victim.id)


async def _released(tx: AsyncConnection, number: int, **values: Any) -> None:
    here = broadcasts.broadcasts.c.id == number
    await tx.execute(sa.update(broadcasts.broadcasts).where(here).values(**values))
    row = (await tx.execute(sa.select(*(broadcasts.broadcasts.c[name] for name in FIELDS)).where(here))).one()
    named = {"released_hash": fingerprint(row._asdict())}
    await tx.execute(sa.update(broadcasts.broadcasts).where(here).values(named))


async def _in_a_digest(tx: AsyncConnection, member_id: int) -> None:
    """The last broadcast came to this member as a line of one."""
    await digests.gather(tx, MOST, {member_id: NOW})
    [claimed] = await digests.claim(tx, NOW, 1, "a process")
    await digests.placed(tx, claimed.id, [MOST], 77, NOW)
    await digests.done(tx, [claimed.id], NOW)


async def _received(tx: AsyncConnection, chat: int) -> None:
    """The trier has the check-in and the last broadcast, too, the second in a digest."""
    member = await members.by_chat(tx, chat)
    assert member is not None
    for number in (MOST - 1, MOST):
        rows = {
            "broadcast_id": number,
            "member_id": member.id,
            "variant": "kk",
            "state": "sent",
            "attempts": 1,
        }
        await tx.execute(sa.insert(deliveries).values(rows))
    await crisis_answers.put(tx, MOST - 1, member.id, "help", "Нұрлан", NOW)
    await _in_a_digest(tx, member.id)
