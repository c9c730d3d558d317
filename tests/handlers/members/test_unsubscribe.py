from typing import Any

from bot.text.translator import Translator
from handlers.staff.sent.report import summary
from sandbox import Person
from storage.broadcasts import broadcasts, presses
from storage.members import members
from tests.handlers.house import House, labels


async def broadcast(house: House, topics: list[str]) -> int:
    async with house.services.database.begin() as tx:
        return await broadcasts.create(
            tx, {"kk": {"text": "Жаңалық"}}, {"topics": topics}, house.services.clock()
        )


async def received(house: House, *topics: str, to: list[str]) -> tuple[Person, int]:
    """A member of these topics, who got a broadcast to those."""
    aigerim = await house.person("Айгерім")
    for topic in topics:
        await aigerim.says(f"/start topic_{topic}")
        await aigerim.sees("Жазылдыңыз")
    number = await broadcast(house, to)
    await house.sends(aigerim, "Жаңалық", "Жазылудан бас тарту", f"un:{number}")
    return aigerim, number


async def mine(house: House, person: Person) -> Any:
    async with house.services.database.connect() as tx:
        found = await members.by_chat(tx, person.id)
    assert found is not None
    return found


async def test_one_tap_unsubscribes_and_another_takes_it_back(house: House) -> None:
    aigerim, _ = await received(house, "work", "culture", to=["work", "law"])
    answer = await aigerim.presses("Жазылудан бас тарту")
    assert "Жұмыс" in answer["text"]
    assert (await mine(house, aigerim)).topics == ("culture",)
    message = await aigerim.sees("Жаңалық")
    assert labels(message) == ["✓ Бас тарттыңыз. Қайтару"]
    await aigerim.presses("✓ Бас тарттыңыз. Қайтару")
    assert (await mine(house, aigerim)).topics == ("culture", "work")
    assert labels(await aigerim.sees("Жаңалық")) == ["Жазылудан бас тарту"]


async def test_one_to_everyone_offers_topics_or_a_stop(house: House) -> None:
    aigerim, _ = await received(house, "work", to=[])
    await aigerim.presses("Жазылудан бас тарту")
    await aigerim.sees("Бұл хабарландыру барлығына жіберілді")
    await aigerim.presses("Барлық хабарландыруды тоқтату")
    await aigerim.sees("Тоқтатылды.")
    assert (await mine(house, aigerim)).stopped_at is not None
    await aigerim.presses("Қайтару")
    await aigerim.sees("Тақырыптар.")
    kept = await mine(house, aigerim)
    assert kept.stopped_at is None and kept.topics == ("work",)


async def test_the_topics_screen_offers_announcements_again(house: House) -> None:
    aigerim, _ = await received(house, to=[])
    await aigerim.presses("Жазылудан бас тарту")
    await aigerim.presses("Барлық хабарландыруды тоқтату")
    await aigerim.says("/topics")
    assert labels(await aigerim.sees("Тақырыптар."))[0] == "Хабарландыруларды қайта қосу"


async def test_a_broadcast_nobody_knows_any_more_offers_the_same(house: House) -> None:
    aigerim = await house.person("Айгерім")
    await house.sends(aigerim, "Жаңалық", "Жазылудан бас тарту", "un:987654")
    await aigerim.presses("Жазылудан бас тарту")
    await aigerim.sees("Бұл хабарландыру барлығына жіберілді")


async def counted(house: House, number: int) -> dict[str, int]:
    async with house.services.database.connect() as tx:
        return await presses.counted(tx, number)


async def test_who_left_with_the_button_is_counted_once_and_who_came_back_too(house: House) -> None:
    aigerim, number = await received(house, "work", to=["work"])
    await house.sends(aigerim, "Тағы", "Тағы бас тарту", f"un:{number}")
    await aigerim.presses("Тағы бас тарту")
    await aigerim.presses("Жазылудан бас тарту")  # she has left already
    assert await counted(house, number) == {"left": 1, "returned": 0}
    await aigerim.presses("✓ Бас тарттыңыз. Қайтару")
    await house.settled()
    assert (await counted(house, number))["left"] == 1


async def test_a_stop_after_one_to_everyone_counts_for_it(house: House) -> None:
    aigerim, number = await received(house, to=[])
    await aigerim.presses("Жазылудан бас тарту")
    await aigerim.presses("Барлық хабарландыруды тоқтату")
    await aigerim.sees("Тоқтатылды.")
    assert await counted(house, number) == {"left": 1, "returned": 0}
    await aigerim.presses("Қайтару")
    await aigerim.sees("Тақырыптар.")
    assert await counted(house, number) == {"left": 1, "returned": 1}
    async with house.services.database.connect() as tx:
        found = await broadcasts.get(tx, number)
    assert found is not None
    translator = Translator.of(house.services.catalogs, "en")
    text = await summary(house.services, translator, found)
    assert "Unsubscribed with its button: 1. Took it back: 1." in text
