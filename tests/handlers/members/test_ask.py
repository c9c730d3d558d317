import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.inbox import cards
from sandbox import Person
from storage.database.database import Database
from storage.inbox import questions
from storage.members import members
from storage.staff import staff
from tests.handlers.running_bot import OWNER, RunningBot, deciding, labels, running

STAFF_GROUP = -100900


async def owner(bot: RunningBot) -> Person:
    person = await bot.person("Ерлан", "ru", person_id=OWNER)
    await person.says("/start")
    await person.sees("«Отандас»")
    return person


async def ask(bot: RunningBot, text: str) -> Person:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.sees("Сұрағыңызды бір хабармен жазыңыз")
    await aigerim.says(text)
    await aigerim.sees(text)
    await aigerim.presses("Жіберу")
    await aigerim.sees("сұрағыңыз қабылданды")
    return aigerim


async def test_a_question_reaches_staff_without_the_name(bot: RunningBot) -> None:
    erlan = await owner(bot)
    await ask(bot, "Анам үшін қандай <құжат> керек?")
    card = await erlan.sees("Анам үшін қандай <құжат> керек?")
    assert "Вопрос № 1" in card["text"] and "Язык: казахский" in card["text"]
    assert "Айгерім" not in card["text"]


async def test_the_country_stands_on_the_card(bot: RunningBot) -> None:
    erlan = await owner(bot)
    aigerim = await ask(bot, "Бірінші сұрақ")
    async with bot.services.database.begin() as tx:
        await members.join(tx, aigerim.id, "kk", bot.services.clock())
        await members.update(tx, aigerim.id, country="MN")
    await ask_again(aigerim, "Екінші сұрақ")
    assert "Страна: Монголия" in (await erlan.sees("Екінші сұрақ"))["text"]


async def ask_again(person: Person, text: str) -> None:
    await person.says("/ask")
    await person.sees("бір хабармен")
    await person.says(text)
    await person.presses("Жіберу")
    await person.sees("қабылданды")


async def test_a_reply_to_the_card_is_delivered_with_its_formatting(bot: RunningBot) -> None:
    erlan = await owner(bot)
    aigerim = await ask(bot, "Қашан ашылады?")
    card = await erlan.sees("Қашан ашылады?")
    await erlan.says("<b>9:00</b> ашылады", html=True, reply_to=card["message_id"])
    answer = await aigerim.sees("№ 1 сұрағыңыздың жауабы")
    assert "<b>9:00</b> ашылады" in answer["html"]
    await erlan.sees("Ответ на вопрос № 1 доставлен")
    async with bot.services.database.connect() as tx:
        [question] = await questions.of_chat(tx, aigerim.id)
    assert question.answered_at is not None


async def test_a_long_reply_and_a_file_are_delivered_whole(bot: RunningBot) -> None:
    erlan = await owner(bot)
    aigerim = await ask(bot, "Өтініш үлгісі бар ма?")
    card = await erlan.sees("Өтініш үлгісі бар ма?")
    await erlan.says("Бар. " + "ұзын жауап " * 300, reply_to=card["message_id"])
    await aigerim.sees("ұзын жауап")


async def test_a_member_who_left_cannot_be_answered_and_nothing_is_closed(bot: RunningBot) -> None:
    erlan = await owner(bot)
    aigerim = await ask(bot, "Сұрақ")
    card = await erlan.sees("Сұрақ")
    await aigerim.blocks()
    await erlan.says("Жауап", reply_to=card["message_id"])
    await erlan.sees("Не доставлено")
    async with bot.services.database.connect() as tx:
        [question] = await questions.of_chat(tx, aigerim.id)
    assert question.answered_at is None


async def test_a_question_waits_until_some_of_staff_can_be_reached(sqlite: Database) -> None:
    moment = datetime(2026, 11, 24, 12, tzinfo=UTC)
    async with running(sqlite, lambda: moment) as bot:
        await ask(bot, "Ешкім жоқ па?")
        await bot.settled()
        erlan = await owner(bot)
        await cards.look(bot.application.bot, bot.services)
        await erlan.does_not_see("Ешкім жоқ па?")  # another process may be at it
        moment += timedelta(minutes=6)
        await cards.look(bot.application.bot, bot.services)
        await erlan.sees("Ешкім жоқ па?")
        await cards.look(bot.application.bot, bot.services)
        assert len([one for one in await erlan.chat() if "Ешкім жоқ па?" in one["text"]]) == 1


async def test_an_unanswered_question_is_carried_over(bot: RunningBot) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("Айға қалай ұшам?")
    await aigerim.presses("Маманға сұрақ қою")
    await aigerim.sees("Сұрағыңыз:\nАйға қалай ұшам?")


