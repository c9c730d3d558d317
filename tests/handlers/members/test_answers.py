from typing import Any

import pytest
import sqlalchemy as sa
from telegram import Update

from storage.faq.ratings import ratings
from storage.faq.searches import search_watchers, searches
from storage.members import members
from tests.handlers.running_bot import RunningBot, deciding, labels

QUESTION = "Қандас мәртебесін қалай, қайда алуға болады?"


async def rows(bot: RunningBot, table: sa.Table) -> list[dict[str, Any]]:
    async with bot.services.database.connect() as tx:
        return [dict(row) for row in (await tx.execute(sa.select(table))).mappings()]


async def test_a_sure_answer_is_shown_and_only_counted(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("қандас болам")
    card = await aigerim.sees(QUESTION)
    assert card["reply_to"] is not None
    [row] = await rows(bot, searches)
    assert (row["decision"], row["entry"], row["text"]) == ("answer", "kandas-apply", None)


async def test_choices_lead_to_an_answer_and_back(bot: RunningBot) -> None:
    deciding(bot, "choices", "kandas-apply", "kandas-documents", "kandas-term")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("қандас")
    offered = await aigerim.sees("Қайсысын сұрап тұрсыз?")
    assert f"1. {QUESTION}" in offered["text"]
    assert labels(offered) == ["1", "2", "3", "Ешқайсысы емес"]
    await aigerim.presses("1")
    await aigerim.sees("Тексерілген күні")
    [row] = await rows(bot, searches)
    assert (row["decision"], row["entry"], row["text"]) == ("choices", "kandas-apply", None)
    await aigerim.presses("Артқа")
    await aigerim.sees("Қайсысын сұрап тұрсыз?")


async def test_none_of_the_choices_is_an_unanswered_question(bot: RunningBot) -> None:
    deciding(bot, "choices", "kandas-apply", "kandas-documents")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("мысық туралы")
    await aigerim.presses("Ешқайсысы емес")
    await aigerim.sees("болжап айтқым келмейді")
    [row] = await rows(bot, searches)
    assert (row["decision"], row["text"], row["entry"]) == ("unknown", "мысық туралы", None)


async def test_an_unknown_question_is_kept_without_the_asker_until_they_want_to_be_told(
    bot: RunningBot,
) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("Айға қалай ұшам?")
    await aigerim.sees("тексерілген жауабым жоқ")
    [row] = await rows(bot, searches)
    assert row["text"] == "Айға қалай ұшам?" and str(aigerim.id) not in str(row)
    assert await rows(bot, search_watchers) == []
    answer = await aigerim.presses("Жауабы шыққанда хабарлаңыз")
    assert answer["text"] == "Белгілеп қойдым. Жауабы шыққанда осында келеді."
    assert [one["chat_id"] for one in await rows(bot, search_watchers)] == [aigerim.id]


@pytest.mark.parametrize(
    ("language", "script", "heading"),
    [
        ("ru", "cyrl", "Как и куда подать на статус кандаса?"),
        ("en", "cyrl", "How and where do I apply for kandas status?"),
        ("kk", "latn", "Qandas märtebesın qalai"),
        ("kk", "arab", "قانداس مارتەبەسىن"),
    ],
)
async def test_the_answer_comes_in_the_language_and_letters_of_the_question(
    bot: RunningBot, language: str, script: str, heading: str
) -> None:
    deciding(bot, "answer", "kandas-apply", language=language, script=script)
    aigerim = await bot.person("Айгерім", "kk")
    await aigerim.says("?")
    await aigerim.sees(heading)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("greeting", "жауабын іздеймін"),
        ("thanks", "Оқасы жоқ"),
        ("abuse", "кешірім"),
        ("who", "«Отандас» ботымын"),
    ],
)
async def test_small_talk_is_answered_kindly_and_not_kept(bot: RunningBot, kind: str, said: str) -> None:
    deciding(bot, "intent", intent=kind)
    aigerim = await bot.person("Айгерім")
    await aigerim.says("...")
    await aigerim.sees(said)
    assert await rows(bot, searches) == []


