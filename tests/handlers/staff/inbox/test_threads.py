"""A staff group with forum topics: a thread for each question, which follows it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.inbox import cards, threads
from bot.inbox.threads import name_of
from sandbox import Person
from sandbox.client import InProcess
from sandbox.world.chats import Chat, Topic
from sandbox.world.faults import Fault, FaultKind
from storage.database.database import Database
from storage.inbox import questions
from storage.inbox import threads as rows
from storage.inbox.question_cards import question_cards, uncarded
from storage.inbox.threads import Thread
from tests.handlers.running_bot import RunningBot, running
from tests.handlers.staff.people import NOW, owner

GROUP = -1000000000900


@pytest.fixture
async def bot(sqlite: Database) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: NOW, inbox_chat=GROUP) as bot:
        yield bot


async def in_forum(bot: RunningBot, *, admin: bool = True) -> Person:
    dina = await owner(bot)
    await dina.says("/start")
    await dina.sees("«Отандас»")
    forum = {"id": GROUP, "title": "Қызметкерлер", "members": [dina.id], "forum": True, "bot_is_admin": admin}
    await InProcess(bot.sandbox.world).request("POST", "groups", forum)
    await dina.sees("хабарландыру", chat_id=GROUP)
    return dina


async def asks(bot: RunningBot, text: str, **more: Any) -> int:
    async with bot.services.database.begin() as tx:
        number = await questions.ask(tx, 5001, text, "kk", None, bot.services.clock(), **more)
    for _ in range(100):
        await cards.look(bot.application.bot, bot.services)
        async with bot.services.database.connect() as tx:
            later = bot.services.clock() + timedelta(hours=1)  # also what the bot's own look is at
            if number not in [*await uncarded(tx, later), *await uncarded(tx, later, apart=True)]:
                return number
        await asyncio.sleep(0.05)
    raise AssertionError("no card was laid")


def chat(bot: RunningBot) -> Chat:
    [account] = bot.sandbox.world.accounts.values()
    return account.chats[GROUP]


def topics(bot: RunningBot) -> list[Topic]:
    return list(chat(bot).topics.values())


async def becomes(bot: RunningBot, topic: Topic, sign: str, *, closed: bool = False) -> None:
    """What a press or an answer changed is shown at the next look."""
    for _ in range(100):
        await cards.look(bot.application.bot, bot.services)
        if topic.name.startswith(sign) and topic.closed == closed:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{topic.name}, closed: {topic.closed}")


async def thread_of(bot: RunningBot, number: int) -> Thread | None:
    async with bot.services.database.connect() as tx:
        return await rows.get(tx, number, GROUP)


async def test_each_question_has_a_thread_of_its_own_that_follows_it(bot: RunningBot) -> None:
    dina = await in_forum(bot)
    await bot.person("Айгерім", person_id=5001)
    for text in ("Қандас мәртебесі", "Төлқұжат"):
        await asks(bot, text)
    first, second = topics(bot)
    assert (first.name, second.name) == ("✍️ 1. Қандас мәртебесі", "✍️ 2. Төлқұжат")
    question_icon = first.icon_custom_emoji_id
    other = await dina.sees("Төлқұжат", chat_id=GROUP)
    card = await dina.sees("Қандас мәртебесі", chat_id=GROUP)
    assert chat(bot).messages[card["message_id"]].thread_id == first.id
    await dina.says("Халыққа қызмет көрсету орталығына барыңыз.", chat_id=GROUP, reply_to=card["message_id"])
    await dina.sees("жауабы жеткізілді", chat_id=GROUP)
    await becomes(bot, first, "✔️ 1. Қандас мәртебесі")
    assert first.icon_custom_emoji_id not in ("", question_icon)
    await dina.presses("☑️ Жабу", under=other, chat_id=GROUP)
    await dina.presses("Үнсіз жабу", chat_id=GROUP)
    await becomes(bot, second, "☑️ 2.", closed=True)
    await dina.presses("🔄 Қайта ашу", chat_id=GROUP)
    await becomes(bot, second, "✍️ 2.")


async def test_talk_among_colleagues_in_a_thread_goes_to_nobody(bot: RunningBot) -> None:
    dina = await in_forum(bot)
    number = await asks(bot, "Қандас мәртебесі")
    await dina.says("Мұны кім біледі?", chat_id=GROUP, thread_id=topics(bot)[0].id)
    await bot.settled()
    async with bot.services.database.connect() as tx:
        question = await questions.get(tx, number)
    assert question is not None and question.answered_at is None


async def test_a_deleted_thread_is_made_anew_for_an_open_question(bot: RunningBot) -> None:
    dina = await in_forum(bot)
    number = await asks(bot, "Қандас мәртебесі")
    [topic] = topics(bot)
    async with bot.services.database.begin() as tx:
        question = await questions.get(tx, number)
    assert question is not None
    await bot.application.bot.delete_forum_topic(GROUP, topic.id)
    async with bot.services.database.begin() as tx:
        await questions.touch(tx, number, text="Қандас мәртебесі туралы")
    await cards.look(bot.application.bot, bot.services)
    await cards.look(bot.application.bot, bot.services)
    [again] = topics(bot)
    assert again.id != topic.id and again.name == "✍️ 1. Қандас мәртебесі туралы"
    await dina.sees("Қандас мәртебесі туралы", chat_id=GROUP)


async def test_a_further_question_comes_into_a_new_thread_when_the_old_one_was_deleted(
    bot: RunningBot,
) -> None:
    dina = await in_forum(bot)
    number = await asks(bot, "Қандас мәртебесі")
    [topic] = topics(bot)
    await bot.application.bot.delete_forum_topic(GROUP, topic.id)
    async with bot.services.database.begin() as tx:
        await questions.touch(tx, number, carded_at=None, tried_at=None)
    await cards.post_cards(bot.application.bot, bot.services)
    [again] = topics(bot)
    thread = await thread_of(bot, number)
    assert thread is not None and thread.thread_id == again.id
    await dina.sees("Қандас мәртебесі", chat_id=GROUP)


async def test_without_the_right_to_make_threads_cards_lie_in_the_group(bot: RunningBot) -> None:
    dina = await in_forum(bot, admin=False)
    number = await asks(bot, "Қандас мәртебесі")
    card = await dina.sees("Қандас мәртебесі", chat_id=GROUP)
    assert chat(bot).messages[card["message_id"]].thread_id is None and await thread_of(bot, number) is None


async def test_a_group_without_topics_has_no_threads(bot: RunningBot) -> None:
    dina = await owner(bot)
    await dina.says("/start")
    await bot.group(GROUP, [dina.id])
    number = await asks(bot, "Қандас мәртебесі")
    await dina.sees("Қандас мәртебесі", chat_id=GROUP)
    assert await thread_of(bot, number) is None


async def test_an_urgent_question_is_marked_in_its_threads_name_and_colour(bot: RunningBot) -> None:
    await in_forum(bot)
    await asks(bot, "<b>Мені ұрып жатыр</b>\nкөмектесіңіз", urgent=True)
    [topic] = topics(bot)
    assert topic.name == "🆘 1. Мені ұрып жатыр көмектесіңіз" and topic.icon_color == threads.RED


async def test_a_long_question_makes_a_name_that_telegram_takes(bot: RunningBot) -> None:
    await in_forum(bot)
    number = await asks(bot, "қандас " * 400)
    async with bot.services.database.connect() as tx:
        question = await questions.get(tx, number)
    assert question is not None and len(name_of(question)) == threads.NAME_MOST
    assert len(topics(bot)) == 1


def fails_once(bot: RunningBot, method: str, kind: FaultKind) -> None:
    [account] = bot.sandbox.world.accounts.values()
    account.faults.add(Fault(kind, method.lower(), times=1))


async def words_change(bot: RunningBot, number: int) -> None:
    async with bot.services.database.begin() as tx:
        await questions.touch(tx, number, text="Қандас мәртебесі туралы")
    for _ in range(2):
        await cards.look(bot.application.bot, bot.services)


async def minutes_pass(bot: RunningBot) -> None:
    """More than a process has to bring a card or a thread up to date."""
    async with bot.services.database.begin() as tx:
        for table in (rows.threads, question_cards):
            await tx.execute(table.update().values(tried_at=NOW - timedelta(minutes=6)))
    await cards.look(bot.application.bot, bot.services)


@pytest.mark.parametrize("trouble", [FaultKind.FLOOD, FaultKind.SERVER_ERROR])
async def test_what_telegram_could_not_show_just_then_is_shown_later(
    bot: RunningBot, trouble: FaultKind
) -> None:
    dina = await in_forum(bot)
    number = await asks(bot, "Қандас мәртебесі")
    card = (await dina.sees("Қандас мәртебесі", chat_id=GROUP))["message_id"]
    [topic] = topics(bot)
    fails_once(bot, "editForumTopic", trouble)
    fails_once(bot, "editMessageText", trouble)
    await words_change(bot, number)
    assert topic.name == "✍️ 1. Қандас мәртебесі"
    assert "мәртебесі туралы" not in chat(bot).messages[card].text
    await minutes_pass(bot)
    assert topic.name == "✍️ 1. Қандас мәртебесі туралы"
    assert "мәртебесі туралы" in chat(bot).messages[card].text


async def test_what_telegram_will_not_show_is_not_tried_without_end(bot: RunningBot) -> None:
    await in_forum(bot)
    number = await asks(bot, "Қандас мәртебесі")
    [topic] = topics(bot)
    fails_once(bot, "editForumTopic", FaultKind.BAD_REQUEST)
    await words_change(bot, number)
    await minutes_pass(bot)
    assert topic.name == "✍️ 1. Қандас мәртебесі"
    async with bot.services.database.begin() as tx:
        await questions.touch(tx, number)
    await cards.look(bot.application.bot, bot.services)
    assert topic.name == "✍️ 1. Қандас мәртебесі туралы"