async def test_typing_again_changes_the_wording(bot: RunningBot) -> None:
    deciding(bot, "unknown")
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.sees("бір хабармен")
    await aigerim.says("Қата бар")
    await aigerim.sees("Қата бар")
    await aigerim.says("Қатесіз сұрақ")
    await aigerim.sees("Қатесіз сұрақ")
    await aigerim.presses("Жіберу")
    await erlan.sees("Қатесіз сұрақ")


async def test_an_entry_that_answers_is_offered_before_sending(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.says("Қандас қалай болам?")
    assert any(one.startswith("💡") for one in labels(await aigerim.sees("Сұрағыңыз:")))


async def test_sending_twice_sends_once(bot: RunningBot) -> None:
    aigerim = await ask(bot, "Бір рет")
    await bot.sends(aigerim, "Ескі", "Жіберу", "askyes")
    await aigerim.presses("Жіберу")
    await aigerim.sees("Бұл сұрақ жіберілген немесе одан бас тартылған")
    async with bot.services.database.connect() as tx:
        assert len(await questions.of_chat(tx, aigerim.id)) == 1


@pytest.fixture
async def grouped(sqlite: Database) -> AsyncIterator[RunningBot]:
    async with running(sqlite, inbox_chat=STAFF_GROUP) as bot:
        yield bot


async def test_the_staff_group_gets_the_card_and_only_the_team_answers(grouped: RunningBot) -> None:
    dana, guest = await grouped.person("Дана", "ru"), await grouped.person("Қонақ", "kk")
    async with grouped.services.database.begin() as tx:
        await staff.add(tx, dana.id, "editor", "Дана", OWNER, grouped.services.clock())
    await grouped.group(STAFF_GROUP, [dana.id, guest.id])
    aigerim = await ask(grouped, "Топқа сұрақ")
    card = await dana.sees("Топқа сұрақ", chat_id=STAFF_GROUP)
    await guest.says("Мен кез келген адаммын", chat_id=STAFF_GROUP, reply_to=card["message_id"])
    await guest.sees("отвечает только команда", chat_id=STAFF_GROUP)
    await dana.says("Жауабы", chat_id=STAFF_GROUP, reply_to=card["message_id"])
    await aigerim.sees("Жауабы")
    await aigerim.does_not_see("кез келген адаммын")


async def test_many_questions_are_one_digest_whose_numbers_open_them(bot: RunningBot) -> None:
    erlan, now = await owner(bot), bot.services.clock()
    async with bot.services.database.begin() as tx:
        numbers = [await questions.ask(tx, 5000 + n, f"Сұрақ <{n}>", "kk", None, now) for n in range(30)]
    await cards.look(bot.application.bot, bot.services)
    digest = await erlan.sees("30 вопросов ждут ответа")
    assert "Сұрақ <29>" in digest["text"] and labels(digest) == [str(number) for number in numbers]
    await cards.look(bot.application.bot, bot.services)
    assert len([message for message in await erlan.chat() if "ждут ответа" in message["text"]]) == 1
    await erlan.presses(str(numbers[7]))
    card = await erlan.sees("Вопрос № 8")
    await erlan.says("Жауабы осы", reply_to=card["message_id"])
    async with bot.services.database.connect() as tx:
        question = await questions.get(tx, numbers[7])
    assert question is not None and question.answered_at is None  # nobody is behind that chat


async def test_a_digest_another_process_was_quicker_with_is_not_sent(bot: RunningBot) -> None:
    erlan, now = await owner(bot), bot.services.clock()
    await bot.settled()
    async with bot.services.database.begin() as tx:
        numbers = [await questions.ask(tx, 5000 + n, f"Сұрақ {n}", "kk", None, now) for n in range(9)]
    both = [cards.look(bot.application.bot, bot.services) for _ in range(2)]
    await asyncio.gather(*both)
    told = [message["text"] for message in await erlan.chat() if "Сұрақ 0" in message["text"]]
    assert len(told) == 1 and len(numbers) == 9


async def test_no_member_has_more_than_five_open_questions(bot: RunningBot) -> None:
    aigerim = await ask(bot, "1-сұрақ")
    for number in range(2, 6):
        await ask_again(aigerim, f"{number}-сұрақ")
    await aigerim.says("/ask")
    await aigerim.sees("Бес сұрағыңыз жауап күтіп тұр")
    async with bot.services.database.begin() as tx:
        await questions.answered(tx, 1, bot.services.clock())
    await ask_again(aigerim, "6-сұрақ")


@pytest.mark.parametrize("again", ["/ask", "/start ask"])
async def test_asking_again_shows_the_question_that_is_not_sent_yet(bot: RunningBot, again: str) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.says("Айға қалай ұшам?")
    await aigerim.sees("Сұрағыңыз:\nАйға қалай ұшам?")
    await aigerim.says(again)
    await bot.settled()
    shown = (await aigerim.chat())[-1]
    assert shown["text"].startswith("Сұрағыңыз:\nАйға қалай ұшам?")
    await aigerim.presses("Жіберу")
    await aigerim.sees("№ 1 сұрағыңыз қабылданды")
