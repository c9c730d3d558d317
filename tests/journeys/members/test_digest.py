"""A digest from the choice to the line that opens, over a restart, in Cyrillic and in Arabic letters."""

from datetime import datetime, timedelta
from typing import Any

from bot.broadcasts import recalls
from bot.broadcasts.states import Release
from bot.clock import now
from bot.services import Services
from sandbox import Person, Sandbox
from storage.broadcasts import broadcasts
from tests.handlers.running_bot import labels
from tests.journeys.members.conftest import AtWork

ON_PASSPORTS = {"kk": {"text": "Төлқұжат туралы жаңа ереже\nТолық мәтіні осында."}}
ON_LESSONS = {"kk": {"text": "Қазақ тілі сабақтары басталды\nЖазылу ашық."}}


async def announce(services: Services, content: dict[str, Any], **values: Any) -> int:
    async with services.database.begin() as tx:
        due = {"state": "scheduled", "due_at": services.clock(), **values}
        number = await broadcasts.create(tx, content, {}, services.clock(), **due)
        await broadcasts.release(tx, number, Release.FORCED)
        return number


async def gathered(person: Person, number: int) -> None:
    """The screen of the choice says so."""
    for _ in range(40):
        await person.says("/settings")
        await person.presses("Қаншалықты жиі")
        if f"Жиналған хабарландыру: {number}." in (await person.sees("Шұғыл хабарландырулар"))["text"]:
            return
    raise AssertionError(await person.chat())


async def test_from_the_choice_to_the_open_line(sandbox: Sandbox, at_work: AtWork) -> None:
    aigerim = await Person("Айгерім", "kk").enters(sandbox)
    nur = await Person("نۇر", "kk").enters(sandbox)
    skew = timedelta()

    def clock() -> datetime:
        return now() + skew

    async with at_work(clock) as services:
        for person in (aigerim, nur):
            await person.says("/start topic_law")
            await person.sees("")
            await person.says("/settings")
            await person.presses("Қаншалықты жиі")
            await person.presses("Күн сайын")
            await person.sees("күн сайын сағат 09:00")
        await nur.says("/language")
        await nur.presses("قازاقشا")
        await nur.sees("تاڭداڭىز")
        first, second = await announce(services, ON_PASSPORTS), await announce(services, ON_LESSONS)
        await gathered(aigerim, 2)
        await announce(services, {"kk": {"text": "Шұғыл хабар"}}, urgent=True, urgent_reason="су тасқыны")
        await aigerim.sees("Шұғыл хабар")
    skew += timedelta(days=1)
    async with at_work(clock) as services:
        shown = await aigerim.sees("Сізге 2 хабарландыру", seconds=15)
        assert shown["text"].splitlines()[2:4] == [
            "1. Төлқұжат туралы жаңа ереже",
            "2. Қазақ тілі сабақтары басталды",
        ]
        arabic = await nur.sees("🗞", seconds=15)
        assert "حابارلاندىرۋ" in arabic["text"]
        await aigerim.presses("1")
        opened = await aigerim.sees("Толық мәтіні осында.")
        assert labels(opened) == ["Жазылудан бас тарту"]
        async with services.database.begin() as tx:
            target = await broadcasts.get(tx, second)
            assert target is not None
            await recalls.recall(tx, target, clock(), ON_PASSPORTS, None, Release.FORCED)
        await aigerim.presses("2")
        await aigerim.sees("Бұл хабарландыру қайтарып алынды")
        async with services.database.connect() as tx:
            sent = await broadcasts.get(tx, first)
        assert sent is not None and sent.state in ("sending", "done")
    copies = [message for message in await aigerim.chat() if "🗞" in message["text"]]
    assert len(copies) == 1
