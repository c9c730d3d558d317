"""An announcement in the reader's letters by one tap, in its place, and back as it was written."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from sandbox import Person
from storage.broadcasts import broadcasts
from storage.deliveries.deliveries import deliveries
from storage.members import members
from tests.handlers.running_bot import RunningBot, labels

ORDER = "№ 329-ө-м бұйрық, 028/у нысаны: eGov-та, 8 (7172) 76-90-76"
TEXT = f"Қандастарға хабар. {ORDER}"
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
BUTTONS = {
    "inline_keyboard": [
        [{"text": "Letters", "callback_data": "let:1"}],
        [{"text": "Leave", "callback_data": "un:1"}],
    ]
}


async def received(bot: RunningBot, script: str, **sent: Any) -> Person:
    """A member who got announcement No. 1."""
    aigerim = await bot.person("Айгерім")
    body = {"chat_id": aigerim.id, "text": TEXT, "reply_markup": BUTTONS} | sent
    stored = {"text": body["text"], "entities": body.get("entities") or []}
    async with bot.services.database.begin() as tx:
        now = bot.services.clock()
        await members.join(tx, aigerim.id, "kk", now)
        await members.update(tx, aigerim.id, script=script)
        member = await members.by_chat(tx, aigerim.id)
        number = await broadcasts.create(tx, {"kk": stored}, {}, now, state="done", launched_at=now)
    _status, answer = await bot.sandbox.call("4200:test", "sendMessage", body)
    assert member is not None and number == 1
    row = {"broadcast_id": 1, "member_id": member.id, "variant": "kk", "state": "sent"}
    async with bot.services.database.begin() as tx:
        await tx.execute(sa.insert(deliveries).values(**row, message_id=answer["result"]["message_id"]))
    return aigerim


@pytest.mark.parametrize(
    ("script", "begins"), [("latn", "Qandastarğa habar."), ("arab", "قانداستارعا حابار.")]
)
async def test_the_announcement_is_turned_in_its_place_and_back(
    bot: RunningBot, script: str, begins: str
) -> None:
    bold = {"type": "bold", "offset": 0, "length": 10}
    aigerim = await received(bot, script, entities=[bold])
    await aigerim.presses("Letters")
    shown = await aigerim.sees(begins)
    plain = re.sub("[\u2066\u2069]", "", shown["text"])
    for kept in ("№ 329-ө-м", "028/у", "eGov", "8 (7172) 76-90-76"):
        assert kept in plain
    assert CYRILLIC.findall(plain.replace("№ 329-ө-м", "").replace("028/у", "")) == []
    assert "<b>" in shown["html"] and len(await aigerim.chat()) == 1
    assert labels(shown)[1] == "Leave"
    assert not CYRILLIC.search(labels(shown)[0])
    await aigerim.presses(labels(shown)[0])
    shown = await aigerim.sees(TEXT)
    assert "<b>Қандастарғ</b>" in shown["html"]


async def test_what_grows_too_long_comes_below_it(bot: RunningBot) -> None:
    aigerim = await received(bot, "latn", text="Чемоданшы " * 400)
    await aigerim.presses("Letters")
    first = await aigerim.sees("Tşemodan")
    chat = await aigerim.chat()
    assert chat[0]["text"].startswith("Чемоданшы") and len(chat) == 3
    assert all(len(message["text"]) <= 4096 for message in chat)
    assert first["message_id"] != chat[0]["message_id"]


async def test_who_reads_cyrillic_again_is_told_so(bot: RunningBot) -> None:
    aigerim = await received(bot, "cyrl")
    pressed = await aigerim.presses("Letters")
    assert "Кирилл" in pressed["text"] or "кирилл" in pressed["text"]


async def test_a_forged_button_shows_nobody_anothers_announcement(bot: RunningBot) -> None:
    """The number in the button counts for nothing: a draft is not read that way."""
    async with bot.services.database.begin() as tx:
        await broadcasts.create(tx, {"kk": {"text": "Құпия жоба"}}, {}, bot.services.clock())
    aigerim = await bot.person("Айгерім")
    await bot.sends(aigerim, "Сынақ", "Қайтару", "asis:1")
    pressed = await aigerim.presses("Қайтару")
    assert pressed["alert"]
    assert "Құпия" not in await aigerim.screen()
