"""Every screen can be used without buttons: what stands on one is typed, in any letters."""

import pytest

from storage.inbox import questions
from storage.members import members, screens
from storage.members.screens import Shown
from tests.handlers.running_bot import OWNER, RunningBot, labels

QUESTION = "Анамның төлқұжаты жоғалды, Қобдада тұрады. Астанаға бармай ауыстыруға бола ма?"


async def shown(bot: RunningBot, chat_id: int) -> Shown | None:
    await bot.settled()
    return await bot.services.database.read(screens.get, chat_id)


@pytest.mark.parametrize("typed", ["жіберу", "Жіберу", "jiberu", "Jıberu", "جىبەرۋ"])
async def test_a_question_is_sent_by_the_word_on_the_button(bot: RunningBot, typed: str) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.says("/ask " + QUESTION)
    await aigerim.sees("Сұрағыңыз:")
    await aigerim.says("атымды көрсету")
    await aigerim.sees("атыңызды көреді: Айгерім")
    await aigerim.says(typed)
    receipt = await aigerim.sees("№ 1 сұрағыңыз қабылданды")
    question = await bot.services.database.read(questions.get, 1)
    assert question is not None and (question.text, question.name) == (QUESTION, "Айгерім")
    await aigerim.says("Қобдадағы консулдыққа бардым", reply_to=receipt["message_id"])
    await aigerim.sees("№ 1 сұраққа қосылды")


async def test_settings_are_made_without_a_single_press(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    for typed, seen in (
        ("/settings", "Баптаулар"),
        ("қаншалықты жиі", "Хабарландыру жиілігі: бірден"),
        ("күн сайын", "күн сайын сағат 09:00"),
        ("жинақ келетін сағат: 09:00", "сағат нешеде"),
        ("19:00", "сағат нешеде"),
        ("артқа", "күн сайын сағат 19:00"),
        ("кідірту", "Кідіріс кезінде"),
        ("бір аптаға", "Кідіріс аяқталады"),
    ):
        await aigerim.says(typed)
        await aigerim.sees(seen)
    member = await bot.services.database.read(members.by_chat, aigerim.id)
    assert member is not None and (member.frequency, member.digest_at) == ("daily", 19 * 60)
    assert member.paused_until is not None


async def test_the_screen_stays_and_what_is_opened_comes_below(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.says("/topics")
    topics = await aigerim.sees("Тақырыптар.")
    await aigerim.says("Мәдениет")
    below = await aigerim.sees("Тақырыптар.")
    assert below["message_id"] > topics["message_id"]
    assert "✓ 🎭 Мәдениет" in labels(below)
    assert "🎭 Мәдениет" in labels(
        next(m for m in await aigerim.chat() if m["message_id"] == topics["message_id"])
    )


async def test_what_would_pop_up_is_said(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.sees("")
    await bot.settled()
    gone = [[{"text": "№ 9", "callback_data": "myq1:9"}]]
    await bot.services.database.write(screens.put, [Shown(aigerim.id, 1, gone, bot.services.clock())])
    await aigerim.says("9")
    await aigerim.sees("Бұл сұрақ енді сақталмайды")


async def test_a_cry_for_help_is_heard_whatever_stands_on_the_buttons(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.sees("")
    await bot.settled()
    menu = [[{"text": "Мені ұрып жатыр", "callback_data": "set"}]]
    await bot.services.database.write(screens.put, [Shown(aigerim.id, 1, menu, bot.services.clock())])
    await aigerim.says("мені ұрып жатыр")
    await aigerim.sees("112")


async def test_words_are_a_question_again_when_another_screen_was_shown_or_they_are_about_another_message(
    bot: RunningBot,
) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.says("/settings")
    settings = await aigerim.sees("Баптаулар")
    await aigerim.says("/events")
    events = await aigerim.sees("іс-шара")
    await aigerim.says("тыныш уақыт", reply_to=settings["message_id"])
    await aigerim.does_not_see("Тыныш уақытта")
    await aigerim.says("/events")
    await aigerim.sees("іс-шара")
    await aigerim.says("тыныш уақыт")
    await aigerim.does_not_see("Тыныш уақытта")
    assert events["message_id"] > settings["message_id"]


async def test_it_is_kept_of_members_only_and_goes_with_them(bot: RunningBot) -> None:
    stranger = await bot.person("Бөтен")
    await stranger.says("/help")
    await stranger.sees("")
    assert await shown(bot, stranger.id) is None
    await stranger.says("/start")
    await stranger.sees("")
    assert await shown(bot, stranger.id) is not None
    await stranger.says("/forget")
    await stranger.presses("Өшіру")
    await stranger.sees("өшірілді")
    assert await shown(bot, stranger.id) is None


async def test_figures_are_for_the_dialogue_that_waits_for_them(bot: RunningBot) -> None:
    """The buttons "0" to "5" are for guests, what is typed are seats."""
    dina = await bot.person("Дина", person_id=OWNER)
    for typed in ("/start", "/event", "жаңа іс-шара"):
        await dina.says(typed)
    await dina.sees("№ 1")
    await dina.presses("Орындар")
    await dina.sees("Неше орын бар")
    await dina.says("1")
    shown = await dina.sees("Орын саны: 1")
    assert "қонақ саны: 0" in shown["text"]


async def test_staff_type_them_too(bot: RunningBot) -> None:
    dina = await bot.person("Дина", person_id=OWNER)
    await dina.says("/start")
    await dina.says("/event")
    await dina.sees("іс-шара")
    await dina.says("жаңа іс-шара")
    await dina.sees("№ 1")
