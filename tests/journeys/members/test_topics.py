"""A topic an owner adds in a chat: a member finds it, also after the process was another one, and hears of it."""

from sandbox import Person, Sandbox
from tests.journeys.members.conftest import OWNER, AtWork


async def test_from_the_owners_chat_to_the_members_list(sandbox: Sandbox, at_work: AtWork) -> None:
    async with at_work():
        dina = await Person("Дина", "kk", person_id=OWNER).enters(sandbox)
        await dina.says("/topics")
        await dina.presses("Тақырыптарды басқару")
        await dina.presses("Тақырып қосу")
        await dina.sees("Төрт жол")
        await dina.says("🎒\nКурстар\nКурсы\nCourses")
        await dina.sees("start=topic_courses")
    async with at_work():
        nur = await Person("نۇر", "zh-hans").enters(sandbox)
        await nur.says("/language")
        await nur.presses("قازاقشا")
        await nur.sees("تاڭداڭىز")
        await nur.says("/start topic_courses")
        await nur.sees("كۋرستار")
        await dina.says("/topics")
        await dina.presses("Тақырыптарды басқару")
        await dina.sees("🎒 Курстар: 1")
