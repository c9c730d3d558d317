"""Questions with files, drafts, edits, additions, the list of one's own, taking back and rating."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.inbox import answers, cards
from bot.text.skeleton import skeletons
from sandbox import Person
from sandbox.client import InProcess
from sandbox.client.transport import upload
from storage.database.database import Database
from storage.inbox import listing, messages, questions
from storage.inbox.questions import Question
from tests.handlers.running_bot import OWNER, RunningBot, deciding, labels, running
from tests.sandbox.conftest import PNG

NOW = datetime.fromisoformat("2026-11-24T06:00:00+00:00")  # Tuesday, 11:00 in Almaty


@pytest.fixture
def moments() -> list[datetime]:
    """What the clock says: the last of them."""
    return [NOW]


@pytest.fixture
async def bot(sqlite: Database, moments: list[datetime]) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: moments[-1]) as bot:
        deciding(bot, "unknown")
        yield bot


async def owner(bot: RunningBot) -> Person:
    person = await bot.person("Ерлан", "kk", person_id=OWNER)
    await person.says("/start")
    await person.sees("«Отандас»")
    return person


async def asks(bot: RunningBot, person: Person, text: str) -> dict[str, Any]:
    """Sends a question; the message its words stand in."""
    await person.says("/ask")
    await person.sees("Сұрағыңызды бір хабармен жазыңыз")
    said = await person.says(text)
    await person.sees(text)
    await person.presses("Жіберу")
    await person.sees("қабылданды")
    return said


async def kept(bot: RunningBot, person: Person) -> list[Question]:
    async with bot.services.database.connect() as tx:
        return await questions.of_chat(tx, person.id)


async def sends(bot: RunningBot, person: Person, kind: str) -> None:
    body = {"text": "", "kind": kind}
    file = upload(b"OggS", "a.ogg", "")
    await InProcess(bot.sandbox.world).request("POST", f"people/{person.id}/send", body, file)


async def test_the_receipt_promises_a_time_by_the_members_clock_and_says_when_staff_answer(
    bot: RunningBot,
) -> None:
    aigerim = await bot.person("Айгерім")
    await asks(bot, aigerim, "Қашан?")
    receipt = await aigerim.sees("№ 1 сұрағыңыз қабылданды", anywhere=True)
    assert "26 қараша, бейсенбі, 18:00 (Алматы уақытымен)" in receipt["text"]
    assert "жұмыс күндері 09:00–18:00" in receipt["text"] and "Сұрақтарым" in labels(receipt)


async def test_a_second_press_of_send_leaves_the_receipt(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await asks(bot, aigerim, "Бір рет")
    receipt = await aigerim.sees("№ 1 сұрағыңыз қабылданды", anywhere=True)
    about = {"message_id": receipt["message_id"], "data": "askyes", "forged": True}
    await InProcess(bot.sandbox.world).request("POST", f"people/{aigerim.id}/press", about)
    await bot.settled()
    assert (await aigerim.chat())[-1]["text"] == receipt["text"]
    assert len(await kept(bot, aigerim)) == 1


async def test_an_album_with_its_caption_reaches_staff(bot: RunningBot) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.sees("бір хабармен")
    await aigerim.sends_file(PNG, "1.png", "Мына құжат жарай ма?", album="5")
    await aigerim.sends_file(PNG, "2.png", album="5")
    await aigerim.sees("📎 2 файл")
    screens = [
        said for said in await aigerim.chat() if "Мына құжат" in said["text"] and said["from"] == "bot"
    ]
    assert len(screens) == 1
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    await bot.settled()
    laid = await erlan.sees("№ 1 сұрақ")
    assert "📎 2 файл" in laid["text"] and "Мына құжат жарай ма?" in laid["text"]
    pictures = [said for said in await erlan.chat() if said["photo"]]
    assert len(pictures) == 2
    await erlan.says("Жарайды", reply_to=pictures[0]["message_id"])  # a reply to a picture answers, too
    await aigerim.sees("Жарайды")


@pytest.mark.parametrize("kind", ["voice", "document", "video", "audio"])
async def test_a_file_without_words_is_a_question(bot: RunningBot, kind: str) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.sees("бір хабармен")
    await sends(bot, aigerim, kind)
    await aigerim.sees("📎 1 файл")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    await erlan.sees("📎 1 файл", anywhere=True)
    await bot.settled()
    assert (await erlan.chat())[-1][kind]


async def test_files_are_added_and_left_out_again_before_sending(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.says("Сөзі")
    await aigerim.sees("Сөзі")
    await sends(bot, aigerim, "voice")
    await aigerim.sees("📎 1 файл")
    await aigerim.presses("Файлсыз")
    assert "📎" not in (await aigerim.sees("Сөзі"))["text"]


async def test_a_question_left_for_another_command_is_kept_and_offered_again(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.says("Айға қалай ұшам?")
    await aigerim.sees("Айға қалай ұшам?")
    await aigerim.says("/settings")
    await aigerim.sees("ол сақтаулы: /ask")
    await aigerim.says("/ask")
    shown = await aigerim.sees("жібермей қалдырған едіңіз")
    assert "Айға қалай ұшам?" in shown["text"]
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    assert [asked.text for asked in await kept(bot, aigerim)] == ["Айға қалай ұшам?"]
    await aigerim.says("/ask")
    await aigerim.sees("бір хабармен")


async def test_what_was_canceled_by_its_button_is_not_offered_again(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.says("Керек емес")
    await aigerim.sees("Керек емес")
    await aigerim.presses("Болдырмау")
    await aigerim.sees("Сұрағыңыз жіберілген жоқ")
    await aigerim.says("/ask")
    await aigerim.sees("бір хабармен")


async def test_an_edit_before_sending_changes_what_is_sent(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    said = await aigerim.says("Қатте")
    await aigerim.sees("Қатте")
    await aigerim.edits(said, "Дұрыс")
    await aigerim.sees("Дұрыс")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    assert [asked.text for asked in await kept(bot, aigerim)] == ["Дұрыс"]


async def test_an_edit_after_sending_changes_the_open_card_and_what_it_is_found_by(bot: RunningBot) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    said = await asks(bot, aigerim, "Виза керек пе?")
    await erlan.sees("Виза керек пе?")
    await aigerim.edits(said, "Төлқұжат керек пе?")
    await aigerim.sees("№ 1 сұрақ өзгертілді")
    shown = await erlan.sees("Төлқұжат керек пе?")
    assert "Сұрақ иесі өзгерткен" in shown["text"]
    await bot.settled()
    async with bot.services.database.connect() as tx:
        assert await listing.search(tx, skeletons("төлқұжат"), 5)
        assert not await listing.search(tx, skeletons("виза"), 5)


async def test_an_edit_of_an_answered_question_is_said_to_be_seen_by_nobody(bot: RunningBot) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    said = await asks(bot, aigerim, "Виза керек пе?")
    laid = await erlan.sees("Виза керек пе?")
    await erlan.says("Жоқ", reply_to=laid["message_id"])
    await aigerim.sees("Жоқ")
    await aigerim.edits(said, "Басқа сұрақ")
    await aigerim.sees("мамандар бұл өзгерісті көрмейді")
    assert (await kept(bot, aigerim))[0].text == "Виза керек пе?"


async def test_a_reply_to_the_answer_asks_further_in_the_same_question(bot: RunningBot) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await asks(bot, aigerim, "Қашан ашыласыз?")
    laid = await erlan.sees("Қашан ашыласыз?")
    await erlan.says("Тоғызда", reply_to=laid["message_id"])
    answer = await aigerim.sees("Тоғызда")
    await aigerim.says("Сенбіде ше?", reply_to=answer["message_id"])
    await aigerim.sees("№ 1 сұраққа қосылды")
    shown = await erlan.sees("Сенбіде ше?")
    assert "Қашан ашыласыз?" in shown["text"] and "Тоғызда" in shown["text"]
    [asked] = await kept(bot, aigerim)
    assert asked.answered_at is None
    await erlan.says("Сенбіде жабық", reply_to=shown["message_id"])
    await aigerim.sees("Сенбіде жабық")


async def test_a_picture_in_reply_to_the_receipt_is_added(bot: RunningBot) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await asks(bot, aigerim, "Мына құжат ше?")
    await erlan.sees("Мына құжат ше?")
    receipt = await aigerim.sees("қабылданды", anywhere=True)
    body = {"text": "", "reply_to": receipt["message_id"]}
    await InProcess(bot.sandbox.world).request(
        "POST", f"people/{aigerim.id}/send", body, upload(PNG, "a.png", "")
    )
    await aigerim.sees("№ 1 сұраққа қосылды")
    await bot.settled()
    assert any(said["photo"] for said in await erlan.chat())


async def test_ten_additions_without_an_answer_are_enough(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await asks(bot, aigerim, "Сұрақ")
    receipt = await aigerim.sees("қабылданды", anywhere=True)
    for number in range(10):
        await aigerim.says(f"тағы {number}", reply_to=receipt["message_id"])
    await aigerim.says("тағы", reply_to=receipt["message_id"])
    await aigerim.sees("Көп нәрсе қосып қойдыңыз")


async def test_the_list_shows_what_became_of_each_and_takes_one_back(bot: RunningBot) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await asks(bot, aigerim, "Біріншісі")
    laid = await erlan.sees("Біріншісі")
    await asks(bot, aigerim, "Екіншісі")
    await erlan.sees("Екіншісі")
    await erlan.says("Жауабы", reply_to=laid["message_id"])
    await aigerim.sees("Жауабы")
    await aigerim.says("/ask")
    await aigerim.sees("бір хабармен")
    await aigerim.presses("Сұрақтарым")
    shown = await aigerim.sees("Мамандарға қойған сұрақтарыңыз")
    assert "жауап берілді" in shown["text"] and "жауап күтіп тұр" in shown["text"]
    await aigerim.presses("✍️ 2")
    await aigerim.presses("Сұрақты қайтарып алу")
    await aigerim.sees("№ 2 сұрақты қайтарып аласыз ба?")
    await aigerim.presses("Сұрақты қайтарып алу")
    await aigerim.sees("өзіңіз қайтарып алдыңыз")
    await erlan.sees("Сұрақ иесі оны қайтарып алды")
    await aigerim.presses("Артқа")
    await aigerim.presses("✔️ 1")
    assert "Жауабы" in (await aigerim.sees("№ 1 сұрақ"))["text"]


async def test_the_answer_is_rated_where_it_was_read(bot: RunningBot) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await asks(bot, aigerim, "Қалай?")
    laid = await erlan.sees("Қалай?")
    await erlan.says("Былай", reply_to=laid["message_id"])
    await aigerim.sees("Былай")
    await aigerim.presses("👍 Көмектесті")
    assert "✓ 👍 Көмектесті" in labels(await aigerim.sees("Былай"))
    await erlan.sees("👍 Жауап көмектесті")
    assert (await kept(bot, aigerim))[0].rating == 1


async def test_nobody_opens_takes_back_or_rates_anothers_question(bot: RunningBot) -> None:
    aigerim, stranger = await bot.person("Айгерім"), await bot.person("Бөтен")
    await asks(bot, aigerim, "Құпия")
    for data in ("myq1:1", "myqw:1:1", "qrate:1:0"):
        await bot.sends(stranger, "Ескі", data, data)
        await stranger.presses(data)
        await stranger.sees("Бұл сұрақ енді сақталмайды")
    [asked] = await kept(bot, aigerim)
    assert (asked.closed_at, asked.rating) == (None, None)


async def test_a_danger_told_in_an_addition_is_urgent_and_shows_the_numbers(bot: RunningBot) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await asks(bot, aigerim, "Жұмыс туралы сұрақ")
    await erlan.sees("Жұмыс туралы")
    receipt = await aigerim.sees("қабылданды", anywhere=True)
    await aigerim.says("Мені ұрып жатыр, көмектесіңіздер", reply_to=receipt["message_id"])
    await erlan.sees("🆘 Шұғыл")
    assert (await kept(bot, aigerim))[0].urgent


async def test_the_clock_of_the_promise_begins_anew_with_an_addition(
    bot: RunningBot, moments: list[datetime]
) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await asks(bot, aigerim, "Қашан?")
    laid = await erlan.sees("Қашан?")
    await erlan.says("Ертең", reply_to=laid["message_id"])
    answer = await aigerim.sees("Ертең")
    moments.append(NOW + timedelta(days=7))
    await aigerim.says("Қай сағатта?", reply_to=answer["message_id"])
    await aigerim.sees("қосылды")
    [asked] = await kept(bot, aigerim)
    assert asked.promised_at is not None and asked.promised_at > moments[-1]
    await cards.look(bot.application.bot, bot.services)


async def test_a_long_text_pasted_in_two_messages_keeps_its_beginning_and_says_so(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.sees("бір хабармен")
    first, second = await asyncio.gather(aigerim.says("Басы " + "а" * 4090), aigerim.says("соңы"))
    assert second["message_id"] == first["message_id"] + 1
    await bot.settled()
    await aigerim.sees("таңбасы ғана сыйды")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    [asked] = await kept(bot, aigerim)
    assert asked.text.startswith("Басы") and len(asked.text) == 2000


async def test_a_reply_to_an_answer_that_is_not_noted_yet_asks_further(bot: RunningBot) -> None:
    """As where the process that brought it died before it could write down where it lies."""
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await asks(bot, aigerim, "Қашан ашыласыз?")
    laid = await erlan.sees("Қашан ашыласыз?")
    await erlan.says("Тоғызда", reply_to=laid["message_id"])
    answer = await aigerim.sees("Тоғызда")
    async with bot.services.database.begin() as tx:
        await tx.execute(sa.delete(messages.places).where(messages.places.c.chat_id == aigerim.id))
    await aigerim.says("Сенбіде ше?", reply_to=answer["message_id"])
    await aigerim.sees("№ 1 сұраққа қосылды")
    assert (await kept(bot, aigerim))[0].answered_at is None


async def test_what_is_added_while_an_answer_is_on_its_way_keeps_the_question_open(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody who answered has read it."""
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await asks(bot, aigerim, "Қашан ашыласыз?")
    receipt = await aigerim.sees("қабылданды", anywhere=True)
    sent = answers._sent

    async def meanwhile(*parts: Any) -> Any:
        arrived = await sent(*parts)
        await aigerim.says("Сенбіде ше?", reply_to=receipt["message_id"])
        await aigerim.sees("№ 1 сұраққа қосылды")
        return arrived

    monkeypatch.setattr(answers, "_sent", meanwhile)
    async with bot.services.database.begin() as tx:
        written = await messages.add(
            tx, 1, "answer", "Тоғызда", NOW, author_id=erlan.id, chat_id=erlan.id, origin_id=-1
        )
    assert (await answers.bring(bot.application.bot, bot.services, written)).end is answers.End.DELIVERED
    [asked] = await kept(bot, aigerim)
    assert asked.answered_at is None
    await erlan.sees("Сенбіде ше?", anywhere=True)


