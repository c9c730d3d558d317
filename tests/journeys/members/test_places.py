"""From Mongolia, in Arabic letters: where the embassy is, its card, a venue; and the same after a kill."""

import asyncio
from typing import Any

from sandbox import Person, Sandbox
from tests.journeys.members.conftest import AtWork


def has_cyrillic(text: str) -> bool:
    return any("а" <= letter.lower() <= "я" for letter in text)


async def venue_seen_by(person: Person) -> dict[str, Any]:
    for _ in range(100):
        for message in await person.chat():
            if message.get("venue"):
                return dict(message["venue"])
        await asyncio.sleep(0.05)
    raise AssertionError("no venue came")


async def test_an_embassy_is_found_in_ones_own_letters(sandbox: Sandbox, at_work: AtWork) -> None:
    async with at_work():
        nur = await Person("نۇر", "zh-hans").enters(sandbox)
        await nur.says("/language")
        await nur.presses("قازاقشا")
        await nur.sees("تاڭداڭىز")
        await nur.says("/places")
        asked = await nur.sees("جازىڭىز")
        assert not has_cyrillic(asked["text"])
    async with at_work():  # another process, and the question still stands
        await nur.says("ۇلان-باتىر")
        listed = await nur.sees("1. 🏛 ەلشىلىك", seconds=15)
        assert not has_cyrillic(listed["text"])
        await nur.presses("1")
        card = await nur.sees("+976 11 345408")
        assert not has_cyrillic(card["text"])
        await nur.presses("📍")
        assert not has_cyrillic((await venue_seen_by(nur))["title"])

        aigerim = await Person("Айгерім", "kk").enters(sandbox)
        await aigerim.says("Түркиядағы елшілік қайда?")
        await aigerim.sees("1. 🏛 Елшілік, Анкара")
        await aigerim.presses("2")
        await aigerim.sees("+90 212 662 5347*")
        await aigerim.presses("Артқа")
        await aigerim.sees("1. 🏛 Елшілік, Анкара")