async def test_pictures_get_a_hint(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.sends_file(b"\x89PNG\r\n\x1a\n" + bytes(64), "x.bin")
    await aigerim.sees("Сұрағыңызды сөзбен жазыңыз")


async def test_a_very_long_text_gets_a_hint(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("сұрақ " * 300)
    await aigerim.sees("Мәтін тым ұзын екен")


async def test_helpful_is_thanked_on_the_card(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("?")
    thanked = await aigerim.presses("👍 Көмектесті")
    assert thanked["text"] == "Пікіріңізге рақмет."
    assert "👍 Көмектесті" not in labels(await aigerim.sees(QUESTION))
    [row] = await rows(bot, ratings)
    assert row["helpful"] and row["missing"] is None


async def test_what_was_missing_is_asked_and_kept(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("?")
    await aigerim.presses("👎 Көмектеспеді")
    await aigerim.sees("Не жетіспеді?")
    await aigerim.says("Бағасы жоқ")
    await aigerim.sees("Рақмет, бұл жауапты жақсартуға көмектеседі")
    [row] = await rows(bot, ratings)
    assert (row["helpful"], row["missing"], row["entry"]) == (False, "Бағасы жоқ", "kandas-apply")


async def test_what_was_missing_may_be_skipped(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("?")
    await aigerim.presses("👎 Көмектеспеді")
    await aigerim.presses("Өткізіп жіберу")
    await aigerim.sees("маманға сұрақ қойыңыз")
    await aigerim.says("келесі сұрақ")
    await aigerim.sees(QUESTION)


async def test_what_was_not_meant_leads_to_the_next_candidates_and_back(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply", "kandas-term", "kandas-documents", "quota-what")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("қандас болам")
    asked = (await aigerim.sees(QUESTION))["reply_to"]
    await aigerim.presses("Бұл емес пе?")
    offered = await aigerim.sees("Мүмкін, мыналардың бірі шығар?")
    texts = bot.services.faq.library.entries
    assert f"1. {texts['kandas-term'].texts['kk'].question}" in offered["text"]
    assert f"2. {texts['kandas-documents'].texts['kk'].question}" in offered["text"]
    assert offered["reply_to"] == asked
    await aigerim.presses("1")
    await aigerim.sees(texts["kandas-term"].texts["kk"].question)
    await aigerim.presses("Артқа")
    await aigerim.sees("Мүмкін, мыналардың бірі шығар?")


async def test_a_linked_card_leads_to_related_ones(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start faq_kandas-apply")
    await aigerim.presses("Ұқсас сұрақтар")
    related = bot.services.faq.library.related("kandas-apply")
    offered = await aigerim.sees("Мүмкін, мыналардың бірі шығар?")
    assert f"1. {related[0].texts['kk'].question}" in offered["text"]
    await aigerim.presses("1")
    await aigerim.sees(related[0].texts["kk"].question)


@pytest.mark.parametrize("origin", ["/start faq_kandas-apply", "қандас болам"])
async def test_nothing_that_an_answer_leads_to_takes_its_place(bot: RunningBot, origin: str) -> None:
    deciding(bot, "answer", "kandas-apply", "kandas-term")
    aigerim = await bot.person("Айгерім")
    await aigerim.says(origin)
    card = await aigerim.sees(QUESTION)
    keys = [key["text"] for row in card["buttons"] for key in row if key["data"]]
    assert len(keys) >= 6
    for key in reversed(keys[1:]):  # one opinion, and last, since it takes both its buttons away
        await aigerim.presses(key, under=card)
        await bot.settled()
        kept = next(shown for shown in await aigerim.chat() if shown["message_id"] == card["message_id"])
        assert kept["text"] == card["text"], key


async def test_browsing_goes_from_sections_to_an_answer_and_back_to_the_same_page(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/faq")
    section = labels(await aigerim.sees("Бөлімді таңдаңыз"))[0]
    await aigerim.presses(section)
    await aigerim.sees("сұрақ")
    await aigerim.presses("»")
    listed = (await aigerim.sees("1. "))["text"]
    await aigerim.presses("2")
    await aigerim.sees("Тексерілген күні")
    await aigerim.presses("Артқа")
    assert (await aigerim.sees("1. "))["text"] == listed
    await aigerim.presses("Артқа")
    await aigerim.sees("Бөлімді таңдаңыз")


async def test_faq_with_words_is_a_question(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/faq қандас болам")
    await aigerim.sees(QUESTION)


async def test_the_share_button_holds_the_deep_link(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start faq_kandas-apply")
    card = await aigerim.sees(QUESTION)
    urls = [button.get("url") or "" for row in card["buttons"] for button in row]
    assert any("start=faq_kandas-apply" in url for url in urls)


async def test_who_chose_another_language_may_read_the_answer_in_it(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply", script="arab")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start topic_work")
    await aigerim.sees("Жазылдыңыз")
    await aigerim.says("قانداس")
    assert "🌐 Қазақша" in labels(await aigerim.sees("قانداس مارتەبەسىن"))
    await aigerim.presses("🌐 Қазақша")
    assert "🌐 Қазақша" not in labels(await aigerim.sees(QUESTION))


async def test_an_edited_question_is_answered_anew(bot: RunningBot) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    first = await aigerim.says("қандс блам")
    await aigerim.sees("тексерілген жауабым жоқ")
    deciding(bot, "answer", "kandas-apply")
    await aigerim.edits(first, "қандас болам")
    card = await aigerim.sees(QUESTION)
    assert card["reply_to"] == first["message_id"]


async def test_a_question_edited_while_it_waits_to_be_sent_is_its_better_wording(bot: RunningBot) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    first = await aigerim.says("Қашн ашасыз?")
    await aigerim.sees("Қашн ашасыз?")
    await aigerim.edits(first, "Қашан ашасыз?")
    await aigerim.sees("Сұрағыңыз:\nҚашан ашасыз?")


async def test_ask_with_words_takes_them_as_the_question(bot: RunningBot) -> None:
    deciding(bot, "unknown")
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask Қашан ашасыз?")
    await aigerim.sees("Сұрағыңыз:\nҚашан ашасыз?")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")


GROUP = -100500


async def test_the_name_alone_gets_a_helpful_line(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await bot.group(GROUP, [aigerim.id])
    await aigerim.says("@sandbox_4200_bot", chat_id=GROUP)
    await aigerim.sees("деп атасаңыз", chat_id=GROUP)


async def test_the_name_in_a_reply_answers_what_is_replied_to(bot: RunningBot) -> None:
    deciding(bot, "answer", "kandas-apply")
    aigerim, ermek = await bot.person("Айгерім"), await bot.person("Ермек")
    await bot.group(GROUP, [aigerim.id, ermek.id])
    asked = await ermek.says("қандас қалай болам", chat_id=GROUP)
    await aigerim.does_not_see(QUESTION, chat_id=GROUP)
    await aigerim.says("@sandbox_4200_bot", chat_id=GROUP, reply_to=asked["message_id"])
    await aigerim.sees(QUESTION, chat_id=GROUP)


async def test_what_has_no_words_never_ends_in_silence(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await bot.group(GROUP, [aigerim.id])
    for field in ("sticker", "video_note"):
        await bot.application.process_update(wordless(bot, aigerim.id, field))
        await aigerim.sees("Сұрағыңызды сөзбен жазыңыз")


def wordless(bot: RunningBot, person: int, field: str) -> Update:
    """A message of a person without a word in it, as Telegram sends it."""
    size = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "length": 1, "duration": 1}
    sender = {"id": person, "is_bot": False, "first_name": "Айгерім"}
    chat = {"id": person, "type": "private", "first_name": "Айгерім"}
    media = size | {"type": "regular", "is_animated": False, "is_video": False}
    message = {"message_id": 9999, "date": 1, "chat": chat, "from": sender, field: media}
    update = Update.de_json({"update_id": 9_000_001, "message": message}, bot.application.bot)
    assert update is not None
    return update


async def test_what_another_bot_made_is_answered_and_our_own_answer_is_not(bot: RunningBot) -> None:
    reader = await bot.person("Дана", "kk")
    about = {"id": reader.id, "is_bot": False, "first_name": "Дана", "language_code": "kk"}
    for number, (maker, answers) in enumerate([(99, 1), (bot.application.bot.id, 1)], 1):
        via = {"id": maker, "is_bot": True, "first_name": "GIF"}
        chat = {"id": reader.id, "type": "private", "first_name": "Дана"}
        said = {"message_id": 1, "date": 1, "chat": chat, "from": about, "via_bot": via, "text": "Апостиль"}
        raw = {"update_id": 10_000_000 + number, "message": said}
        await bot.application.process_update(Update.de_json(raw, bot.application.bot))
        assert len([message for message in await reader.chat() if message["from"] == "bot"]) == answers


@pytest.mark.parametrize(("kind", "content"), [("sticker", b"RIFF webp"), ("video_note", b"mp4")])
async def test_a_sticker_or_a_round_video_never_ends_in_silence(
    bot: RunningBot, kind: str, content: bytes
) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.sends_file(content, "x", kind=kind)
    await aigerim.sees("тек мәтін оқи аламын")
    await bot.group(GROUP, [aigerim.id])
    await aigerim.sees("Топта", chat_id=GROUP)  # it greets
    await aigerim.says("/help@sandbox_4200_bot", chat_id=GROUP)
    ours = await aigerim.sees("Топта", chat_id=GROUP)
    await aigerim.sends_file(content, "x", kind=kind, chat_id=GROUP, reply_to=ours["message_id"])
    again = await aigerim.sees("Топта", chat_id=GROUP)
    assert again["message_id"] != ours["message_id"] and again["reply_to"] is not None
    heard = len(await aigerim.chat(GROUP))
    await aigerim.sends_file(content, "x", kind=kind, chat_id=GROUP)  # not to us
    await bot.settled()
    assert len(await aigerim.chat(GROUP)) == heard + 1


async def test_a_word_that_languages_share_is_answered_in_the_readers_letters(bot: RunningBot) -> None:
    """«kandas» is Latin letters in Kazakh, Russian and English: it says nothing of what the reader reads."""
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.sees("Сәлеметсіз")
    for script, latin in (("cyrl", False), ("latn", True)):
        async with bot.services.database.begin() as tx:
            await members.update(tx, aigerim.id, language="kk", script=script)
        await aigerim.says("kandas")
        shown = (await aigerim.sees(""))["text"]
        assert ("andas" in shown.lower()) == latin, shown
    await aigerim.says("qandas märtebesın qalai aluğa bolady")
    assert "qandas" in (await aigerim.sees(""))["text"].lower()
