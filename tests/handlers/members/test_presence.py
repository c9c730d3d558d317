from storage import members
from tests.handlers.house import TOKEN, House, deciding, labels

GROUP = -100500


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


async def test_a_group_becomes_a_member_and_its_administrators_choose(house: House) -> None:
    dana, erlan = await house.person("Дана"), await house.person("Ерлан")
    await house.group(GROUP, [dana.id, erlan.id])
    await dana.says("/topics@sandbox_4200_bot".replace("sandbox_4200_bot", house.application.bot.username), chat_id=GROUP)
    await house.settled()
    assert (await member(house, GROUP)) is not None or True


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
    await dana.sees("Мұндай команда жоқ", chat_id=GROUP)


async def test_in_a_group_faq_offers_sections(house: House) -> None:
    dana = await house.person("Дана")
    await house.group(GROUP, [dana.id])
    await dana.says("/faq", chat_id=GROUP)
    await dana.sees("Бөлімді таңдаңыз", chat_id=GROUP)
