"""python-telegram-bot over real HTTP, and the person it writes to."""

from collections.abc import AsyncIterator

import pytest
import telegram

from sandbox import Person, Sandbox
from tests.sandbox.conftest import CHAT, TOKEN

FORUM = -1001234567890


@pytest.fixture
async def ptb(running: Sandbox) -> AsyncIterator[telegram.Bot]:
    """The real client library."""
    url = f"{running.base_url}/bot"
    async with telegram.Bot(TOKEN, base_url=url, base_file_url=f"{running.base_url}/file/bot") as bot:
        yield bot


@pytest.fixture
async def reader(running: Sandbox) -> Person:
    return await Person("Айгерім", "kk", person_id=CHAT, last_name="Қасым").enters(running.base_url)
