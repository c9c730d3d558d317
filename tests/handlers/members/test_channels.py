"""Channels as subscribers: added, chosen for in private, pressed by readers, left; only administrators decide."""

from typing import Any

from sandbox import Person
from sandbox.world.chats import Chat, Status
from sandbox.world.membership import membership_update
from storage.broadcasts import broadcasts
from storage.members import members
from storage.members.audience import Audience, tally
from tests.handlers.running_bot import RunningBot, labels

CHANNEL = -1001234567890


async def channel(bot: RunningBot, *people: Person, **more: Any) -> Chat:
    """The first of these owns it."""
    await bot.group(CHANNEL, [person.id for person in people], type="channel", title="Қазақ үні", **more)
    return bot.sandbox.world.account(None).chats[CHANNEL]


async def kept(bot: RunningBot) -> members.Member | None:
    async with bot.services.database.connect() as tx:
        return await members.by_chat(tx, CHANNEL)


async def test_a_channel_becomes_a_member_and_whoever_added_it_chooses_in_private(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await channel(bot, dana)
    shown = await dana.sees("Қазақ үні")
    assert {"💼 Жұмыс", "✓ қазақша"} <= set(labels(shown))
    member = await kept(bot)
    assert member is not None
    assert (member.kind, member.channel, member.language, member.topics) == ("group", True, "kk", ())
    await dana.presses("💼 Жұмыс")
    assert "✓ 💼 Жұмыс" in labels(await dana.sees("Қазақ үні"))
    await dana.presses("орысша")
    await bot.settled()
    member = await kept(bot)
    assert member is not None and (member.topics, member.language) == (("work",), "ru")
    await dana.presses("✓ 💼 Жұмыс")
    await bot.settled()
    member = await kept(bot)
    assert member is not None and member.topics == ()
    assert not await dana.chat(chat_id=CHANNEL)  # nothing is said in the channel itself


async def test_later_it_is_found_under_topics_by_its_administrators_only(bot: RunningBot) -> None:
    dana, erlan = await bot.person("Дана"), await bot.person("Ерлан")
    await channel(bot, dana, erlan)
    for person, found in ((dana, True), (erlan, False)):
        await person.says("/topics")
        await person.sees("Тақырыптар.")
        await person.presses("📢 Арналарым")
        shown = await person.sees("Қай арна?" if found else "ешқайсысына әкімші емессіз")
        assert ("📢 Қазақ үні" in labels(shown)) == found
    await dana.presses("📢 Қазақ үні")
    await dana.sees("осы арнаға оның тілінде")
    await bot.sends(erlan, "Ескі", "Жұмыс", f"cht:{CHANNEL}:+work")
    await erlan.presses("Жұмыс")
    await erlan.sees("арнаның әкімшілері ғана өзгерте алады")
    await bot.sends(erlan, "Ескі", "Тіл", f"chl:{dana.id}:ru")  # no channel's number
    await erlan.presses("Тіл")
    await erlan.sees("бұл арнада жоқпын")
    member = await kept(bot)
    assert member is not None and (member.topics, member.language) == ((), "kk")


async def test_without_any_channel_topics_say_nothing_of_them(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await dana.says("/topics")
    assert "📢 Арналарым" not in labels(await dana.sees("Тақырыптар."))


async def test_readers_are_told_where_they_can_choose(bot: RunningBot) -> None:
    dana, erlan = await bot.person("Дана"), await bot.person("Ерлан")
    await channel(bot, dana, erlan)
    await dana.sees("Қазақ үні")
    await dana.presses("💼 Жұмыс")
    await bot.settled()
    async with bot.services.database.begin() as tx:
        about = {"topics": ["work"]}
        number = await broadcasts.create(tx, {"kk": {"text": "Ж"}}, about, bot.services.clock())
    await bot.sends(CHANNEL, "Жаңалық", "Жазылудан бас тарту", f"un:{number}")
    refused = await erlan.presses("Жазылудан бас тарту", chat_id=CHANNEL)
    assert refused["alert"] and "маған жазыңыз: @" in refused["text"]
    assert "Жұмыс" in (await dana.presses("Жазылудан бас тарту", chat_id=CHANNEL))["text"]
    member = await kept(bot)
    assert member is not None and member.topics == ()


async def test_a_channel_without_the_right_to_post_takes_no_part_until_it_is_given(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    chat = await channel(bot, dana, can_post_messages=False)
    await dana.sees("жазба жариялай алмаймын")
    assert await kept(bot) is None
    account, chat.bot_may_post = bot.sandbox.world.account(None), True
    membership_update(account, chat, old=Status.ADMINISTRATOR, new=Status.ADMINISTRATOR)
    await dana.sees("осы арнаға оның тілінде")
    chat.bot_may_post = False
    membership_update(account, chat, old=Status.ADMINISTRATOR, new=Status.ADMINISTRATOR)
    await bot.settled()
    assert "жазба жариялай алмаймын" in (await dana.chat())[-1]["text"]
    member = await kept(bot)
    assert member is not None and member.blocked_reason == "removed"


async def test_removed_it_is_gone_and_added_again_it_is_as_it_was(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    chat = await channel(bot, dana)
    await dana.sees("Қазақ үні")
    await dana.presses("💼 Жұмыс")
    await bot.settled()
    account = bot.sandbox.world.account(None)
    chat.bot_status = Status.LEFT
    membership_update(account, chat, old=Status.ADMINISTRATOR, new=Status.LEFT)
    await bot.settled()
    member = await kept(bot)
    assert member is not None and member.blocked_at is not None
    chat.bot_status = Status.ADMINISTRATOR
    membership_update(account, chat, old=Status.LEFT, new=Status.ADMINISTRATOR)
    await bot.settled()
    assert "✓ 💼 Жұмыс" in labels((await dana.chat())[-1])
    member = await kept(bot)
    assert member is not None and member.blocked_at is None and member.topics == ("work",)


async def test_it_counts_as_a_group_of_an_audience_and_says_nothing_to_posts(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await channel(bot, dana)
    await dana.sees("Қазақ үні")
    await dana.says("/topics", chat_id=CHANNEL)
    await dana.says("қандас мәртебесін қалай алам?", chat_id=CHANNEL)
    await bot.settled()
    assert len(await dana.chat(chat_id=CHANNEL)) == 2
    now = bot.services.clock()
    async with bot.services.database.connect() as tx:
        everybody = await tally(tx, Audience(), now)
        persons = await tally(tx, Audience(persons=True), now)
    assert sum(group.number for group in everybody) - sum(group.number for group in persons) == 1
