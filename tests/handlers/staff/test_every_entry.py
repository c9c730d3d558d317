"""Staff's screens of every entry are opened once in each language against a sandbox as strict as Telegram."""

from itertools import count

import pytest
from telegram import Update

from bot.faq.typed import PARTS
from handlers.staff.entries.reading import SLUG
from sandbox import Person
from tests.handlers.running_bot import RunningBot, labels
from tests.handlers.staff.people import owner

NUMBERS = count(10_000_000)  # of updates
LANGUAGES = {"kk": "kk", "ru": "ru", "en": "en"}


async def opens(bot: RunningBot, person: Person, card: int, data: str) -> None:
    """A button of that data under this message is pressed; whatever Telegram would refuse is raised."""
    chat = {"id": person.id, "type": "private", "first_name": person.first_name}
    about = {"id": person.id, "is_bot": False, "first_name": person.first_name}
    us = {"id": bot.application.bot.id, "is_bot": True, "first_name": "Отандас"}
    message = {"message_id": card, "date": 1, "chat": chat, "from": us, "text": "…"}
    pressed = {"id": "1", "from": about, "chat_instance": "1", "message": message, "data": data}
    raw = {"update_id": next(NUMBERS), "callback_query": pressed}
    await bot.application.process_update(Update.de_json(raw, bot.application.bot))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_entry_its_history_and_a_part_of_it_open(bot: RunningBot, language: str) -> None:
    dina = await owner(bot, language)
    await dina.says("/start")
    card = (await dina.sees(""))["message_id"]
    for number, entry in enumerate(bot.services.faq.library):
        slug, part = entry.slug[:SLUG], list(PARTS)[number % len(PARTS)]
        screens = set[str]()
        for data in (f"en:{slug}:{language}", f"enhi:{slug}:{language}", f"ened:{slug}:{language}:{part}"):
            await opens(bot, dina, card, data)
            [message] = [message for message in await dina.chat() if message["message_id"] == card]
            assert labels(message), (entry.slug, data)
            screens.add(message["text"])
        assert len(screens) == 3, entry.slug


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_list_of_entries_and_a_search_open(bot: RunningBot, language: str) -> None:
    dina = await owner(bot, language)
    await dina.says("/entries")
    await dina.sees(str(len(bot.services.faq.library)))
    for entry in list(bot.services.faq.library)[::9]:
        await dina.says(entry.slug)
        assert labels(await dina.sees(""))
