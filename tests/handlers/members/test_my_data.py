import json

import sqlalchemy as sa

from storage.faq.searches import search_watchers
from storage.inbox.questions import questions
from storage.members import members
from storage.members.conversations import conversations
from tests.handlers.running_bot import RunningBot, deciding


async def test_everything_kept_is_shown_and_comes_as_a_file(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.sees("Жазылдыңыз")
    await aigerim.says("/mydata")
    assert "Тақырыптар: Жұмыс" in (await aigerim.sees("Менің деректерім"))["text"]
    await aigerim.presses("Файл түрінде")
    message = await aigerim.sees("")
    assert message["document"]["name"] == "otandas-mydata.json"
    found = bot.sandbox.world.files.get(message["document"]["file_id"])
    kept = json.loads(found.content)
    assert kept["member"]["chat_id"] == aigerim.id and kept["member"]["topics"] == ["work"]


async def test_forget_asks_first_and_may_be_canceled(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.says("/forget")
    await aigerim.sees("Мұны кері қайтару мүмкін емес")
    await aigerim.presses("Болдырмау")
    await aigerim.sees("Баптаулар")
    async with bot.services.database.connect() as tx:
        assert await members.by_chat(tx, aigerim.id) is not None


async def test_after_forget_nothing_is_left(bot: RunningBot) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.says("Белгісіз сұрақ")
    await aigerim.presses("Жауабы шыққанда хабарлаңыз")
    await aigerim.presses("Маманға сұрақ қою")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    await aigerim.says("/forget")
    await aigerim.presses("Өшіру")
    await aigerim.sees("Сіз туралы деректің бәрі өшірілді")
    async with bot.services.database.connect() as tx:
        for table in (members.members, members.subscriptions, conversations, questions, search_watchers):
            assert (await tx.execute(sa.select(sa.func.count()).select_from(table))).scalar_one() == 0


async def test_who_is_not_known_hears_that_nothing_is_kept(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    for command in ("/mydata", "/forget"):
        await aigerim.says(command)
        await aigerim.sees("Сіз туралы дерек сақталмаған")
