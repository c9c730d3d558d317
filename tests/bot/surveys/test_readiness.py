"""What is missing is named, with its language and question."""

from dataclasses import replace
from typing import Any

import pytest

from bot.faq.parallel import Difference
from bot.surveys.readiness import Lack, doubts, lacks
from storage.surveys.questionnaire import Condition, Kind, Option, Question
from storage.surveys.surveys import State, Survey
from tests.storage.surveys.scene import END, LIVES, NOW, PLEASED, QUESTIONS, TEXTS, WHICH

UNWRITTEN = (*LIVES.options, Option(3, {"kk": "Үшінші", "en": "Third"}))


def survey(*questions: Question, **values: Any) -> Survey:
    about: dict[str, Any] = {"texts": TEXTS, "questions": [q.as_json() for q in questions], "ends_at": END}
    return Survey(1, State.DRAFT, **(about | values))


def test_what_is_whole_lacks_nothing() -> None:
    assert lacks(survey(*QUESTIONS), NOW) == []


@pytest.mark.parametrize(
    ("made", "lack"),
    [
        (survey(LIVES, texts=TEXTS | {"ru": {"title": "О", "consent": ""}}), (Lack.CONSENT, "ru", 0)),
        (survey(LIVES, texts=TEXTS | {"en": {"consent": "Yes"}}), (Lack.TITLE, "en", 0)),
        (survey(), (Lack.QUESTIONS, "", 0)),
        (survey(PLEASED, replace(LIVES, texts={"kk": "Иә", "ru": "Да"})), (Lack.QUESTION, "en", 2)),
        (survey(replace(LIVES, options=LIVES.options[:1])), (Lack.OPTIONS, "", 1)),
        (survey(replace(LIVES, options=UNWRITTEN)), (Lack.OPTIONS, "ru", 1)),
        (survey(WHICH, LIVES), (Lack.CONDITION, "", 1)),
        (survey(LIVES, replace(WHICH, condition=Condition(1, (3,)))), (Lack.CONDITION, "", 2)),
        (survey(LIVES, replace(WHICH, condition=Condition(1, ()))), (Lack.CONDITION, "", 2)),
        (survey(PLEASED, replace(WHICH, condition=Condition(4, (6,)))), (Lack.CONDITION, "", 2)),
        (survey(LIVES, ends_at=None), (Lack.END, "", 0)),
        (survey(LIVES, ends_at=NOW), (Lack.PAST, "", 0)),
    ],
)  # fmt: skip
def test_each_thing_that_is_missing_is_named(made: Survey, lack: tuple[Lack, str, int]) -> None:
    assert lacks(made, NOW) == [lack]


def test_a_scale_needs_no_words_at_its_ends() -> None:
    assert lacks(survey(replace(PLEASED, options=())), NOW) == []
    assert PLEASED.choices == (1, 2, 3, 4, 5) and Question(1, Kind.TEXT).choices == ()


def test_what_the_languages_say_otherwise_is_named_with_its_question() -> None:
    assert doubts(survey(*QUESTIONS)) == []
    title = TEXTS | {"ru": TEXTS["ru"] | {"title": "О языке: 3 вопроса"}}
    asked = replace(PLEASED, texts=PLEASED.texts | {"en": "Насколько вы довольны нашей работой и ответами?"})
    assert doubts(survey(LIVES, asked, texts=title)) == [
        (0, Difference("numbers", None, {"number": "3", "here": ["ru"], "others": ["kk", "en"]})),
        (2, Difference("wrong", "en", {"other": ["ru"]})),
    ]
