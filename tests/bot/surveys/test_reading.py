"""What people type as an answer, in any letters and digits."""

import pytest

from bot.errors import BotError
from bot.surveys.reading import in_country, place, read
from storage.surveys.questionnaire import Question
from storage.surveys.responses import Answer
from tests.storage.surveys.scene import CHILDREN, LIVES, NEEDS, PLACE, PLEASED, WHICH


@pytest.mark.parametrize(
    ("question", "typed", "answer"),
    [
        (LIVES, "2", Answer((2,))),
        (LIVES, "٢", Answer((2,))),
        (LIVES, "қазақша", Answer((1,))),
        (LIVES, "Qazaqşa", Answer((1,))),
        (LIVES, "قازاقشا", Answer((1,))),
        (LIVES, "Kazakh", Answer((1,))),
        (NEEDS, "1, 3", Answer((1, 3))),
        (NEEDS, "3 1 3", Answer((1, 3))),
        (NEEDS, "мектеп; кітап", Answer((1, 3))),
        (NEEDS, "A school\nBooks", Answer((1, 3))),
        (PLEASED, " 5 ", Answer((5,))),
        (CHILDREN, "3", Answer(number=3)),
        (CHILDREN, "٣", Answer(number=3)),
        (CHILDREN, "1 200,5", Answer(number=1200.5)),
        (CHILDREN, "-7", Answer(number=-7)),
        (WHICH, " Түрікше \n", Answer(text="Түрікше")),
        (PLACE, "Германия", Answer(country="DE")),
        (PLACE, "Гамбург", Answer(country="DE", text="Гамбург")),
        (PLACE, "مۇڭعوليا", Answer(country="MN", text="مۇڭعوليا")),
    ],
)  # fmt: skip
def test_it_is_understood(question: Question, typed: str, answer: Answer) -> None:
    assert read(question, typed) == answer


@pytest.mark.parametrize(
    ("question", "typed", "told"),
    [
        (LIVES, "3", "one of the buttons"),
        (LIVES, "0", "one of the buttons"),
        (LIVES, "", "one of the buttons"),
        (LIVES, "²", "one of the buttons"),
        (LIVES, "①", "one of the buttons"),
        (LIVES, "½", "one of the buttons"),
        (PLEASED, "²", "a number from"),
        (CHILDREN, "²", "in figures"),
        (NEEDS, "²", "with commas"),
        (NEEDS, "1, 9", "with commas"),
        (NEEDS, ", ,", "with commas"),
        (PLEASED, "6", "a number from"),
        (PLEASED, "жақсы", "a number from"),
        (CHILDREN, "үшеу", "in figures"),
        (CHILDREN, "1e9", "in figures"),
        (CHILDREN, "9" * 15, "in figures"),
        (WHICH, " ", "in words"),
        (PLACE, "қайда болса да", "in words"),
    ],
)
def test_what_is_no_answer_is_told(question: Question, typed: str, told: str) -> None:
    with pytest.raises(BotError) as refused:
        read(question, typed)
    assert told in refused.value.msgid


def test_of_a_place_the_words_are_kept_only_where_they_say_more() -> None:
    assert in_country("DE", "Germany") == in_country("DE") == Answer(country="DE")
    assert place("Германиядан").sure is not None
