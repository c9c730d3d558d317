"""The steps of /start without a button: typed in any language and letters."""

import pytest

from handlers.members.typed_steps import language_code
from tests.handlers.members.test_start import member
from tests.handlers.running_bot import RunningBot


@pytest.mark.parametrize(
    ("language", "country", "shown", "topics", "done", "kept"),
    [
        (
            "қазақша",
            "мен Германияда тұрамын",
            "Қай тақырыптардан",
            ["Білім және гранттар"],
            "дайын",
            ("kk", "cyrl", "DE"),
        ),
        ("قازاقشا", "ۇرىمجىدە تۇرامىن", "قاي تاقىرىپتاردان", ["مادەنيەت"], "دايىن", ("kk", "arab", "CN")),
        ("Qazaqsha", "Turkiya", "Qai taqyryptardan", [], "Daiyn", ("kk", "latn", "TR")),
        (
            "по-русски",
            "я из Омска",
            "О чём присылать",
            ["культура", "Работа"],
            "Готово.",
            ("ru", "cyrl", "RU"),
        ),
        ("English!", "I live in Prague", "What would you like", [], "skip", None),
    ],
)
async def test_a_newcomer_may_type_everything(
    bot: RunningBot,
    language: str,
    country: str,
    shown: str,
    topics: list[str],
    done: str,
    kept: tuple[str, str, str] | None,
) -> None:
    person = await bot.person("Айгерім", "kk")
    await person.says("/start")
    await person.sees("Қай тілде жазысқан ыңғайлы?")
    await person.says(language)
    await person.says(country)
    await person.sees(shown, seconds=20)  # the names of places are read at their first use
    for topic in topics:
        await person.says(topic)
    await person.says(done)
    await bot.settled()
    row = await member(bot, person.id)
    assert len(row.topics) == len(topics)
    if kept:
        assert (row.language, row.script, row.country) == kept
        assert row.start_step is None
    else:  # there is nothing to skip at the topics: it is a question like any other
        assert (row.country, row.start_step) == ("CZ", "topics")


async def test_a_city_says_the_zone_where_clocks_differ(bot: RunningBot) -> None:
    person = await bot.person("Тимур", "ru")
    await person.says("/start")
    await person.says("русский")
    await person.says("Россия")
    await person.sees("По времени какого города")
    await person.says("Новосибирск")
    await person.sees("О чём присылать")
    assert (await member(bot, person.id)).timezone == "Asia/Novosibirsk"


async def test_a_name_of_two_countries_is_asked_about(bot: RunningBot) -> None:
    person = await bot.person("Тимур", "ru")
    await person.says("/start")
    await person.says("русский")
    await person.says("Конго")
    await person.presses("Конго - Киншаса")
    await bot.settled()
    assert (await member(bot, person.id)).country == "CD"


@pytest.mark.parametrize(
    "question",
    [
        "Қандас мәртебесін қалай аламын?",
        "Германияда төлқұжатты қайда ауыстырам",
        "виза",
        "Қытайдан көшу",
        "көшу",
        "керек",
    ],
)
async def test_a_question_at_a_step_stays_a_question(bot: RunningBot, question: str) -> None:
    person = await bot.person("Айгерім", "kk")
    await person.says("/start")
    await person.says("Қазақша")
    await person.sees("Қай елде тұрасыз?")
    await person.says(question)
    await bot.settled()
    row = await member(bot, person.id)
    assert (row.country, row.start_step) == (None, "country")
    await person.presses("Германия")
    await person.sees("Қай тақырыптардан")


async def test_at_its_end_places_are_places_again(bot: RunningBot) -> None:
    person = await bot.person("Айгерім", "kk")
    await person.says("/start")
    for typed in ("Қазақша", "Өткізіп жіберу", "Дайын"):
        await person.says(typed)
    await person.sees("Бәрі дайын.")
    await person.says("Германия")
    await bot.settled()
    assert (await member(bot, person.id)).country is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Қазақша", "kk"), ("казахский", "kk"), ("қазақ", "kk"), ("Kazakh", "kl"), ("qazaqşa", "kl"), ("قازاقشا", "ka"),
        ("kk-Cyrl", "kk"), ("Русский", "ru"), ("орысша", "ru"), ("English", "en"), ("ағылшынша", "en"), ("сәлем", None),
    ],
)  # fmt: skip
def test_a_language_is_known_by_what_it_is_called(typed: str, code: str | None) -> None:
    assert language_code(typed) == code
