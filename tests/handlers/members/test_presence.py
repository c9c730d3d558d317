from sandbox.world.membership import membership_update, migrate
from storage.broadcasts import broadcasts
from storage.members import members
from tests.handlers.house import House, deciding, labels

GROUP, BASIC = -100500, -7700


async def member(house: House, chat_id: int) -> members.Member | None:
    async with house.services.database.connect() as tx:
        return await members.by_chat(tx, chat_id)


async def test_who_blocks_is_gone_at_once_and_back_when_they_unblock(house: House) -> None:
    aigerim = await house.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.sees("Жазылдыңыз")
    await aigerim.blocks()
    await house.settled()
    found = await member(house, aigerim.id)
    assert found is not None and found.blocked_at is not None and found.blocked_reason == "blocked"
    await aigerim.unblocks()
    await house.settled()
    found = await member(house, aigerim.id)
    assert found is not None and found.blocked_at is None and found.topics == ("work",)


async def test_a_group_is_greeted_and_becomes_a_member(house: House) -> None:
    dana = await house.person("Дана")
    await house.group(GROUP, [dana.id])
    await dana.sees("Сәлеметсіздер ме!", chat_id=GROUP)
    found = await member(house, GROUP)
    assert found is not None and found.kind == "group" and found.language == "kk"


async def test_only_administrators_choose_for_a_group(house: House) -> None:
    dana, erlan = await house.person("Дана"), await house.person("Ерлан")
    await house.group(GROUP, [dana.id, erlan.id])
    await dana.sees("Сәлеметсіздер ме!", chat_id=GROUP)
    refused = await erlan.presses("Тақырыптар", chat_id=GROUP)
    assert refused["alert"] and refused["text"] == "Мұны топ әкімшілері ғана өзгерте алады."
    await dana.presses("Тақырыптар", chat_id=GROUP)
    await dana.presses("🎭 Мәдениет", chat_id=GROUP)
    await dana.sees("Тақырыптар.", chat_id=GROUP)
    found = await member(house, GROUP)
    assert found is not None and found.topics == ("culture",)


async def test_a_group_that_moves_is_followed_and_one_that_removes_us_is_gone(house: House) -> None:
    dana = await house.person("Дана")
    await house.group(BASIC, [dana.id])
    await dana.sees("Сәлеметсіздер ме!", chat_id=BASIC)
    account = house.sandbox.world.account(None)
    moved = migrate(account, account.chats[BASIC])
    await house.settled()
    assert await member(house, BASIC) is None
    assert (await member(house, moved.id)) is not None
    membership_update(account, moved, old="administrator", new="kicked")
    await house.settled()
    found = await member(house, moved.id)
    assert found is not None and found.blocked_reason == "removed"


async def test_in_a_group_the_bot_answers_when_it_is_meant_and_is_silent_otherwise(house: House) -> None:
    deciding(house, "answer", "kandas-apply")
    dana = await house.person("Дана")
    await house.group(GROUP, [dana.id])
    await dana.says("қандас мәртебесін қалай алам?", chat_id=GROUP)
    await dana.does_not_see("Қандас мәртебесін", chat_id=GROUP)
    await dana.says(f"@{house.application.bot.username} қандас мәртебесін қалай алам?", chat_id=GROUP)
    card = await dana.sees("Тексерілген күні", chat_id=GROUP)
    assert "👍" not in labels(card)
    await dana.says("ал құжаттар ше?", chat_id=GROUP, reply_to=card["message_id"])
    await dana.sees("Тексерілген күні", chat_id=GROUP)


async def test_in_a_group_an_unknown_command_is_not_ours_unless_it_names_us(house: House) -> None:
    dana = await house.person("Дана")
    await house.group(GROUP, [dana.id])
    await dana.says("/weather", chat_id=GROUP)
    await dana.does_not_see("Мұндай команда жоқ", chat_id=GROUP)
    await dana.says(f"/weather@{house.application.bot.username}", chat_id=GROUP)
    await dana.sees("деп атасаңыз", chat_id=GROUP)


async def test_in_a_group_faq_offers_sections(house: House) -> None:
    dana = await house.person("Дана")
    await house.group(GROUP, [dana.id])
    await dana.says("/faq", chat_id=GROUP)
    await dana.sees("Бөлімді таңдаңыз", chat_id=GROUP)


async def test_in_a_group_only_administrators_unsubscribe(house: House) -> None:
    dana, erlan = await house.person("Дана"), await house.person("Ерлан")
    await house.group(GROUP, [dana.id, erlan.id])
    await dana.presses("Тақырыптар", chat_id=GROUP)
    await dana.presses("💼 Жұмыс", chat_id=GROUP)
    await dana.sees("Тақырыптар.", chat_id=GROUP)
    async with house.services.database.begin() as tx:
        number = await broadcasts.create(
            tx, {"kk": {"text": "Ж"}}, {"topics": ["work"]}, house.services.clock()
        )
    await house.sends(GROUP, "Жаңалық", "Жазылудан бас тарту", f"un:{number}")
    assert (await erlan.presses("Жазылудан бас тарту", chat_id=GROUP))["alert"]
    assert "Жұмыс" in (await dana.presses("Жазылудан бас тарту", chat_id=GROUP))["text"]
    found = await member(house, GROUP)
    assert found is not None and found.topics == ()


async def test_in_a_group_nobody_deletes_its_membership_with_an_old_button(house: House) -> None:
    dana = await house.person("Дана")
    await house.group(GROUP, [dana.id])
    await dana.sees("Сәлеметсіздер ме!", chat_id=GROUP)
    await house.sends(GROUP, "Ескі", "Өшіру", "forgetyes")
    await dana.presses("Өшіру", chat_id=GROUP)
    await house.settled()
    assert await member(house, GROUP) is not None


async def test_in_a_group_screens_have_no_way_to_the_personal_menu(house: House) -> None:
    deciding(house, "unknown", smalltalk="greeting")
    dana = await house.person("Дана")
    await house.group(GROUP, [dana.id])
    await dana.says("/topics", chat_id=GROUP)
    assert "Басты мәзір" not in labels(await dana.sees("Тақырыптар.", chat_id=GROUP))
    await dana.says(f"@{house.application.bot.username} сәлем", chat_id=GROUP)
    assert labels(await dana.sees("жауабын іздеймін", chat_id=GROUP)) == []
