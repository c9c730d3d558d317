from typing import Any

from bot.text.translator import Translator
from handlers.staff.sent.report import summary
from sandbox import Person
from storage.broadcasts import broadcasts, presses
from storage.members import members
from tests.handlers.running_bot import RunningBot, labels


async def test_a_tap_subscribes_and_another_unsubscribes(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/topics")
    await aigerim.presses("💼 Жұмыс")
    assert "✓ 💼 Жұмыс" in labels(await aigerim.sees("Тақырыптар."))
    await aigerim.presses("✓ 💼 Жұмыс")
    assert "💼 Жұмыс" in labels(await aigerim.sees("Тақырыптар."))
    async with bot.services.database.connect() as tx:
        kept = await members.by_chat(tx, aigerim.id)
    assert kept is not None and kept.topics == ()


async def test_pressing_the_same_button_twice_does_it_once(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    for number in range(2):
        await bot.sends(aigerim, f"Бұрынғы {number}", f"Жазылу {number}", "top:+work")
        await aigerim.presses(f"Жазылу {number}")
        await aigerim.sees("Тақырыптар.")
    assert "✓ 💼 Жұмыс" in labels(await aigerim.sees("Тақырыптар.", anywhere=True))


async def test_all_at_once_and_none(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/topics")
    assert "Ешқайсысы" not in labels(await aigerim.sees("Тақырыптар"))
    await aigerim.presses("Барлық тақырып")
    shown = labels(await aigerim.sees("Тақырыптар"))
    assert "Барлық тақырып" not in shown and "✓ 🛂 Консулдық жаңалықтары" in shown
    async with bot.services.database.connect() as tx:
        kept = await members.by_chat(tx, aigerim.id)
    assert kept is not None and set(kept.topics) == set(bot.services.topics)
    await aigerim.presses("Ешқайсысы")
    assert not [label for label in labels(await aigerim.sees("Тақырыптар")) if label.startswith("✓")]


async def test_an_unknown_topic_changes_nothing(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await bot.sends(aigerim, "Бұрынғы хабар", "Жазылу", "top:+nosuch")
    await aigerim.presses("Жазылу")
    await aigerim.sees("Тақырыптар.")
    async with bot.services.database.connect() as tx:
        kept = await members.by_chat(tx, aigerim.id)
    assert kept is not None and kept.topics == ()


async def broadcast(bot: RunningBot, topics: list[str]) -> int:
    async with bot.services.database.begin() as tx:
        return await broadcasts.create(
            tx, {"kk": {"text": "Жаңалық"}}, {"topics": topics}, bot.services.clock()
        )


async def received(bot: RunningBot, *topics: str, to: list[str]) -> tuple[Person, int]:
    """A member of these topics, who got a broadcast to those."""
    aigerim = await bot.person("Айгерім")
    for topic in topics:
        await aigerim.says(f"/start topic_{topic}")
        await aigerim.sees("Жазылдыңыз")
    number = await broadcast(bot, to)
    await bot.sends(aigerim, "Жаңалық", "Жазылудан бас тарту", f"un:{number}")
    return aigerim, number


async def mine(bot: RunningBot, person: Person) -> Any:
    async with bot.services.database.connect() as tx:
        found = await members.by_chat(tx, person.id)
    assert found is not None
    return found


async def test_one_tap_unsubscribes_and_another_takes_it_back(bot: RunningBot) -> None:
    aigerim, _ = await received(bot, "work", "culture", to=["work", "law"])
    answer = await aigerim.presses("Жазылудан бас тарту")
    assert "Жұмыс" in answer["text"]
    assert (await mine(bot, aigerim)).topics == ("culture",)
    message = await aigerim.sees("Жаңалық")
    assert labels(message) == ["✓ Бас тарттыңыз. Кері қайтару"]
    await aigerim.presses("✓ Бас тарттыңыз. Кері қайтару")
    assert (await mine(bot, aigerim)).topics == ("culture", "work")
    assert labels(await aigerim.sees("Жаңалық")) == ["Жазылудан бас тарту"]


async def test_one_to_everyone_offers_topics_or_a_stop(bot: RunningBot) -> None:
    aigerim, _ = await received(bot, "work", to=[])
    await aigerim.presses("Жазылудан бас тарту")
    await aigerim.sees("Бұл хабарландыру барлығына жіберілді")
    await aigerim.presses("Барлық хабарландыруды тоқтату")
    await aigerim.sees("Тоқтатылды.")
    assert (await mine(bot, aigerim)).stopped_at is not None
    await aigerim.presses("Кері қайтару")
    await aigerim.sees("Тақырыптар.")
    kept = await mine(bot, aigerim)
    assert kept.stopped_at is None and kept.topics == ("work",)


async def test_the_topics_screen_offers_announcements_again(bot: RunningBot) -> None:
    aigerim, _ = await received(bot, to=[])
    await aigerim.presses("Жазылудан бас тарту")
    await aigerim.presses("Барлық хабарландыруды тоқтату")
    await aigerim.says("/topics")
    assert labels(await aigerim.sees("Тақырыптар."))[0] == "Хабарландыруларды қайта қосу"


async def test_a_broadcast_nobody_knows_any_more_offers_the_same(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await bot.sends(aigerim, "Жаңалық", "Жазылудан бас тарту", "un:987654")
    await aigerim.presses("Жазылудан бас тарту")
    await aigerim.sees("Бұл хабарландыру барлығына жіберілді")


async def counted(bot: RunningBot, number: int) -> dict[str, int]:
    async with bot.services.database.connect() as tx:
        return await presses.counted(tx, number)


async def test_who_left_with_the_button_is_counted_once_and_who_came_back_too(bot: RunningBot) -> None:
    aigerim, number = await received(bot, "work", to=["work"])
    await bot.sends(aigerim, "Тағы", "Тағы бас тарту", f"un:{number}")
    await aigerim.presses("Тағы бас тарту")
    await aigerim.presses("Жазылудан бас тарту")  # she has left already
    assert await counted(bot, number) == {"left": 1, "returned": 0}
    await aigerim.presses("✓ Бас тарттыңыз. Кері қайтару")
    await bot.settled()
    assert await counted(bot, number) == {"left": 1, "returned": 1}


async def test_leaving_counts_where_it_was_pressed_and_coming_back_for_that_same_broadcast(
    bot: RunningBot,
) -> None:
    aigerim, first = await received(bot, "work", "culture", to=["work", "culture"])
    second = await broadcast(bot, ["work"])
    await bot.sends(aigerim, "Екінші", "Екіншіден бас тарту", f"un:{second}")
    await aigerim.presses("Жазылудан бас тарту")
    await aigerim.presses("Екіншіден бас тарту")  # there is nothing left to leave
    assert await counted(bot, second) == {"left": 0, "returned": 0}
    await bot.sends(aigerim, "Үшінші", "Үшіншіні қайтару", f"unre:{second}:0")
    await aigerim.presses("Үшіншіні қайтару")
    assert (await mine(bot, aigerim)).topics == ("work",)
    assert await counted(bot, first) == {"left": 1, "returned": 1}
    assert await counted(bot, second) == {"left": 0, "returned": 0}
    await aigerim.says("/topics")
    await aigerim.sees("Тақырыптар.")
    await aigerim.presses("🎭 Мәдениет")  # of the first broadcast as well: it is taken back already
    await bot.settled()
    assert await counted(bot, first) == {"left": 1, "returned": 1}


async def test_a_stop_is_taken_back_from_its_own_broadcast_whichever_button_does_it(bot: RunningBot) -> None:
    aigerim, first = await received(bot, to=[])
    second = await broadcast(bot, [])
    await bot.sends(aigerim, "Екінші", "Екіншіде тоқтату", f"stop:{second}")
    await bot.sends(aigerim, "Бірінші", "Біріншіде тоқтату", f"stop:{first}")
    await bot.sends(aigerim, "Ескі", "Ескі қайтару", f"again:{first}")
    await aigerim.presses("Екіншіде тоқтату")
    await aigerim.presses("Біріншіде тоқтату")
    await bot.settled()
    assert [await counted(bot, number) for number in (first, second)] == [
        {"left": 0, "returned": 0},
        {"left": 1, "returned": 0},
    ]
    await aigerim.presses("Ескі қайтару")
    await bot.settled()
    assert [await counted(bot, number) for number in (first, second)] == [
        {"left": 0, "returned": 0},
        {"left": 1, "returned": 1},
    ]


async def test_a_stop_after_one_to_everyone_counts_for_it(bot: RunningBot) -> None:
    aigerim, number = await received(bot, to=[])
    await aigerim.presses("Жазылудан бас тарту")
    await aigerim.presses("Барлық хабарландыруды тоқтату")
    await aigerim.sees("Тоқтатылды.")
    assert await counted(bot, number) == {"left": 1, "returned": 0}
    await aigerim.presses("Кері қайтару")
    await aigerim.sees("Тақырыптар.")
    assert await counted(bot, number) == {"left": 1, "returned": 1}
    async with bot.services.database.connect() as tx:
        found = await broadcasts.get(tx, number)
    assert found is not None
    translator = Translator.of(bot.services.catalogs, "en")
    assert "left by its button" not in await summary(bot.services, translator, found)
    async with bot.services.database.begin() as tx:
        await presses.count(tx, number, "left")  # the same person once more
    assert "Fewer than 5 people left by its button" in await summary(bot.services, translator, found)
    async with bot.services.database.begin() as tx:
        for _ in range(4):
            await presses.count(tx, number, "left")
    assert "5 people left by its button" in await summary(bot.services, translator, found)
