"""Members' questions and five colleagues who press and reply at random, by two processes, one of which is killed."""

import asyncio
import functools
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import quantiles

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.replicas import evidence
from benchmarks.replicas.desk import CODE, Asker, Operator
from benchmarks.replicas.drills import Report, Stage
from benchmarks.replicas.machines import ROOT, TOKEN, Fleet, fleet
from benchmarks.replicas.people import Ears
from bot.clock import now
from bot.inbox import bodies
from bot.inbox.lifecycle import State, state_of
from bot.inbox.threads import ENDED, name_of
from sandbox.control.people import create_group, create_people
from storage.database.database import Database
from storage.inbox import messages, question_cards, questions, stock_answers, threads
from storage.inbox.questions import Question
from storage.members import bulk_import
from storage.staff import audit, body_operators, staff

OWNER, FIRST_MEMBER, GROUP = 801, 6001, -1_000_000_801
COLLEAGUES = (802, 803, 804, 805)
NAMED = {"mlsp": (802, 803), "mfa": (804,), bodies.COMPLAINTS: (OWNER, 805)}
CONFIDENTIAL = 12  # every so-manieth question
PATIENCE = 300.0
ASKED_A_SECOND = 10
SETTLES = 420.0  # what a dead process had claimed is taken up again after five minutes
SAME_MOMENT = timedelta(seconds=1)  # a member's reply may be kept before the answer is noted as delivered
ASKED, FURTHER, TOPIC = re.compile(r"q(\d+);"), re.compile(r"(f\d+-\d+);"), re.compile(r"(\d+)\. ")
LAID = questions.questions.c.carded_at.is_not(None)


async def inbox(
    at: Stage, number: int, acts: int, *, forum: bool, kill: bool = True, mode: str = "webhook"
) -> Report:
    """`number` questions, and `acts` of each colleague. `forum`: staff have a group with topics; else cards lie in
    colleagues' private chats."""
    chance = Random(14)
    env = {"OTANDAS_STAFF__OWNERS": str(OWNER)} | ({"OTANDAS_STAFF__INBOX_CHAT": str(GROUP)} if forum else {})
    askers, operators = await _populate(at, number, chance, forum=forum)
    async with fleet(
        at.sandbox.base_url, at.folder, at.postgres, at.dsn, count=2, mode=mode, settings=env
    ) as replicas:
        asking = [
            asyncio.create_task(_asks(asker, chance.uniform(0, number / ASKED_A_SECOND))) for asker in askers
        ]
        killing = asyncio.create_task(_kill(replicas, operators, acts / 2)) if kill else None
        await asyncio.gather(*(operator.work(acts) for operator in operators))
        if killing:
            await killing
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        await _until(functools.partial(_settled, at.dsn), SETTLES)
        cut = sum(replica.taken_over() for replica in replicas.replicas)
        checked = await _check(at, env)
        logged = Counter(event for replica in replicas.replicas for event in replica.errors())
    where = "a group with topics" if forum else "private chats"
    report = Report([f"{number} questions, five colleagues in {where}, two processes, {int(kill)} kill -9"])
    _say_what_was_done(report, operators)
    report.must(not logged, f"errors in the logs: {dict(logged) or 0}")
    report.must(checked.returncode == 0, f"otandas check: {checked.stdout.decode().strip()}")
    async with evidence.opened(at.dsn) as database:
        return await _judge(report, at, database, askers, operators, cut)


async def _populate(
    at: Stage, number: int, chance: Random, *, forum: bool
) -> tuple[list[Asker], list[Operator]]:
    """Members who have started the bot, and the team with its bodies and a stock answer."""
    account, everybody = at.sandbox.world.account(None), (OWNER, *COLLEAGUES)
    ears = account.feed = Ears()
    ids = range(FIRST_MEMBER, FIRST_MEMBER + number)
    people = [{"id": id, "first_name": f"Адам {id}", "language_code": "kk"} for id in (*everybody, *ids)]
    create_people(at.sandbox.world, account, people)
    if forum:
        told = {"id": GROUP, "title": "Отандас", "forum": True, "members": list(everybody)}
        create_group(at.sandbox.world, account, told)
    async with evidence.opened(at.dsn) as database, database.begin() as tx:
        rows = [
            {"chat_id": person["id"], "language": "kk", "joined_at": now(), "onboarded_at": now()}
            for person in people
        ]
        await bulk_import.write(tx, rows, {}, ())
        for colleague in COLLEAGUES:
            await staff.add(tx, colleague, "operator", f"Әріптес {colleague}", OWNER, now())
        for body, named in NAMED.items():
            for user in named:
                await body_operators.put(tx, body, user)
        stock = await stock_answers.add(tx, "Сәлем", OWNER, now())
        await stock_answers.change(tx, stock, OWNER, now(), texts={"kk": "Құрметті отандас! {жауап}"})
    group = account.chats.get(GROUP)
    askers = [
        Asker(account, id, Random(id), ears, id % CONFIDENTIAL == 0, PATIENCE)
        for id in ids
    ]  # fmt: skip
    return askers, [Operator(account, id, Random(chance.random()), group) for id in everybody]


