"""/poll, a survey's card, its questions pressed and typed, sent once, results, taken back: as members see them."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from telegram import Update

from handlers import conversation
from sandbox import Person
from storage.database.database import Database
from storage.members import conversations, members
from storage.surveys import figures, responses, surveys
from storage.surveys.questionnaire import Question
from storage.surveys.responses import Answer
from storage.surveys.surveys import State, Survey
from tests.handlers.running_bot import RunningBot, labels, running
from tests.storage.surveys.scene import (
    CHILDREN,
    LIVES,
    NEEDS,
    NOW,
    PLACE,
    PLEASED,
    QUESTIONS,
    WHICH,
    answered,
    opened,
    person,
)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def bot(sqlite: Database, clock: Clock) -> AsyncIterator[RunningBot]:
    async with running(sqlite, clock) as bot:
        yield bot


async def survey_of(bot: RunningBot, *questions: Question, **values: Any) -> Survey:
    async with bot.services.database.begin() as tx:
        return await opened(tx, questions or QUESTIONS, **values)


async def given(bot: RunningBot, somebody: Person, survey: Survey) -> dict[int, Answer]:
    await bot.settled()
    async with bot.services.database.connect() as tx:
        member = await members.by_chat(tx, somebody.id)
        return await responses.answers_of(tx, survey.id, member.id) if member else {}


async def sent(bot: RunningBot, survey: Survey) -> tuple[int, int]:
    await bot.settled()
    async with bot.services.database.connect() as tx:
        counted = await figures.read(tx, survey)
    return counted.begun, counted.sent


async def taps(somebody: Person, *steps: tuple[str, str]) -> None:
    for button, shown in steps:
        await somebody.presses(button)
        await somebody.sees(shown)


async def test_without_a_survey_it_says_so(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/poll")
    await aigerim.sees("Қазір Сізге арналған ашық сауалнама жоқ")


async def test_what_concerns_the_reader_is_listed_with_its_end(bot: RunningBot) -> None:
    await survey_of(bot, countries=["DE"])
    await survey_of(bot, countries=["TR"])
    await survey_of(bot, topic="culture")
    await survey_of(bot, state=State.DRAFT)
    aigerim = await bot.person("Айгерім")
    async with bot.services.database.begin() as tx:
        await members.join(tx, aigerim.id, "kk", NOW)
        await members.update(tx, aigerim.id, country="DE", timezone="Europe/Berlin")
    await aigerim.says("/poll")
    shown = await aigerim.sees("Ашық сауалнамалар")
    assert shown["text"].count("Тіл туралы") == 1
    assert "Жауап қабылданатын соңғы мерзім: 2026\u202fж. 8 желтоқсан, сейсенбі, 07:00" in shown["text"]
    await taps(aigerim, ("1", "Жауабыңызды қор көреді"))


async def test_from_consent_to_thanks_by_buttons_and_words(bot: RunningBot) -> None:
    survey, aigerim = await survey_of(bot), await bot.person("Айгерім")
    await aigerim.says(f"/start survey_{survey.id}")
    card = await aigerim.sees("Тіл туралы")
    assert "Қысқа сауалнама." in card["text"] and "Жауабыңызды қор көреді." in card["text"]
    assert await given(bot, aigerim, survey) == {} and (await sent(bot, survey))[0] == 0
    await taps(
        aigerim,
        ("Келісемін, бастау", "1/6"),
        ("Басқа тілде", "Қай тілде?"),
    )
    await aigerim.says("Түрікше")
    shown = await aigerim.sees("3/6")
    assert {"Кітап", "Курс", "Мектеп", "Өткізіп жіберу"} <= set(labels(shown))
    await taps(aigerim, ("Кітап", "3/6"), ("Мектеп", "3/6"))
    assert {"✓ Кітап", "✓ Мектеп", "Келесі"} <= set(labels((await aigerim.chat())[-1]))
    await taps(aigerim, ("Келесі", "1 (Риза емеспін)"), ("4", "5/6"))
    await aigerim.says("екеу")
    await aigerim.sees("Санды цифрмен жазыңыз")
    await aigerim.says("2")
    await aigerim.sees("6/6")
    await aigerim.says("Гамбург")
    review = await aigerim.sees("Жауаптарыңызды қарап шығыңыз")
    for line in ("— Басқа тілде", "— Түрікше", "— Кітап, Мектеп", "— 4", "— 2", "— 🇩🇪 Германия (Гамбург)"):
        assert line in review["text"]
    assert (await sent(bot, survey)) == (1, 0)
    await taps(aigerim, ("Жіберу", "Жауаптарыңызды жібердіңіз: 2026\u202fж. 24 қараша"))
    assert (await sent(bot, survey)) == (1, 1)
    assert await given(bot, aigerim, survey) == {
        1: Answer((2,)), 2: Answer(text="Түрікше"), 3: Answer((1, 3)), 4: Answer((4,)), 5: Answer(number=2),
        6: Answer(text="Гамбург", country="DE"),
    }  # fmt: skip


async def test_a_change_of_mind_changes_what_is_asked_and_what_is_sent(bot: RunningBot) -> None:
    survey, dina = await survey_of(bot, LIVES, WHICH, CHILDREN), await bot.person("Dina", "en")
    await dina.says(f"/start survey_{survey.id}")
    await taps(dina, ("I agree", "1/3"), ("Another", "2/3"))
    await dina.says("Turkish")
    await dina.sees("3/3")
    await taps(dina, ("Back", "Your answer: Turkish"), ("Back", "1/3"), ("Kazakh", "2/2"))
    await dina.says("0")
    shown = await dina.sees("look at your answers")
    assert "Turkish" not in shown["text"]
    await dina.says("7")
    await dina.sees("Press Send, or type the number")
    await dina.says("2")
    await dina.sees("Your answer: 0")
    await dina.says("5")
    await dina.sees("look at your answers")
    await dina.says("send")
    await dina.sees("You sent your answers on")
    assert await given(bot, dina, survey) == {1: Answer((1,)), 5: Answer(number=5)}


async def test_it_is_left_and_gone_on_with_where_one_was(bot: RunningBot) -> None:
    survey, ivan = await survey_of(bot, NEEDS, PLEASED, CHILDREN), await bot.person("Иван", "ru")
    await ivan.says(f"/start survey_{survey.id}")
    await taps(ivan, ("Согласен", "1/3"), ("Пропустить", "2/3"), ("Позже", "Ваши ответы сохранены"))
    await ivan.says("/poll")
    await ivan.sees("✏️ О языке")
    await taps(ivan, ("1", "Вы ответили на 1 вопрос."), ("Продолжить", "2/3"))
    await ivan.says("/cancel")
    await ivan.sees("Остановлено. Ваши ответы сохранены.")
    await ivan.says(f"/start survey_{survey.id}")
    await taps(ivan, ("Продолжить", "2/3"), ("5", "3/3"))
    assert await given(bot, ivan, survey) == {3: Answer(), 4: Answer((5,))}


async def test_a_survey_is_answered_once_and_an_old_button_changes_nothing(bot: RunningBot) -> None:
    survey, dina = await survey_of(bot, LIVES), await bot.person("Dina", "en")
    await dina.says(f"/start survey_{survey.id}")
    await taps(
        dina, ("I agree", "1/1"), ("Kazakh", "look at your answers"), ("Send", "You sent your answers")
    )
    await bot.sends(dina, "An older screen", "Old", f"sva:{survey.id}:1:2")
    await dina.presses("Old")
    await dina.sees("This button is out of date. Open the survey again")
    for data in (f"svs:{survey.id}", f"svg:{survey.id}"):
        await bot.sends(dina, "An older screen", "Again", data)
        await taps(dina, ("Again", "A survey is answered once."))
    assert await given(bot, dina, survey) == {1: Answer((1,))} and (await sent(bot, survey)) == (1, 1)
    await dina.says(f"/start survey_{survey.id}")
    assert not {"Go on", "I agree, begin", "Results"} & set(
        labels(await dina.sees("A survey is answered once."))
    )


async def test_forged_choices_are_no_answers(bot: RunningBot) -> None:
    survey, dina = await survey_of(bot, LIVES, NEEDS, PLEASED, PLACE), await bot.person("Dina", "en")
    for rest in ("1:1", "1:9", "3:1", "6:DE"):
        await bot.sends(dina, "Forged", "Before", f"sva:{survey.id}:{rest}")
        await taps(dina, ("Before", "This button is out of date"))
    await dina.says(f"/start survey_{survey.id}")
    await taps(dina, ("I agree", "1/4"))
    for verb, rest in (("sva", "1:9"), ("sva", "4:6"), ("sva", "4:0"), ("sva", "6:ZZ"), ("sva", "3:1"), ("svm", "3:+9"),
                       ("svm", "1:+1"), ("svn", "1"), ("svs", "")):  # fmt: skip
        await bot.sends(dina, "Forged", "Now", f"{verb}:{survey.id}:{rest}".rstrip(":"))
        await dina.presses("Now")
        assert await given(bot, dina, survey) == {}
    assert (await sent(bot, survey)) == (1, 0)


async def test_what_is_over_takes_no_answers_and_says_so(bot: RunningBot, clock: Clock) -> None:
    survey = await survey_of(bot, LIVES, CHILDREN, ends_at=NOW + timedelta(hours=1))
    dina = await bot.person("Dina", "en")
    await dina.says(f"/start survey_{survey.id}")
    await taps(dina, ("I agree", "1/2"), ("Kazakh", "2/2"))
    clock.now += timedelta(hours=1)
    await dina.says("3")
    await dina.sees("This survey is over and takes no answers")
    await bot.settled()
    async with bot.services.database.connect() as tx:
        left = await conversations.get(tx, dina.id, dina.id)
    assert left is not None and left.state == conversation.END
    await dina.says("/poll")
    await dina.sees("No survey is open for you now.")
    await dina.says(f"/start survey_{survey.id}")
    shown = await dina.sees("This survey is over")
    assert "Go on" not in labels(shown) and "Take my answers back" in labels(shown)


@pytest.mark.parametrize("number", ["1", "99", "x", ""])
async def test_a_link_to_none_or_to_a_draft_says_that_there_is_none(bot: RunningBot, number: str) -> None:
    await survey_of(bot, state=State.REVIEW)
    aigerim = await bot.person("Айгерім")
    await aigerim.says(f"/start survey_{number}")
    await aigerim.sees("Мұндай сауалнама жоқ")
    await taps(aigerim, ("Сауалнамалар", "ашық сауалнама жоқ"))


async def crowd(bot: RunningBot, survey: Survey, number: int) -> None:
    """So many speak Kazakh, and one less than five another language."""
    async with bot.services.database.begin() as tx:
        for place in range(number):
            choice = Answer((2 if place < 4 else 1,))
            assert await answered(tx, survey, await person(tx, 9000 + place), {1: choice})


async def test_results_are_told_where_staff_allow_with_small_groups_hidden(bot: RunningBot) -> None:
    survey, dina = await survey_of(bot, LIVES, results_shown=True), await bot.person("Dina", "en")
    await crowd(bot, survey, 12)
    await bot.sends(dina, "Forged", "Peek", f"svr:{survey.id}:0")
    await taps(dina, ("Peek", "The results of this survey are not shown"))
    await dina.says(f"/start survey_{survey.id}")
    await taps(
        dina, ("I agree", "1/1"), ("Kazakh", "look at your answers"), ("Send", "You sent your answers")
    )
    await taps(dina, ("Results", "13 members sent their answers."))
    text = (await dina.chat())[-1]["text"]
    assert (
        "13 people answered" in text and "fewer than 5" in text and "not shown" in text
    )  # 13 less 9 would be 4
    async with bot.services.database.begin() as tx:
        for place in range(3):
            assert await answered(tx, survey, await person(tx, 9900 + place), {1: Answer((2,))})
    await taps(dina, ("Back", "Thank you."), ("Results", "Kazakh: ▇▇▇▇▇▇ 56\u00a0% (9)"))
    assert "Another: ▇▇▇▇ 44\u00a0% (7)" in (await dina.chat())[-1]["text"]


async def test_answers_are_taken_back_and_given_anew(bot: RunningBot) -> None:
    survey, dina = await survey_of(bot, LIVES), await bot.person("Dina", "en")
    await dina.says(f"/start survey_{survey.id}")
    await taps(
        dina,
        ("I agree", "1/1"),
        ("Kazakh", "look at your answers"),
        ("Send", "You sent your answers"),
        ("Take my answers back", "deleted and counted no more"),
        ("Take my answers back", "were deleted"),
    )
    assert (await sent(bot, survey)) == (0, 0)
    await taps(dina, ("Back", "The fund sees your answers."), ("I agree", "1/1"))
    await dina.says("another")
    await taps(dina, ("Send", "You sent your answers"))
    assert await given(bot, dina, survey) == {1: Answer((2,))}


async def test_of_a_place_that_may_be_several_the_choice_is_offered(bot: RunningBot) -> None:
    survey, dina = await survey_of(bot, PLACE), await bot.person("Dina", "en")
    await dina.says(f"/start survey_{survey.id}")
    await taps(dina, ("I agree", "1/1"))
    await dina.says("Guinea Congo")
    offered = labels(await dina.sees("Which of these?"))
    assert "🇬🇳 Guinea" in offered
    await taps(dina, ("🇬🇳 Guinea", "look at your answers"))
    assert await given(bot, dina, survey) == {6: Answer(country="GN")}


async def test_of_a_shared_location_only_the_country_is_kept(bot: RunningBot) -> None:
    survey, dina = await survey_of(bot, PLACE), await bot.person("Dina", "en")
    await dina.says(f"/start survey_{survey.id}")
    await taps(dina, ("I agree", "1/1"))
    await bot.settled()
    about = {"id": dina.id, "is_bot": False, "first_name": "Dina", "language_code": "en"}
    message = {"message_id": 99, "date": 0, "chat": {"id": dina.id, "type": "private"}, "from": about,
               "location": {"latitude": 52.52, "longitude": 13.405}}  # fmt: skip
    update = Update.de_json({"update_id": 10_000, "message": message}, bot.application.bot)
    await bot.application.process_update(update)
    await dina.sees("look at your answers")
    assert await given(bot, dina, survey) == {6: Answer(country="DE")}


async def test_what_was_answered_is_shown_in_my_data_and_forgotten(bot: RunningBot) -> None:
    survey, aigerim = await survey_of(bot, LIVES, WHICH), await bot.person("Айгерім")
    await aigerim.says(f"/start survey_{survey.id}")
    await taps(aigerim, ("Келісемін", "1/2"), ("Басқа тілде", "2/2"))
    await aigerim.says("Түрікше")
    await taps(aigerim, ("Жіберу", "Рақмет"))
    await aigerim.says("/mydata")
    await aigerim.sees("Жауап берген сауалнамаларыңыз: 1")
    await aigerim.presses("Файл түрінде")
    message = await aigerim.sees("")
    kept = orjson.loads(bot.sandbox.world.files.get(message["document"]["file_id"]).content)
    [record] = kept["answers_to_surveys"]
    assert (record["title"], record["agreed_to"], record["version_agreed_to"]) == (
        "Тіл туралы",
        "Жауабыңызды қор көреді.",
        1,
    )
    assert record["answers"] == [
        {"question": "Қай тілде сөйлейсіз?", "chosen": ["Басқа тілде"]},
        {"question": "Қай тілде?", "text": "Түрікше"},
    ]
    await aigerim.says("/forget")
    await aigerim.presses("Өшіру")
    await aigerim.sees("өшірілді")
    assert (await sent(bot, survey)) == (0, 0)


async def test_in_arabic_letters_it_reads_in_them_and_long_options_stand_in_the_text(bot: RunningBot) -> None:
    long = Question(
        1,
        LIVES.kind,
        LIVES.texts,
        tuple(
            type(option)(option.id, {code: said * 4 for code, said in option.texts.items()})
            for option in LIVES.options
        ),
    )
    survey, nur = await survey_of(bot, long, CHILDREN), await bot.person("نۇر", "kk")
    async with bot.services.database.begin() as tx:
        await members.join(tx, nur.id, "kk", NOW)
        await members.update(tx, nur.id, script="arab")
    await nur.says(f"/start survey_{survey.id}")
    await nur.sees("📋")
    await nur.presses("كەلىسەمىن، باستاۋ")
    shown = await nur.sees("1/2")
    assert labels(shown)[:2] == ["1", "2"] and "2. باسقا" in shown["text"]
    assert not any("а" <= letter.lower() <= "я" for letter in shown["text"] + "".join(labels(shown)))
    await nur.says("٢")
    await nur.sees("2/2")
    await nur.says("٣")
    await nur.sees("— 3")
    await bot.settled()
    assert await given(bot, nur, survey) == {1: Answer((2,)), 5: Answer(number=3)}


async def test_a_survey_closed_under_ones_hand_says_so(bot: RunningBot) -> None:
    survey, dina = await survey_of(bot, LIVES, CHILDREN), await bot.person("Dina", "en")
    await dina.says(f"/start survey_{survey.id}")
    await taps(dina, ("I agree", "1/2"))
    async with bot.services.database.begin() as tx:
        assert await surveys.step(tx, survey, [State.OPEN], State.CLOSED, NOW + timedelta(hours=1))
    told = await dina.presses("Kazakh")
    assert told["text"] is None
    await dina.sees("This survey is over and takes no answers")