@pytest.mark.parametrize("sent", [False, True])
async def test_words_that_came_with_the_command_follow_their_edit(bot: RunningBot, sent: bool) -> None:
    aigerim = await bot.person("Айгерім")
    said = await aigerim.says("/ask Қатте")
    await aigerim.sees("Сұрағыңыз:\nҚатте")
    if sent:
        await aigerim.presses("Жіберу")
        await aigerim.sees("қабылданды")
    await aigerim.edits(said, "/ask Дұрыс")
    await aigerim.sees("№ 1 сұрақ өзгертілді" if sent else "Сұрағыңыз:\nДұрыс")
    if not sent:
        await aigerim.presses("Жіберу")
        await aigerim.sees("қабылданды")
    assert [asked.text for asked in await kept(bot, aigerim)] == ["Дұрыс"]


async def test_what_is_written_under_a_file_is_added_to_the_question(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.says("Анамды қалай көшіремін?")
    await aigerim.sees("Анамды қалай көшіремін?")
    await aigerim.sends_file(PNG, "a.png", "Құжаты мынау")
    await aigerim.sees("📎 1 файл")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    assert [asked.text for asked in await kept(bot, aigerim)] == ["Анамды қалай көшіремін?\n\nҚұжаты мынау"]


@pytest.mark.parametrize(
    "thanks", ["рахмет", "Көп рақмет сізге!", "راحمەت", "rahmet", "спасибо большое", "thank you", "🙏"]
)
async def test_thanks_for_an_answer_open_nothing(bot: RunningBot, thanks: str) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await asks(bot, aigerim, "Қашан ашыласыз?")
    laid = await erlan.sees("Қашан ашыласыз?")
    await erlan.says("Тоғызда", reply_to=laid["message_id"])
    answer = await aigerim.sees("Тоғызда")
    await aigerim.says(thanks, reply_to=answer["message_id"])
    await aigerim.sees("Оқасы жоқ")
    [asked] = await kept(bot, aigerim)
    assert asked.answered_at is not None
    async with bot.services.database.connect() as tx:
        said = [message.text for message in await messages.of_question(tx, asked.id)]
    assert said[-1] == thanks


@pytest.mark.parametrize("kind", ["voice", "photo"])
async def test_what_the_bot_cannot_read_is_carried_to_a_person(bot: RunningBot, kind: str) -> None:
    erlan, aigerim = await owner(bot), await bot.person("Айгерім")
    await aigerim.sends_file(
        PNG if kind == "photo" else b"OggS", "a.png", kind="" if kind == "photo" else kind
    )
    await aigerim.sees("осы хабарды маманға жіберіңіз")
    await aigerim.presses("Маманға сұрақ қою")
    await aigerim.sees("📎 1 файл")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    await bot.settled()
    assert len(await kept(bot, aigerim)) == 1
    assert (await erlan.chat())[-1][kind]


async def test_a_picture_with_a_question_is_carried_to_a_person_with_it(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.sends_file(PNG, "a.png", "Мына құжат жарай ма?")
    await aigerim.sees("тексерілген жауабым жоқ")
    await aigerim.presses("Маманға сұрақ қою")
    shown = await aigerim.sees("Сұрағыңыз:\nМына құжат жарай ма?")
    assert "📎 1 файл" in shown["text"]
