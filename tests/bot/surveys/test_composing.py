"""A questionnaire as it is typed: lines in three languages, moved, made to depend on others."""

import pytest

from bot.errors import BotError
from bot.surveys import composing
from storage.surveys.questionnaire import Condition, Kind, Option, Question
from tests.storage.surveys.scene import LIVES, NEEDS, PLEASED, QUESTIONS, WHICH

BLANK = Question(1, Kind.CHOICE)


def test_options_of_three_languages_meet_by_their_lines() -> None:
    made = composing.worded(BLANK, "kk", "Қай тілде?\n\n Қазақша \nБасқа")
    made = composing.worded(made, "ru", "На каком?\nНа казахском\nНа другом")
    assert made.texts == {"kk": "Қай тілде?", "ru": "На каком?"}
    assert made.options == (
        Option(1, {"kk": "Қазақша", "ru": "На казахском"}),
        Option(2, {"kk": "Басқа", "ru": "На другом"}),
    )
    assert composing.typed(made, "ru") == "На каком?\nНа казахском\nНа другом"


def test_an_option_taken_out_of_every_language_is_gone() -> None:
    fewer = composing.worded(NEEDS, "kk", "Не керек?\nКітап\nКурс")
    assert fewer.options[2].texts == {"ru": "Школа", "en": "A school"}
    for language, typed in (("ru", "Что?\nКниги\nКурсы"), ("en", "What?\nBooks\nCourses")):
        fewer = composing.worded(fewer, language, typed)
    assert fewer.choices == (1, 2)
    assert composing.worded(fewer, "kk", "Не?\nКітап\nКурс\nКлуб").choices == (1, 2, 3)


def test_a_scale_has_words_at_its_ends_and_typed_answers_have_none() -> None:
    scale = composing.worded(Question(1, Kind.SCALE), "en", "How?\nBad\nGood")
    assert scale.options == (Option(1, {"en": "Bad"}), Option(5, {"en": "Good"}))
    assert composing.scaled(scale, 10).options[1].id == 10
    assert composing.worded(scale, "en", "How?").options == ()
    assert composing.worded(Question(1, Kind.TEXT), "en", "Why?\nTell us.").texts == {"en": "Why? Tell us."}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("  \n ", "in words"),
        ("ә" * 301, "at most"),
        ("Why?\n" + "ә" * 101, "at most"),
        ("Why?" + "\nx" * 21, "too many"),
    ],
)
def test_what_does_not_fit_is_told(typed: str, told: str) -> None:
    with pytest.raises(BotError) as refused:
        composing.worded(BLANK, "en", typed)
    assert told in refused.value.msgid


def test_a_new_one_takes_the_next_number_and_a_blank_one_is_not_doubled() -> None:
    made = composing.added(QUESTIONS, Kind.PLACE)
    assert made[-1] == Question(7, Kind.PLACE)
    assert composing.added(made, Kind.TEXT)[-2:] == (QUESTIONS[-1], Question(7, Kind.TEXT))
    worded = Question(1, Kind.TEXT, {"kk": "Неге?"})
    with pytest.raises(BotError):
        composing.added((worded,) * composing.QUESTIONS_MOST, Kind.TEXT)


@pytest.mark.parametrize(("to", "order"), [(0, [3, 1, 2]), (1, [3, 1, 2]), (2, [1, 3, 2]), (9, [1, 2, 3])])
def test_it_moves_within_the_list(to: int, order: list[int]) -> None:
    moved = composing.moved((LIVES, WHICH, NEEDS), 3, to)
    assert [question.id for question in moved] == order


def test_what_hung_on_a_deleted_one_is_asked_of_everybody() -> None:
    assert [question.condition for question in composing.without((LIVES, WHICH), 1)] == [None]


def test_it_depends_on_earlier_ones_that_something_is_chosen_in() -> None:
    assert composing.may_depend_on(QUESTIONS, 5) == [LIVES, NEEDS, PLEASED]
    assert composing.may_depend_on(QUESTIONS, 1) == [] == composing.may_depend_on(QUESTIONS, 99)
    asked = composing.depending(BLANK, 4, 5, chosen=True)
    asked = composing.depending(asked, 4, 1, chosen=True)
    assert asked.condition == Condition(4, (1, 5))
    assert composing.depending(asked, 3, 2, chosen=True).condition == Condition(3, (2,))
    for point in (1, 5):
        asked = composing.depending(asked, 4, point, chosen=False)
    assert asked.condition is None
