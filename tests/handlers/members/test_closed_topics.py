"""In which topic of a group announcements go on, and who hears when it is closed."""

from handlers.members import closed_topics as telling
from storage.deliveries import closed_topics
from storage.members import members
from tests.handlers.running_bot import RunningBot

GROUP = -100500


async def group_of(bot: RunningBot) -> members.Member:
    async with bot.services.database.connect() as tx:
        group = await members.by_chat(tx, GROUP)
    assert group is not None
    return group


async def a_topic(bot: RunningBot) -> int:
    return (await bot.application.bot.create_forum_topic(GROUP, "Хабарландыру")).message_thread_id


async def test_the_topic_is_the_one_where_the_group_used_the_bot_last(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await bot.group(GROUP, [dana.id], forum=True)
    topic = await a_topic(bot)
    await dana.says("/topics", chat_id=GROUP, thread_id=topic)
    await bot.settled()
    assert (await group_of(bot)).thread_id == topic
    await dana.says("Ертең кездесеміз", chat_id=GROUP)  # among themselves
    await bot.settled()
    assert (await group_of(bot)).thread_id == topic
    await dana.says("/topics", chat_id=GROUP)
    await bot.settled()
    assert (await group_of(bot)).thread_id is None


async def test_administrators_who_know_the_bot_hear_once_that_the_topic_is_closed(bot: RunningBot) -> None:
    dana, erlan = await bot.person("Дана"), await bot.person("Ерлан")
    for person in (dana, erlan):
        await person.says("/start topic_work")
        await person.sees("Жазылдыңыз")
    await bot.group(GROUP, [dana.id, erlan.id], forum=True)  # whoever comes first is its owner
    await bot.settled()
    group = await group_of(bot)
    for _ in range(2):
        async with bot.services.database.begin() as tx:
            await closed_topics.add(tx, [group.id])
        await telling.bring(bot.application.bot, bot.services)
    told = [message for message in await dana.chat() if "«Қазақтар» тобына" in message["text"]]
    assert len(told) == 1 and "/topics@" in told[0]["text"]
    assert not any("тобына" in message["text"] for message in await erlan.chat())

    await dana.says("/topics", chat_id=GROUP)
    await bot.settled()
    async with bot.services.database.begin() as tx:
        await closed_topics.add(tx, [group.id])
    await telling.bring(bot.application.bot, bot.services)
    assert len([message for message in await dana.chat() if "«Қазақтар» тобына" in message["text"]]) == 2


async def test_a_group_where_nobody_can_be_told_is_not_asked_again(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await bot.group(GROUP, [dana.id], forum=True)
    await bot.settled()
    async with bot.services.database.begin() as tx:
        await closed_topics.add(tx, [(await group_of(bot)).id])
    await telling.bring(bot.application.bot, bot.services)
    async with bot.services.database.connect() as tx:
        assert not await closed_topics.QUEUE.waits(tx, bot.services.clock())
