"""Whatever a member has begun goes on after the bot was stopped and started again."""

from sandbox import Person, Sandbox
from tests.journeys.members.conftest import OWNER, AtWork


async def test_a_question_begun_before_a_restart_reaches_staff_after_it(
    sandbox: Sandbox, at_work: AtWork
) -> None:
    aigerim = await Person("Айгерім", "kk").enters(sandbox)
    erlan = await Person("Ерлан", "ru", person_id=OWNER).enters(sandbox)
    async with at_work():
        await erlan.says("/start")
        await erlan.sees("«Отандас»")
        await aigerim.says("/start")
        await aigerim.presses("Қазақша")
        await aigerim.sees("Қай елде тұрасыз?")
        await aigerim.says("/ask")
        await aigerim.sees("Сұрағыңызды бір хабармен жазыңыз")
    await aigerim.says("Анамның ескі паспортында ұлты жазылмаған, не істейміз?")
    async with at_work():
        await aigerim.sees("Сұрағыңыз:")
        await aigerim.presses("Жіберу")
        await aigerim.sees("қабылданды")
        card = await erlan.sees("Анамның ескі паспортында")
        await erlan.says("Мұрағаттан анықтама алыңыз.", reply_to=card["message_id"])
        await aigerim.sees("Мұрағаттан анықтама алыңыз.")
        await aigerim.says("/start")
        await aigerim.sees("Қай елде тұрасыз?")
