"""An event from staff's plan to the guests, with the bot's own engine: announced, answered, moved up, canceled."""

import asyncio

from sandbox import Person, Sandbox
from tests.journeys.members.conftest import OWNER, AtWork

TEXTS = (
    "Қазақ тілі кеші\nӨлең оқимыз.",
    "Вечер казахского языка\nЧитаем стихи.",
    "An evening of Kazakh\nPoems.",
)


async def taps(person: Person, *steps: tuple[str, str]) -> None:
    for button, shown in steps:
        await person.presses(button)
        await person.sees(shown)


async def plan(dina: Person) -> None:
    """One seat, in 2030, in Berlin."""
    await dina.says("/start")
    await dina.sees("")
    await dina.says("/event")
    await taps(dina, ("Жаңа іс-шара", "жоба"), ("Қазақша", "Бірінші жолға"))
    for text, onward in zip(TEXTS, ("орысша", "ағылшынша", ""), strict=True):
        await dina.says(text)
        await dina.sees(text.split("\n")[0])
        if onward:
            await taps(dina, (f"Келесі: {onward}", "Бірінші жолға"))
    await taps(dina, ("Артқа", "жетпейтіні"), ("🕒", "Басталатын"))
    await dina.says("27.11.2030 18:30 Берлин")
    await dina.sees("18:30 (Берлин уақытымен)")
    await taps(dina, ("Артқа", "жетпейтіні"), ("📍", "бөлек жолға"))
    await dina.says("Абай үйі, Берлин\nДом Абая, Берлин\nAbai house, Berlin")
    await dina.sees("Абай үйі")
    await taps(dina, ("Артқа", "Абай үйі"), ("🎟", "Неше орын"))
    await dina.says("1")
    await dina.sees("Орын саны: 1")
    await taps(dina, ("Артқа", "Орын саны: 1"))


async def test_from_the_plan_to_the_guests(sandbox: Sandbox, at_work: AtWork) -> None:
    async with at_work():
        dina = await Person("Дина", "kk", person_id=OWNER).enters(sandbox)
        aigerim = await Person("Айгерім", "kk").enters(sandbox)
        nur = await Person("نۇر", "zh-hans").enters(sandbox)
        for person in (aigerim, nur):
            await person.says("/start topic_events")
            await person.sees("")
        await nur.says("/language")
        await nur.presses("قازاقشا")
        await nur.sees("تاڭداڭىز")
        await plan(dina)
        await taps(dina, ("Жариялау", "Растаңыз"), ("Қазір жіберу", "№ 1"))

        invited = await aigerim.sees("Қазақ тілі кеші", seconds=15)
        assert invited["buttons"][0][0]["url"].endswith("?start=event_1")
        await aigerim.says("/start event_1")
        await aigerim.presses("Қатысамын")
        await aigerim.sees("Сіз қатысасыз.")

        await nur.says("/start event_1")
        shown = (await nur.sees("قازاق ءتىلى"))["text"]
        assert not any("а" <= letter.lower() <= "я" for letter in shown), shown
        await nur.presses("كەزەككە تۇرۋ")
        waits = (await nur.sees("⏳"))["text"]
        assert not any("а" <= letter.lower() <= "я" for letter in waits), waits

        await aigerim.presses("Қатыспаймын")
        await aigerim.sees("Қатыспайтыныңызды")
        moved = (await nur.sees("🎟", seconds=15))["text"]
        assert not any("а" <= letter.lower() <= "я" for letter in moved), moved

        await dina.says("/event")
        await dina.sees("1. Қазақ тілі кеші")
        await taps(dina, ("1", "жарияланған"), ("Іс-шараны болдырмау", "1 мүшеге хабарланады"))
        await taps(dina, ("Іс-шараны болдырмау", "Растаңыз"), ("Қазір жіберу", "№ 2"))
        await nur.sees("❌", seconds=15)
        await asyncio.sleep(0.3)
        assert not [message for message in await aigerim.chat() if "өтпейтін" in message["text"]]
        await aigerim.says("/events")
        await aigerim.sees("Қазір жоспарланған іс-шара жоқ")
