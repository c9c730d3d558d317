"""Every entry, section and page is opened once in each language against a sandbox as strict as Telegram."""

import pytest

from handlers.members import faq
from tests.handlers.running_bot import RunningBot, labels

LANGUAGES = {"kk": "kk", "ru": "ru", "en": "en"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_entry_opens_by_its_link(bot: RunningBot, language: str) -> None:
    """A button that Telegram refuses, or markup it does not read, fails its handler, and with it this test."""
    reader = await bot.person("Оқырман", language)
    before = 0
    for entry in bot.services.faq.library:
        await reader.says(f"/start faq_{entry.slug}")
        await bot.settled()
        answers = [message for message in await reader.chat() if message["from"] == "bot"]
        assert len(answers) > before and labels(answers[-1]), entry.slug
        before = len(answers)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_section_and_page_opens(bot: RunningBot, language: str) -> None:
    reader = await bot.person("Оқырман", language)
    library = bot.services.faq.library
    for key in library.categories:
        for page in range(-(-len(library.in_category(key)) // faq.ON_PAGE)):
            await bot.sends(reader, "Бөлім", f"{key} {page}", f"faqc:{key}:{page}")
            await reader.presses(f"{key} {page}")
            await reader.sees(library.categories[key][language])
    await bot.settled()
    assert not bot.failures
