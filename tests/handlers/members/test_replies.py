"""A reply to an announcement is a question about it."""

from datetime import UTC, datetime

import sqlalchemy as sa

from sandbox import Person
from sandbox.client import InProcess
from storage.broadcasts import broadcasts
from storage.deliveries.deliveries import deliveries
from storage.inbox import questions
from storage.members import members
from tests.handlers.running_bot import RunningBot, deciding, labels

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def announced(bot: RunningBot) -> tuple[Person, int]:
    """A member who got an announcement, and the message it came in."""
    aigerim = await bot.person("Айгерім")
    await bot.sends(aigerim, "Жиын сенбіде болады.", "Тақырыптар", "top")
    message = await aigerim.sees("Жиын сенбіде")
    async with bot.services.database.begin() as tx:
        await members.join(tx, aigerim.id, "kk", NOW)
        member = await members.by_chat(tx, aigerim.id)
        assert member is not None
        number = await broadcasts.create(
            tx, {"kk": {"text": "<b>Жиын</b> сенбіде болады."}}, {}, NOW, state="done", launched_at=NOW
        )
        row = {"broadcast_id": number, "member_id": member.id, "variant": "kk", "state": "sent"}
        await tx.execute(sa.insert(deliveries).values(message_id=message["message_id"], **row))
    return aigerim, message["message_id"]


async def test_one_tap_sends_it_to_a_person_who_reads_which_announcement(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    aigerim, message = await announced(bot)
    await aigerim.says("Қай жерде болады?", reply_to=message)
    asked = await aigerim.sees("№ 1 хабарландыру туралы")
    assert "Жауап іздеу" in labels(asked)
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    async with bot.services.database.connect() as tx:
        [question] = await questions.of_chat(tx, aigerim.id)
    assert question.text == "📢 № 1: Жиын сенбіде болады.\n\nҚай жерде болады?"


async def test_an_answer_can_be_looked_for_instead(bot: RunningBot) -> None:
    deciding(bot, "choices", "kandas-apply", "kandas-documents")
    aigerim, message = await announced(bot)
    await aigerim.says("Қандай құжат керек?", reply_to=message)
    await aigerim.presses("Жауап іздеу")
    await aigerim.sees("Қайсысын сұрап тұрсыз?")


async def test_a_wish_said_to_an_announcement_is_a_wish(bot: RunningBot) -> None:
    aigerim, message = await announced(bot)
    await aigerim.says("отписаться", reply_to=message)
    await aigerim.sees("Қай хабарландырулар тоқтасын?")


async def test_other_messages_replied_to_change_nothing(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    aigerim, message = await announced(bot)
    await aigerim.says("Қандас болам")
    card = await aigerim.sees("Қандас мәртебесін")
    assert card["message_id"] != message
    await aigerim.says("Қандас болам ғой", reply_to=card["message_id"])
    await aigerim.does_not_see("хабарландыру туралы")


async def test_a_forged_number_shows_no_announcement_that_did_not_come_to_them(bot: RunningBot) -> None:
    """What colleagues write may be read by nobody before it goes out."""
    deciding(bot, "answer", "kandas-apply")
    aigerim, message = await announced(bot)
    async with bot.services.database.begin() as tx:
        draft = await broadcasts.create(tx, {"kk": {"text": "Жарияланбаған мәтін"}}, {}, NOW)
    await aigerim.says("Бұл не?", reply_to=message)
    asked = await aigerim.sees("№ 1 хабарландыру туралы")
    forged = {"message_id": asked["message_id"], "data": f"about:kk:{draft}", "forged": True}
    await InProcess(bot.sandbox.world).request("POST", f"people/{aigerim.id}/press", forged)
    await aigerim.sees("қабылданды")
    async with bot.services.database.connect() as tx:
        [question] = await questions.of_chat(tx, aigerim.id)
    assert question.text == "Бұл не?"
