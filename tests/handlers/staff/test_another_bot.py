"""After the bot has moved to another token: files that were uploaded to the one before."""

import pytest

from storage.broadcasts import broadcasts
from tests.handlers.running_bot import RunningBot
from tests.handlers.staff.people import NOW, latest, members_of, owner


@pytest.mark.parametrize(("kind", "number"), [("photo", 1), ("document", 1), ("video", 1), ("photo", 3)])
async def test_files_of_another_bot_are_named_before_anybody_gets_them(
    bot: RunningBot, kind: str, number: int
) -> None:
    """After the bot has moved to another token, also of a draft that was changed since."""
    await members_of(bot, ["kk"])
    dina = await owner(bot, "en")
    content = {"kk": {"text": "Сәлем", "media": [{"type": kind, "file_id": "of another"}] * number}}
    async with bot.services.database.begin() as tx:
        await broadcasts.create(tx, content, {"topics": ["law"]}, NOW, fallback=["kk"])
    await bot.sends(dina, "Old", "Look", "bc:1:see1:all")
    await dina.presses("Look")
    await dina.sees("were uploaded to another bot")
    assert (await latest(bot)).state == "draft"
