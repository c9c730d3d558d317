"""Five operators answer, take, give back, pass on, close and reopen 200 questions at once, on two processes' worth of
PostgreSQL that bring cards up to date and seal the log meanwhile."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Update

from bot.app import build
from bot.config import Config, Staff, Telegram
from bot.directory import topics
from bot.inbox import cards
from bot.services import Services
from handlers.application import BotApplication
from sandbox import Sandbox
from sandbox.client import InProcess
from storage.database import versions
from storage.database.database import Database
from storage.inbox import question_cards, questions
from storage.staff import audit
from tests.conftest import fresh_postgres
from tests.handlers.running_bot import TOKEN, DirectRequest, Unlimited, catalogs, faq
from tests.handlers.staff.people import NOW

QUESTIONS = 200
OPERATORS = (801, 802, 803, 804, 805)
AT_ONCE = 16
FIRST_MEMBER = 6000
ANSWER = "сұрағыңыздың жауабы"


class TwoProcesses:
    """Two applications with database connections of their own, and one Telegram."""

    def __init__(self, dsn: str) -> None:
        self.sandbox = Sandbox()
        self.databases = [Database.open(dsn) for _ in range(2)]
        self.services = [self._services(database) for database in self.databases]
        self.applications = [self._process(services) for services in self.services]
        self.update_id = 0

    def _services(self, database: Database) -> Services:
        config = Config(telegram=Telegram(token=TOKEN), staff=Staff(owners=OPERATORS))
        engine: Any = SimpleNamespace(rate_limiter=Unlimited(), wake=lambda: None)
        return Services(config, database, catalogs(), topics.load(), faq(lambda: NOW), engine, lambda: NOW)

    def _process(self, services: Services) -> BotApplication:
        request = DirectRequest(self.sandbox)
        return build(services, SimpleNamespace(request=request, updates=request))  # type: ignore[arg-type]

    def update(self, operator: int, card: int, act: str) -> dict[str, Any]:
        """A pressed button of the card, or a reply to it."""
        self.update_id += 1
        person = {
            "id": operator,
            "is_bot": False,
            "first_name": f"Оператор {operator}",
            "language_code": "kk",
        }
        chat = {"id": operator, "type": "private"}
        bot = {"id": 4200, "is_bot": True, "first_name": "Отандас", "username": "otandas_bot"}
        lies = {"message_id": card, "date": int(NOW.timestamp()), "chat": chat, "from": bot, "text": "…"}
        if act.startswith("q"):
            query = {
                "id": str(self.update_id),
                "from": person,
                "message": lies,
                "data": act,
                "chat_instance": "1",
            }
            return {"update_id": self.update_id, "callback_query": query}
        said = {
            "message_id": 10**6 + self.update_id,
            "date": lies["date"],
            "chat": chat,
            "from": person,
            "text": act,
        }
        return {"update_id": self.update_id, "message": {**said, "reply_to_message": lies}}

    async def close(self) -> None:
        for application in self.applications:
            await application.shutdown()
        await self.sandbox.stop()
        for database in self.databases:
            await database.close()


@pytest.fixture
async def both(postgres: str) -> AsyncIterator[TwoProcesses]:
    both = TwoProcesses(await fresh_postgres(postgres))
    await versions.upgrade(both.databases[0])
    for application in both.applications:
        await application.initialize()
    yield both
    await both.close()


async def laid(both: TwoProcesses, chance: random.Random) -> list[tuple[int, int, int]]:
    """Each question on the cards of two operators: operator, message, question."""
    world, bot, lying = InProcess(both.sandbox.world), both.applications[0].bot, []
    for person in (*OPERATORS, *range(FIRST_MEMBER, FIRST_MEMBER + QUESTIONS)):
        await world.request("POST", "people", {"id": person, "first_name": "Адам", "language_code": "kk"})
        await world.request("POST", f"people/{person}/send", {"text": "Сәлем"})
    await both.sandbox.call(TOKEN, "getUpdates", {"offset": -1})
    for number in range(QUESTIONS):
        async with both.databases[0].begin() as tx:
            asked = await questions.ask(tx, FIRST_MEMBER + number, f"Сұрақ {number}", "kk", None, NOW)
            await question_cards.carded(tx, asked, [], NOW)
        for operator in chance.sample(OPERATORS, 2):
            message = await bot.send_message(operator, f"Сұрақ {number}")
            async with both.databases[0].begin() as tx:
                await question_cards.lay(tx, operator, message.message_id, asked, 0)
            lying.append((operator, message.message_id, asked))
    return lying


async def test_each_question_is_answered_once_or_open_and_none_is_lost(both: TwoProcesses) -> None:
    chance = random.Random(14)
    lying = await laid(both, chance)
    acts = []
    for operator, message, asked in lying:  # those of a question come together, so that operators meet at it
        ways = ["Жауап", f"qtake:{asked}", f"qback:{asked}", f"qclose:{asked}:0", "Тағы жауап"]
        ways += [f"qgive:{asked}:{chance.choice(OPERATORS)}", f"qopen:{asked}"]
        for act in chance.choices(ways, weights=[5, 3, 2, 1, 1, 2, 1], k=2):
            acts.append((asked, chance.random(), both.update(operator, message, act)))
    acts.sort(key=lambda act: act[:2])
    room = asyncio.Semaphore(AT_ONCE)

    async def handled(raw: dict[str, Any]) -> None:
        async with room:
            application = chance.choice(both.applications)
            await application.process_update(Update.de_json(raw, application.bot))

    over = asyncio.Event()
    background = asyncio.gather(*(looks(both, process, over) for process in range(2)))
    await asyncio.gather(*(handled(raw) for *_, raw in acts))
    over.set()
    await background
    await chain_is_whole(both)
    received = await answers_received(both)
    delivered = sum([await told(both, operator) for operator in OPERATORS])
    async with both.databases[1].connect() as tx:
        kept = [await questions.get(tx, number) for number in range(1, QUESTIONS + 1)]
    assert all(question is not None for question in kept)
    answered = {question.id for question in kept if question and question.answered_at}
    assert received == Counter(dict.fromkeys(answered, 1))
    assert delivered == len(answered)
    assert len(answered) > QUESTIONS / 2


async def looks(both: TwoProcesses, process: int, over: asyncio.Event) -> None:
    """What a process does beside the updates, until these are over."""
    services, bot = both.services[process], both.applications[process].bot
    while not over.is_set():
        await cards.look(bot, services)
        await services.database.write(audit.seal)
        await asyncio.sleep(0.05)


async def chain_is_whole(both: TwoProcesses) -> None:
    """Every deed has its seal, and each seal covers the one before."""
    while await both.databases[0].write(audit.seal):
        pass
    async with both.databases[1].connect() as tx:
        chain, (deeds, written) = await audit.verify(tx), await audit.deeds(tx)
    assert deeds and chain.broken_at is None and chain.length == written


async def answers_received(both: TwoProcesses) -> Counter[int]:
    """How many answers each member has, by the number of their question."""
    world, received = InProcess(both.sandbox.world), Counter[int]()
    for number in range(QUESTIONS):
        chat = await world.request("GET", f"people/{FIRST_MEMBER + number}/chat")
        received[number + 1] += sum(ANSWER in message["text"] for message in chat)
    return +received


async def told(both: TwoProcesses, operator: int) -> int:
    """How many of their answers this operator read to be delivered."""
    chat = await InProcess(both.sandbox.world).request("GET", f"people/{operator}/chat")
    return sum("жауабы жеткізілді" in message["text"] for message in chat)
