from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from telegram import Update

from handlers.staff.inbox import replies
from sandbox import Person
from sandbox.client import InProcess
from sandbox.client.transport import upload
from storage.database.database import Database
from tests.handlers.running_bot import RunningBot, labels, running
from tests.handlers.staff.inbox.people import asked, card, question
from tests.handlers.staff.people import NOW, colleague, owner
from tests.sandbox.conftest import PNG


@pytest.fixture
def moments() -> list[datetime]:
    """What the clock says: the last of them."""
    return [NOW]


@pytest.fixture
async def bot(sqlite: Database, moments: list[datetime]) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: moments[-1]) as bot:
        yield bot


async def replies_with(
    bot: RunningBot, person: Person, to: dict[str, Any], kind: str = "", album: str = "", text: str = ""
) -> dict[str, Any]:
    """A file as a reply; `kind` is what Telegram makes of it."""
    body = {"text": text, "album": album, "reply_to": to["message_id"], "kind": kind or None}
    body = {name: value for name, value in body.items() if value}
    file = upload(PNG if not kind else b"OggS", "a.png" if not kind else "a.ogg", "")
    answer = await InProcess(bot.sandbox.world).request("POST", f"people/{person.id}/send", body, file)
    message: dict[str, Any] = answer["message"]
    return message


async def fault(bot: RunningBot, **order: Any) -> None:
    await InProcess(bot.sandbox.world).request("POST", "faults", order)


