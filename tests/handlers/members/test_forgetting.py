"""/forget by hand: at once, or in a day with the way back; what a person may still do in that day."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import forgetting
from bot.inbox import cards
from handlers.members import answers, event_notices
from sandbox import Person
from storage.database.database import Database
from storage.events import events, notices, responses
from storage.faq import searches
from storage.faq.searches import Search
from storage.inbox import questions
from storage.members import forget_requests, members
from tests.handlers.members.test_ask import owner
from tests.handlers.running_bot import RunningBot, labels, running
from tests.handlers.staff.people import colleague

IN_A_DAY = "Бір тәуліктен кейін өшіру (қайтаруға болады)"
UNDO, NOW_BUTTON = "↩️ Кері қайтару", "Қазір өшіру"


class Moment:
    now = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # 11:00 in Almaty


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
async def bot(sqlite: Database, moment: Moment) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: moment.now) as bot:
        yield bot


async def leaving(bot: RunningBot) -> Person:
    """A member with a topic and a question, who has a day."""
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.sees("Жазылдыңыз")
    await aigerim.says("/ask Виза туралы сұрағым бар")
    await aigerim.sees("Виза туралы сұрағым бар")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    await aigerim.says("/forget")
    asked = await aigerim.sees("бәрі өшірілсін бе")
    assert labels(asked) == ["Өшіру", IN_A_DAY, "Болдырмау"]
    await aigerim.presses(IN_A_DAY)
    told = await aigerim.sees("мына уақытта өшіріледі")
    assert "25 қараша, сәрсенбі, 11:00" in told["text"] and labels(told) == [UNDO, NOW_BUTTON]
    return aigerim


async def kept(bot: RunningBot, person: Person) -> members.Member | None:
    async with bot.services.database.connect() as tx:
        return await members.by_chat(tx, person.id)


async def test_undone_everything_is_as_it_was(bot: RunningBot) -> None:
    aigerim = await leaving(bot)
    before = await kept(bot, aigerim)
    await aigerim.presses(UNDO)
    assert "✍️ Маманға сұрақ қою" in " ".join(labels(await aigerim.sees("Ештеңе өшірілген жоқ")))
    assert await kept(bot, aigerim) == before and before is not None and before.topics == ("work",)
    await aigerim.says("/topics")
    assert "✓ 💼 Жұмыс" in labels(await aigerim.sees("Тақырыптар."))
    await aigerim.says("/mydata")
    assert "өшіріледі" not in (await aigerim.sees("Менің деректерім"))["text"]


async def test_after_the_day_it_is_gone_and_the_old_button_says_so(bot: RunningBot, moment: Moment) -> None:
    aigerim = await leaving(bot)
    moment.now += timedelta(days=1)
    before = len(await aigerim.chat())
    await forgetting.look(bot.services.database, bot.services.clock)
    assert await kept(bot, aigerim) is None and len(await aigerim.chat()) == before
    await aigerim.presses(UNDO)
    await aigerim.sees("дерек сақталмаған")
    assert await kept(bot, aigerim) is None


async def test_delete_now_does_not_wait(bot: RunningBot) -> None:
    aigerim = await leaving(bot)
    await aigerim.presses(NOW_BUTTON)
    await aigerim.sees("деректің бәрі өшірілді")
    assert await kept(bot, aigerim) is None
    async with bot.services.database.connect() as tx:
        assert await forget_requests.everyone(tx) == []
    await aigerim.says("/start")
    await aigerim.sees("Қай тілде")


async def test_my_data_says_when_it_goes_and_so_does_its_file(bot: RunningBot) -> None:
    aigerim = await leaving(bot)
    await aigerim.says("/mydata")
    shown = await aigerim.sees("Менің деректерім")
    assert "25 қараша, сәрсенбі, 11:00" in shown["text"]
    assert UNDO in labels(shown) and "Деректерімді өшіру" not in labels(shown)
    await aigerim.presses("Файл түрінде")
    file = await aigerim.sees("")
    content = bot.sandbox.world.files.get(file["document"]["file_id"]).content
    assert b'"to_be_deleted": {' in content and b"2026-11-25T06:00:00" in content
    await aigerim.says("/forget")
    await aigerim.sees("мына уақытта өшіріледі")


@pytest.mark.parametrize(
    "said", ["/start", "/ask", "/topics", "/settings", "/contribute", "/events", "/poll"]
)
async def test_what_would_keep_something_new_first_asks_to_undo(bot: RunningBot, said: str) -> None:
    aigerim = await leaving(bot)
    before = await kept(bot, aigerim)
    await aigerim.says(said)
    assert labels(await aigerim.sees("алдымен өшіруді кері қайтарыңыз")) == [UNDO, NOW_BUTTON]
    assert await kept(bot, aigerim) == before


async def test_an_old_button_and_a_reply_to_a_receipt_ask_the_same(bot: RunningBot) -> None:
    aigerim = await leaving(bot)
    await bot.sends(aigerim, "Ескі", "Жазылу", "top:+law")
    await aigerim.presses("Жазылу")
    await aigerim.sees("алдымен өшіруді кері қайтарыңыз")
    receipt = await aigerim.sees("қабылданды", anywhere=True)
    await aigerim.says("Тағы бір нәрсе", reply_to=receipt["message_id"])
    await aigerim.sees("алдымен өшіруді кері қайтарыңыз")
    member = await kept(bot, aigerim)
    assert member is not None and member.topics == ("work",)


async def test_typed_questions_are_answered_and_danger_reaches_staff(bot: RunningBot, moment: Moment) -> None:
    erlan = await owner(bot)
    aigerim = await leaving(bot)
    moment.now += timedelta(minutes=1)
    await aigerim.says("Қандас мәртебесін қалай аламын?")
    await aigerim.sees("Тексерілген күні")
    await aigerim.says("Күйеуім мені ұрып жатыр, көмектесіңізші")
    await aigerim.sees("112")
    await aigerim.presses("🆘 Маманға шұғыл хабарлау")
    await aigerim.sees("шұғыл деп жіберілді")
    await cards.look(bot.application.bot, bot.services)
    await erlan.sees("Күйеуім мені ұрып жатыр")


async def test_staff_read_nothing_of_theirs_and_no_answer_goes_to_them(bot: RunningBot) -> None:
    erlan = await owner(bot)
    aigerim = await leaving(bot)
    await erlan.says("/inbox")
    await erlan.sees("Вопросов, ждущих ответа, нет")
    card = await erlan.sees("Виза туралы сұрағым бар", anywhere=True)
    await erlan.says("Жауап", reply_to=card["message_id"])
    await erlan.sees("Этот вопрос больше не хранится")
    await aigerim.does_not_see("Жауап")
    await aigerim.presses(UNDO)
    await aigerim.sees("Ештеңе өшірілген жоқ")
    await erlan.says("Жауап енді", reply_to=card["message_id"])
    await aigerim.sees("Жауап енді")


async def test_no_notice_and_no_told_answer_reaches_them(bot: RunningBot, moment: Moment) -> None:
    aigerim = await leaving(bot)
    member = await kept(bot, aigerim)
    assert member is not None
    async with bot.services.database.begin() as tx:
        more = {
            "state": "announced",
            "announced_at": moment.now,
            "starts_at": moment.now + timedelta(hours=30),
        }
        texts = {"kk": {"title": "Жиналыс"}}
        event = await events.create(tx, 7, moment.now, texts=texts, **more)
        await responses.put(tx, responses.Response(event.id, member.id, "yes", answered_at=moment.now))
        await notices.add(tx, event.id, [member.id], "seat", moment.now)
        search = await searches.record(tx, Search("kk", "cyrl", None, "unknown", text="Сұрақ"), moment.now)
        await searches.wait(tx, [search], aigerim.id, moment.now)
        await searches.settle(tx, [search], "kandas-apply")
    before = len(await aigerim.chat())
    await event_notices.bring(bot.application.bot, bot.services)
    await answers.tell_waiting(bot.application.bot, bot.services)
    assert len(await aigerim.chat()) == before
    await aigerim.presses(UNDO)
    await aigerim.sees("Ештеңе өшірілген жоқ")
    moment.now += timedelta(minutes=6)
    await event_notices.bring(bot.application.bot, bot.services)
    await answers.tell_waiting(bot.application.bot, bot.services)
    await aigerim.sees("Жиналыс")
    await aigerim.sees("Енді жауап бар", anywhere=True)


async def test_a_colleague_goes_on_with_their_work(bot: RunningBot) -> None:
    marat = await colleague(bot, "Марат", 779, "operator", "ru")
    await marat.sees("")
    await marat.says("/forget")
    await marat.sees("Ваше место в команде")
    await marat.presses("Удалить через сутки (можно отменить)")
    await marat.sees("будет удалено")
    await marat.says("/inbox")
    await marat.sees("Вопросов, ждущих ответа, нет")
    await marat.says("/ask")
    await marat.sees("сначала отмените удаление")


async def test_in_arabic_letters_it_reads_the_same(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.sees("Жазылдыңыз")
    async with bot.services.database.begin() as tx:
        await members.update(tx, aigerim.id, script="arab")
    await aigerim.says("/forget")
    asked = labels(await aigerim.sees("وشىرىلسىن"))
    await aigerim.presses(asked[1])
    told = await aigerim.sees("وشىرىلەدى")
    await aigerim.presses(labels(told)[0])
    await bot.settled()
    assert await kept(bot, aigerim) is not None
    async with bot.services.database.connect() as tx:
        assert await questions.of_chat(tx, aigerim.id) == [] and await forget_requests.everyone(tx) == []
