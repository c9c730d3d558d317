import pytest

from handlers.members.answers import unnamed
from sandbox.client import InProcess
from sandbox.world.membership import membership_update, migrate
from storage.broadcasts import broadcasts
from storage.members import forgotten, members
from storage.members.members import Chosen
from tests.handlers.running_bot import OWNER, RunningBot, deciding, labels

GROUP, BASIC = -100500, -7700


async def member(bot: RunningBot, chat_id: int) -> members.Member | None:
    async with bot.services.database.connect() as tx:
        return await members.by_chat(tx, chat_id)


async def test_who_blocks_is_gone_at_once_and_back_when_they_unblock(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.sees("Жазылдыңыз")
    await aigerim.blocks()
    await bot.settled()
    found = await member(bot, aigerim.id)
    assert found is not None and found.blocked_at is not None and found.blocked_reason == "blocked"
    await aigerim.unblocks()
    await bot.settled()
    found = await member(bot, aigerim.id)
    assert found is not None and found.blocked_at is None and found.topics == ("work",)


async def test_a_group_is_greeted_and_becomes_a_member(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await bot.group(GROUP, [dana.id])
    await dana.sees("Сәлеметсіздер ме!", chat_id=GROUP)
    found = await member(bot, GROUP)
    assert found is not None and found.kind == "group" and found.language == "kk"


async def test_only_administrators_choose_for_a_group(bot: RunningBot) -> None:
    dana, erlan = await bot.person("Дана"), await bot.person("Ерлан")
    await bot.group(GROUP, [dana.id, erlan.id])
    await dana.sees("Сәлеметсіздер ме!", chat_id=GROUP)
    refused = await erlan.presses("Тақырыптар", chat_id=GROUP)
    assert refused["alert"] and refused["text"] == "Мұны топ әкімшілері ғана өзгерте алады."
    await dana.presses("Тақырыптар", chat_id=GROUP)
    await dana.presses("🎭 Мәдениет", chat_id=GROUP)
    await dana.sees("Тақырыптар.", chat_id=GROUP)
    found = await member(bot, GROUP)
    assert found is not None and found.topics == ("culture",)


async def test_a_group_that_moves_is_followed_and_one_that_removes_us_is_gone(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await bot.group(BASIC, [dana.id])
    await dana.sees("Сәлеметсіздер ме!", chat_id=BASIC)
    account = bot.sandbox.world.account(None)
    moved = migrate(account, account.chats[BASIC])
    await bot.settled()
    assert await member(bot, BASIC) is None
    assert (await member(bot, moved.id)) is not None
    membership_update(account, moved, old="administrator", new="kicked")
    await bot.settled()
    found = await member(bot, moved.id)
    assert found is not None and found.blocked_reason == "removed"


async def test_in_a_group_the_bot_answers_when_it_is_meant_and_is_silent_otherwise(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    dana = await bot.person("Дана")
    await bot.group(GROUP, [dana.id])
    await dana.says("қандас мәртебесін қалай алам?", chat_id=GROUP)
    await dana.does_not_see("Қандас мәртебесін", chat_id=GROUP)
    await dana.says(f"@{bot.application.bot.username} қандас мәртебесін қалай алам?", chat_id=GROUP)
    card = await dana.sees("Тексерілген күні", chat_id=GROUP)
    assert "👍" not in labels(card)
    await dana.says("ал құжаттар ше?", chat_id=GROUP, reply_to=card["message_id"])
    await dana.sees("Тексерілген күні", chat_id=GROUP)


@pytest.mark.parametrize(
    "typed",
    [
        "@otandas_bot\nсұрақ", "@otandas_bot\tсұрақ", "@otandas_bot\u00a0сұрақ", "@otandas_bot\r\n\r\nсұрақ",
        "@OTANDAS_BOT, сұрақ", "@otandas_bot:сұрақ", "сұрақ\n@otandas_bot", "сұрақ @otandas_bot!",
        "\u3000@otandas_bot сұрақ",
    ],
)  # fmt: skip
def test_the_bots_name_is_no_part_of_the_question_whatever_stands_beside_it(typed: str) -> None:
    assert unnamed(typed, "otandas_bot") == ("сұрақ", 1)


@pytest.mark.parametrize(
    "typed", ["a@otandas_bot", "@otandas_bot2 сұрақ", "@@otandas_bot", "otandas_bot сұрақ"]
)
def test_another_name_is_not_the_bots(typed: str) -> None:
    assert unnamed(typed, "otandas_bot") == (typed, 0)


async def test_in_a_group_an_unknown_command_is_not_ours_unless_it_names_us(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await bot.group(GROUP, [dana.id])
    await dana.says("/weather", chat_id=GROUP)
    await dana.does_not_see("Мұндай команда жоқ", chat_id=GROUP)
    await dana.says(f"/weather@{bot.application.bot.username}", chat_id=GROUP)
    await dana.sees("деп атасаңыз", chat_id=GROUP)


async def test_in_a_group_faq_offers_sections(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await bot.group(GROUP, [dana.id])
    await dana.says("/faq", chat_id=GROUP)
    await dana.sees("Бөлімді таңдаңыз", chat_id=GROUP)


async def test_in_a_group_only_administrators_unsubscribe(bot: RunningBot) -> None:
    dana, erlan = await bot.person("Дана"), await bot.person("Ерлан")
    await bot.group(GROUP, [dana.id, erlan.id])
    await dana.presses("Тақырыптар", chat_id=GROUP)
    await dana.presses("💼 Жұмыс", chat_id=GROUP)
    await dana.sees("Тақырыптар.", chat_id=GROUP)
    async with bot.services.database.begin() as tx:
        number = await broadcasts.create(
            tx, {"kk": {"text": "Ж"}}, {"topics": ["work"]}, bot.services.clock()
        )
    await bot.sends(GROUP, "Жаңалық", "Жазылудан бас тарту", f"un:{number}")
    assert (await erlan.presses("Жазылудан бас тарту", chat_id=GROUP))["alert"]
    assert "Жұмыс" in (await dana.presses("Жазылудан бас тарту", chat_id=GROUP))["text"]
    found = await member(bot, GROUP)
    assert found is not None and found.topics == ()


async def test_in_a_group_only_what_is_everybodys_works_and_only_under_its_message(bot: RunningBot) -> None:
    """Neither the data of a group nor how often announcements come to it are somebody's who is no administrator; a
    button that stands elsewhere does not change what everybody reads."""
    dana, erlan = await bot.person("Дана"), await bot.person("Ерлан")
    await bot.group(GROUP, [dana.id, erlan.id])
    hello = await erlan.sees("Сәлеметсіздер ме!", chat_id=GROUP)
    before = await member(bot, GROUP)
    for data in ("mydataf", "oftent:law:weekly", "pause:month", "ask", "evh:1", "set"):
        await bot.sends(GROUP, "Ескі", f"Түйме {data}", data)
        answered = await erlan.presses(f"Түйме {data}", chat_id=GROUP)
        assert (answered["alert"], answered["text"]) == (True, "Бұл түйме тек жеке чатта жұмыс істейді.")
    forged = {"message_id": hello["message_id"], "chat_id": GROUP, "data": "faq", "forged": True}
    answered = await InProcess(bot.sandbox.world).request("POST", f"people/{erlan.id}/press", forged)
    assert (answered["alert"], answered["text"]) == (True, "Бұл түйме ескірген.")
    assert await member(bot, GROUP) == before
    assert not any(message["document"] for message in await erlan.chat(GROUP))
    assert hello["text"] in [message["text"] for message in await erlan.chat(GROUP)]


async def test_in_a_group_nobody_deletes_its_membership_with_an_old_button(bot: RunningBot) -> None:
    dana = await bot.person("Дана")
    await bot.group(GROUP, [dana.id])
    await dana.sees("Сәлеметсіздер ме!", chat_id=GROUP)
    await bot.sends(GROUP, "Ескі", "Өшіру", "forgetyes")
    await dana.presses("Өшіру", chat_id=GROUP)
    await bot.settled()
    assert await member(bot, GROUP) is not None


async def test_in_a_group_screens_have_no_way_to_the_personal_menu(bot: RunningBot) -> None:
    deciding(bot, "intent", intent="greeting")
    dana = await bot.person("Дана")
    await bot.group(GROUP, [dana.id])
    await dana.says("/topics", chat_id=GROUP)
    assert "Басты мәзір" not in labels(await dana.sees("Тақырыптар.", chat_id=GROUP))
    await dana.says(f"@{bot.application.bot.username} сәлем", chat_id=GROUP)
    assert labels(await dana.sees("жауабын іздеймін", chat_id=GROUP)) == []


async def test_what_is_chosen_by_buttons_is_the_members_own_from_then_on(bot: RunningBot) -> None:
    """A file imported later changes none of it."""
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await bot.settled()
    assert (await chosen(bot, aigerim.id)) == Chosen.NOTHING  # her language is only a guess yet
    for buttons, choice in (
        ("hilang:ru", Chosen.LANGUAGE),
        ("hicty:MN", Chosen.LANGUAGE | Chosen.COUNTRY | Chosen.TIMEZONE),
        ("hitop:done", Chosen.LANGUAGE | Chosen.COUNTRY | Chosen.TIMEZONE | Chosen.TOPICS),
    ):
        await bot.sends(aigerim, f"Экран {buttons}", f"Таңдау {buttons}", buttons)
        await aigerim.presses(f"Таңдау {buttons}")
        await bot.settled()
        assert (await chosen(bot, aigerim.id)) == choice


async def test_unsubscribing_is_a_choice(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await bot.sends(aigerim, "Тақырып", "Бас тарту", "top:-work")
    await aigerim.presses("Бас тарту")
    await bot.settled()
    assert (await chosen(bot, aigerim.id)) == Chosen.TOPICS


async def test_forgetting_leaves_a_mark_until_they_write_again(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.says("/forget")
    await aigerim.presses("Өшіру")
    await aigerim.sees("жасырын белгісі ғана қалды")
    async with bot.services.database.connect() as tx:
        assert await forgotten.among(tx, [aigerim.id]) == {aigerim.id}
    await aigerim.says("/start")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        assert await forgotten.among(tx, [aigerim.id]) == set()


async def chosen(bot: RunningBot, chat_id: int) -> Chosen:
    async with bot.services.database.connect() as tx:
        member = await members.by_chat(tx, chat_id)
    assert member is not None
    return Chosen(member.chosen)


async def test_whoever_of_the_team_adds_the_bot_to_a_group_reads_its_number(bot: RunningBot) -> None:
    dina = await bot.person("Дина", person_id=OWNER)
    await dina.says("/start")
    await dina.sees("«Отандас»")
    await bot.group(GROUP, [dina.id])
    await dina.sees(f"Оның нөмірі: {GROUP}")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.sees("«Отандас»")
    await bot.group(BASIC, [aigerim.id])
    await aigerim.sees("хабарландыру", chat_id=BASIC)
    assert not any(str(BASIC) in str(message["text"]) for message in await aigerim.chat())