async def _asks(asker: Asker, after: float) -> None:
    await asyncio.sleep(after)
    await asker.ask()
    await asker.goes_on()


async def _kill(replicas: Fleet, operators: list[Operator], done: float) -> None:
    """One process dies in the middle of it and is started again."""
    while sum(operator.done for operator in operators) < done * len(operators):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    victim = replicas.replicas[0]
    await asyncio.to_thread(victim.end)
    victim.start()
    await victim.ready(PATIENCE)


async def _settled(dsn: str) -> bool:
    """Every update is handled, every card and topic shows what there is, every deed has its seal."""
    async with evidence.opened(dsn) as database, database.connect() as tx:
        open_ends = (
            await question_cards.uncarded(tx, now())
            or await question_cards.uncarded(tx, now(), apart=True)
            or await question_cards.stale_cards(tx, now())
            or await threads.stale(tx, now())
            or await audit.waiting(tx)
            or await _claimed(tx)
        )
    return not open_ends and (await evidence.waiting_and_held(dsn))[0] == 0


async def _claimed(tx: AsyncConnection) -> bool:
    """Whether a process is at it, or a dead one was and its claim has not run out."""
    for claim in (
        questions.questions.c.tried_at,
        question_cards.question_cards.c.tried_at,
        threads.threads.c.tried_at,
    ):
        if (await tx.execute(sa.select(claim).where(claim.is_not(None)).limit(1))).first():
            return True
    return False