async def test_an_answer_by_voice_is_copied_first_and_headed_after(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    laid = await card(bot, dina, await asked(bot, "Қалай?", chat=aigerim.id))
    await replies_with(bot, dina, laid, "voice")
    heading = await aigerim.sees("№ 1 сұрағыңыздың жауабы")
    voice = (await aigerim.chat())[-2]
    assert voice["voice"] and heading["reply_to"] == voice["message_id"]
    assert labels(heading) == ["👍 Көмектесті", "👎 Көмектеспеді"]
    await dina.sees("№ 1 сұрақтың жауабы жеткізілді")


@pytest.mark.parametrize(
    ("kind", "description"),
    [
        ("voice", "VOICE_MESSAGES_FORBIDDEN"),
        ("video_note", "VOICE_MESSAGES_FORBIDDEN"),
        ("voice", "user restricted receiving of voice messages"),
        ("video_note", "user restricted receiving of video messages"),
        ("voice", "not enough rights to send voice notes to the chat"),
        ("video_note", "CHAT_SEND_ROUNDVIDEOS_FORBIDDEN"),
    ],
)
async def test_a_member_who_takes_no_voice_gets_nothing_by_halves(
    bot: RunningBot, kind: str, description: str
) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Қалай?", chat=aigerim.id)
    laid = await card(bot, dina, number)
    await fault(bot, kind="400", method="copyMessage", times=1, description=f"Bad Request: {description}")
    await replies_with(bot, dina, laid, kind)
    await dina.sees("дауыстық және бейнехабар қабылдамайды")
    assert await aigerim.chat() == [] and (await question(bot, number)).answered_at is None
    await dina.says("Жазбаша жауап", reply_to=laid["message_id"])
    await aigerim.sees("Жазбаша жауап")


async def test_who_has_blocked_the_bot_is_said_so_and_the_card_says_so(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    await aigerim.says("/start")
    number = await asked(bot, "Қалай?", chat=aigerim.id)
    laid = await card(bot, dina, number)
    await fault(bot, kind="403", method="sendMessage", chat_id=aigerim.id, times=1)
    await dina.says("Жауап", reply_to=laid["message_id"])
    await dina.sees("бұл адамға енді хабар жіберу мүмкін емес")
    await dina.sees("Бұл адам ботты бұғаттаған немесе кетіп қалған", anywhere=True)
    assert (await question(bot, number)).answered_at is None


async def test_another_refusal_is_told_in_telegrams_words(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    laid = await card(bot, dina, await asked(bot, "Қалай?", chat=aigerim.id))
    await fault(
        bot, kind="400", method="sendMessage", chat_id=aigerim.id, times=1, description="Bad Request: odd"
    )
    await dina.says("Жауап", reply_to=laid["message_id"])
    await dina.sees("Telegram қабылдамады (Odd)")


async def test_several_pictures_are_one_answer_with_one_album(
    bot: RunningBot, moments: list[datetime]
) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Қай құжаттар?", chat=aigerim.id)
    laid = await card(bot, dina, number)
    for text in ("Міне", "", ""):
        await replies_with(bot, dina, laid, album="7", text=text)
    await bot.settled()
    await replies.bring_albums(bot.application.bot, bot.services)
    assert await aigerim.chat() == []  # more may come
    moments.append(NOW + replies.GATHERED + timedelta(seconds=1))
    await replies.bring_albums(bot.application.bot, bot.services)
    await replies.bring_albums(bot.application.bot, bot.services)
    *pictures, heading = await aigerim.chat()
    assert len(pictures) == 3 and len({picture["media_group_id"] for picture in pictures}) == 1
    assert pictures[0]["text"] == "Міне" and "№ 1 сұрағыңыздың жауабы" in heading["text"]
    told = [said for said in await dina.chat() if "жеткізілді" in said["text"]]
    assert len(told) == 1 and (await question(bot, number)).answered_at is not None


async def test_an_album_of_which_a_part_is_gone_is_not_sent_by_halves(
    bot: RunningBot, moments: list[datetime]
) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Қай құжаттар?", chat=aigerim.id)
    laid = await card(bot, dina, number)
    parts = [await replies_with(bot, dina, laid, album="7") for _ in range(3)]
    await bot.settled()
    await bot.application.bot.delete_message(dina.id, parts[1]["message_id"])
    moments.append(NOW + replies.GATHERED + timedelta(seconds=1))
    await replies.bring_albums(bot.application.bot, bot.services)
    assert await aigerim.chat() == [] and (await question(bot, number)).answered_at is None
    await dina.sees("альбомның бір бөлігі өшірілген")
    await dina.says("Екі сурет керек емес", reply_to=laid["message_id"])
    await aigerim.sees("Екі сурет керек емес")


async def test_an_album_after_the_answer_button_is_gathered_too(
    bot: RunningBot, moments: list[datetime]
) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    await card(bot, dina, await asked(bot, "Қай құжаттар?", chat=aigerim.id))
    await dina.presses("✏️ Жауап беру")
    await dina.sees("Жауапты жіберіңіз")
    for name in ("1.png", "2.png"):
        await dina.sends_file(PNG, name, album="8")
    await bot.settled()
    moments.append(NOW + replies.GATHERED + timedelta(seconds=1))
    await replies.bring_albums(bot.application.bot, bot.services)
    assert len([said for said in await aigerim.chat() if said["photo"]]) == 2


async def test_the_answer_follows_its_edit(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    laid = await card(bot, dina, await asked(bot, "Қашан?", chat=aigerim.id))
    written = await dina.says("Сағат 9-да", reply_to=laid["message_id"])
    await aigerim.sees("Сағат 9-да")
    await dina.edits(written, "Сағат 10-да")
    shown = await aigerim.sees("Сағат 10-да")
    assert "№ 1 сұрағыңыздың жауабы" in shown["text"] and "9-да" not in shown["text"]
    await dina.sees("жауабы сұрақ иесінде де өзгертілді")


async def test_a_caption_follows_its_edit(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    laid = await card(bot, dina, await asked(bot, "Қашан?", chat=aigerim.id))
    written = await replies_with(bot, dina, laid, text="Қате")
    await aigerim.sees("№ 1 сұрағыңыздың жауабы")
    await dina.edits(written | {"chat_id": dina.id}, "Дұрыс")
    await aigerim.sees("Дұрыс")


async def test_a_picture_that_is_exchanged_is_exchanged_for_the_member(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    laid = await card(bot, dina, await asked(bot, "Қай құжат?", chat=aigerim.id))
    written = await replies_with(bot, dina, laid, text="Мынау")
    await aigerim.sees("№ 1 сұрағыңыздың жауабы")
    before = (await aigerim.chat())[-2]["photo"]
    other = (await dina.sends_file(PNG, "басқа.png"))["photo"]
    await bot.settled()
    about = {"chat": {"id": dina.id, "type": "private", "first_name": "Дина"}, "date": 1795500000}
    size = {"file_id": other["file_id"], "file_unique_id": "u", "width": 8, "height": 8}
    edited = {
        "message_id": written["message_id"],
        "edit_date": 1795500001,
        "photo": [size],
        "caption": "Жаңасы",
    }
    sender = {"id": dina.id, "is_bot": False, "first_name": "Дина"}
    update = Update.de_json({"update_id": 10**6, "edited_message": about | edited | {"from": sender}})
    await bot.application.process_update(update)
    shown = await aigerim.sees("Жаңасы")
    assert shown["photo"] != before and shown["photo"]["file_id"] == other["file_id"]


async def test_after_an_answer_one_tap_shows_who_else_asks_it_and_another_makes_an_entry(
    bot: RunningBot,
) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    number = await asked(bot, "Паспортымды Түркияда жоғалттым, не істеймін?", chat=aigerim.id)
    await asked(bot, "Я потерял паспорт в Турции, что делать?", chat=5002, language="ru")
    await asked(bot, "I lost my passport in Turkey, what now?", chat=5003, language="en")
    await asked(bot, "Сколько стоит паспорт?", chat=5004, language="ru")
    laid = await card(bot, dina, number)
    await dina.says("Бас консулдыққа барыңыз.", reply_to=laid["message_id"])
    told = await dina.sees("№ 1 сұрақтың жауабы жеткізілді")
    assert labels(told) == ["🔗 Ұқсас сұрақтар: 2", "🆕 Сұрақ-жауапқа айналдыру"]
    await dina.presses("🔗 Ұқсас сұрақтар: 2")
    shown = (await dina.sees("№ 1 сұраққа ұқсас"))["text"]
    assert "Турции" in shown and "Turkey" in shown and "стоит" not in shown


async def test_an_operator_makes_an_entry_of_an_answer_and_those_who_write_entries_are_told(
    bot: RunningBot,
) -> None:
    dina, dana = await owner(bot), await colleague(bot, "Дана", 778, "operator", "kk")
    await dina.says("/start")
    number = await asked(bot, "Қашан ашылады?", chat=(await bot.person("Айгерім")).id)
    laid = await card(bot, dana, number)
    await dana.says("Дүйсенбіде", reply_to=laid["message_id"])
    await dana.sees("№ 1 сұрақтың жауабы жеткізілді")
    await dana.presses("🆕 Сұрақ-жауапқа айналдыру")
    await dana.sees("Сұрақ-жауап жазатын 1 әріптеске хабарланды")
    await dina.sees("Дана жауаптан сұрақ-жауап жобасын бастады")
    await dina.presses("Жобаны ашу")
    await dina.sees("Дүйсенбіде")
    await card(bot, dana, number)
    await dana.presses("🆕 Сұрақ-жауапқа айналдыру")
    await dana.sees("Бұл сұрақтан сұрақ-жауап жасалып жатыр")


async def test_an_edit_telegram_refuses_is_told(bot: RunningBot) -> None:
    dina, aigerim = await owner(bot), await bot.person("Айгерім")
    laid = await card(bot, dina, await asked(bot, "Қашан?", chat=aigerim.id))
    written = await dina.says("Сағат 9-да", reply_to=laid["message_id"])
    await aigerim.sees("Сағат 9-да")
    await fault(bot, kind="400", method="editMessageText", chat_id=aigerim.id, times=1)
    await dina.edits(written, "Сағат 10-да")
    await dina.sees("Сұрақ иесінде жауап бұрынғы күйінде қалды")


async def test_who_comes_second_may_send_theirs_all_the_same(bot: RunningBot) -> None:
    dina, dana = await owner(bot), await colleague(bot, "Дана", 778, "editor", "kk")
    aigerim = await bot.person("Айгерім")
    number = await asked(bot, "Қашан?", chat=aigerim.id)
    hers, theirs = await card(bot, dina, number), await card(bot, dana, number)
    await dina.says("Біріншісі", reply_to=hers["message_id"])
    await aigerim.sees("Біріншісі")
    await dana.says("Екіншісі", reply_to=theirs["message_id"])
    await dana.sees("№ 1 сұраққа жауап берілген")
    await aigerim.does_not_see("Екіншісі")
    await dana.presses("Бәрібір жіберу")
    await aigerim.sees("Екіншісі")
    await bot.settled()
    assert (await question(bot, number)).answered_name == "Дана"


async def test_nobody_sends_a_colleagues_answer(bot: RunningBot) -> None:
    dina, dana = await owner(bot), await colleague(bot, "Дана", 778, "editor", "kk")
    number = await asked(bot, "Қашан?")
    laid = await card(bot, dina, number)
    await fault(bot, kind="400", method="sendMessage", chat_id=5001, times=1)
    await dina.says("Оның жауабы", reply_to=laid["message_id"])
    await dina.sees("Telegram қабылдамады")
    await bot.sends(dana, "Ескі", "Жібер", "qsend:1")
    await dana.presses("Жібер")
    await dana.sees("тек оны жазған қызметкер жібере алады")