async def _until(so: Callable[[], Awaitable[bool]], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not await so():  # noqa: ASYNC110 it is rows that change
            await asyncio.sleep(0.5)


async def _check(at: Stage, env: dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
    """What `otandas check` says of the database, the chain of deeds included."""
    told = {
        "OTANDAS_STORAGE__DSN": at.dsn,
        "OTANDAS_TELEGRAM__TOKEN": TOKEN,
        "OTANDAS_TELEGRAM__BASE_URL": at.sandbox.base_url,
        "PATH": "/usr/bin:/bin",
        **env,
    }
    command = [sys.executable, "-m", "bot", "check"]
    return await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=told, capture_output=True, check=False
    )


def _say_what_was_done(report: Report, operators: list[Operator]) -> None:
    pressed = Counter(verb for operator in operators for verb in operator.pressed)
    waits = sorted(wait for operator in operators for wait in operator.waits)
    cut = quantiles(waits, n=100)
    report.say(f"{pressed.total()} presses: {dict(pressed.most_common())}")
    report.say(f"{sum(operator.said for operator in operators)} texts and pictures")
    report.say(
        f"a press was answered after {cut[49]:.2f} s in the median, {cut[98]:.2f} s at the 99th percentile"
    )


@dataclass(frozen=True, slots=True)
class Story:
    """A question with what was said in it, in order, and when staff opened it again."""

    question: Question
    said: list[messages.Message]
    reopened: list[datetime]

    @property
    def answers(self) -> list[messages.Message]:
        brought = [message for message in self.said if message.kind == "answer" and message.delivered_at]
        return sorted(brought, key=lambda message: message.delivered_at or message.at)

    @property
    def further(self) -> list[messages.Message]:
        return [message for message in self.said if message.kind == "follow_up"]

    @property
    def answered_once(self) -> bool:
        """Between two answers it was opened again, by staff or by the member."""
        opened = [*self.reopened, *(message.at for message in self.further)]
        moments = [answer.delivered_at for answer in self.answers if answer.delivered_at]
        return all(
            any(before - SAME_MOMENT < moment <= after for moment in opened)
            for before, after in pairwise(moments)
        )

    @property
    def state_is_true(self) -> bool:
        """Answered is what was answered last, with nothing from the member that no answer followed."""
        state, answers, further = state_of(self.question), self.answers, self.further
        if state is State.ANSWERED:
            return bool(answers) and all(_known_to(answers[-1], message) for message in further)
        if state is State.OPEN:
            last = max(self.reopened, default=None)
            moved_on = [message for message in further if not answers or message.id > answers[-1].id]
            return not answers or bool(moved_on) or (last is not None and last > answers[-1].at)
        return True


def _known_to(answer: messages.Message, addition: messages.Message) -> bool:
    """Whether it was there when the answer was sent; a stock answer may be looked at for a while before."""
    stock = (answer.origin_id or 0) < 0
    return addition.at < (answer.delivered_at or answer.at) if stock else addition.id < answer.id


async def _judge(
    report: Report,
    at: Stage,
    database: Database,
    askers: list[Asker],
    operators: list[Operator],
    cut: int,
) -> Report:
    async with database.connect() as tx:
        stories = await _stories(tx)
        chain, (_, deeds) = await audit.verify(tx), await audit.deeds(tx, 1)
        laid = {row[0] for row in await tx.execute(sa.select(questions.questions.c.id).where(LAID))}
    waiting, held = await evidence.waiting_and_held(at.dsn)
    states = Counter(state_of(story.question) for story in stories)
    answered = [len(story.answers) for story in stories]
    report.say(f"{dict(states)}; answered once {answered.count(1)}, again {sum(n > 1 for n in answered)}")
    receipts = sum(asker.number is not None for asker in askers)
    asked = Counter(match[1] for story in stories if (match := ASKED.search(story.question.text)))
    report.must(receipts == len(askers), f"members with a receipt: {receipts} of {len(askers)}")
    report.must(
        asked == Counter(str(asker.id) for asker in askers), f"questions kept: {len(stories)}, each once"
    )
    report.must(laid >= {story.question.id for story in stories}, f"laid before staff: {len(laid)}")
    twice = [story.question.id for story in stories if not story.answered_once]
    report.must(not twice, f"answered twice without being opened again between: {twice or 0}")
    untrue = [story.question.id for story in stories if not story.state_is_true]
    report.must(not untrue, f"states that are not so: {untrue or 0}")
    missing, more = _copies(askers, stories)
    report.must(
        not missing, f"answers that count as delivered and are not there: {sorted(missing.elements()) or 0}"
    )
    report.must(
        more.total() <= cut,
        f"copies too many: {sorted(more.elements()) or 0} (chats in which the killed process was at work: {cut})",
    )
    added, kept = _added(askers, stories)
    report.must(added == kept, f"additions of members: {len(added)}, not kept: {sorted(added - kept) or 0}")
    leaked = _leaked(at, operators)
    report.must(not leaked, f"confidential questions shown to others: {leaked or 0}")
    wrong = _wrong_topics(at, stories)
    report.must(not wrong, f"topics whose name or state is not that of their question: {wrong or 0}")
    report.must(
        chain.broken_at is None and chain.length == deeds, f"deeds {deeds}, sealed and whole {chain.length}"
    )
    report.must(
        not waiting and not held, f"updates waiting {waiting}, set aside {held.total()} {dict(held) or ''}"
    )
    return report


async def _stories(tx: AsyncConnection) -> list[Story]:
    reopened: dict[str, list[datetime]] = {}
    query = sa.select(audit.audit.c.subject, audit.audit.c.at).where(
        audit.audit.c.action == "question.reopened"
    )
    for subject, moment in await tx.execute(query):
        reopened.setdefault(subject, []).append(moment)
    ids = (await tx.execute(sa.select(questions.questions.c.id).order_by(questions.questions.c.id))).scalars()
    stories = []
    for id in list(ids):
        question = await questions.get(tx, id)
        assert question is not None
        stories.append(Story(question, await messages.of_question(tx, id), reopened.get(str(id), [])))
    return stories


def _copies(askers: list[Asker], stories: list[Story]) -> tuple[Counter[str], Counter[str]]:
    """Of answers by their code: those missing in members' chats, and those that are there too often."""
    kept, there = Counter[str](), Counter[str]()
    for story in stories:
        for answer in story.answers:
            kept.update({f"{story.question.chat_id}: {code}": 1 for code in CODE.findall(answer.text)})
    for asker in askers:
        for message in asker.chat.messages.values():
            if message.by_bot:
                there.update({f"{asker.id}: {code}": 1 for code in CODE.findall(message.text)})
    return kept - there, there - kept


def _added(askers: list[Asker], stories: list[Story]) -> tuple[set[str], set[str]]:
    """What members added, as they said it and as it was kept."""
    said = {f"f{asker.id}-{n}" for asker in askers for n in range(1, asker.added + 1)}
    kept = {code for story in stories for message in story.further for code in FURTHER.findall(message.text)}
    return said, kept


def _leaked(at: Stage, operators: list[Operator]) -> list[str]:
    """Confidential questions in the group, or with a colleague who was not named for them."""
    readers = NAMED[bodies.COMPLAINTS]
    chats = [operator.chat for operator in operators if operator.id not in readers]
    if group := at.sandbox.world.account(None).chats.get(GROUP):
        chats.append(group)
    seen = [
        code for chat in chats for message in chat.messages.values() for code in ASKED.findall(message.text)
    ]
    return sorted({code for code in seen if int(code) % CONFIDENTIAL == 0})


def _wrong_topics(at: Stage, stories: list[Story]) -> list[int]:
    group = at.sandbox.world.account(None).chats.get(GROUP)
    if group is None:
        return []
    numbered = {
        int(match[1]): topic for topic in group.topics.values() if (match := TOPIC.search(topic.name))
    }
    return [
        story.question.id
        for story in stories
        if (topic := numbered.get(story.question.id))
        and (topic.name, topic.closed) != (name_of(story.question), state_of(story.question) in ENDED)
    ]
