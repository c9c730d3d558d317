"""What a survey still lacks before it can be opened, and what its languages say otherwise. Pure."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial

from bot.faq import parallel
from bot.faq.parallel import Difference, Said
from bot.text.languages import LANGUAGES
from storage.surveys.questionnaire import Kind, Question
from storage.surveys.surveys import Survey

OPTIONS_LEAST = 2
CHOSEN = (Kind.CHOICE, Kind.SEVERAL)
PARTS = ("title", "description", "consent")


class Lack(StrEnum):
    """`handlers/staff/surveys/card.py` words each."""

    TITLE = "title"
    """No title in a language."""
    CONSENT = "consent"
    """No text to agree to in a language."""
    QUESTIONS = "questions"
    """No question at all."""
    QUESTION = "question"
    """A question is not written in a language."""
    OPTIONS = "options"
    """A question to choose from has fewer than two options, or one is not written in a language."""
    CONDITION = "condition"
    """A question hangs on one that does not stand before it, or on an option that is not there."""
    END = "end"
    """No end."""
    PAST = "past"
    """Its end is over."""


def lacks(survey: Survey, now: datetime) -> list[tuple[Lack, str, int]]:
    """Each with the language it is about, and the place of the question from 1; empty and 0 where it is about none."""
    listed = [(Lack.TITLE, code, 0) for code in LANGUAGES if not survey.text(code, "title")]
    listed += [(Lack.CONSENT, code, 0) for code in LANGUAGES if not survey.text(code, "consent")]
    asked = survey.asked
    if not asked:
        listed.append((Lack.QUESTIONS, "", 0))
    for place, question in enumerate(asked, 1):
        listed += [(lack, code, place) for lack, code in of_question(question, asked[: place - 1])]
    if survey.ends_at is None:
        listed.append((Lack.END, "", 0))
    elif survey.ends_at <= now:
        listed.append((Lack.PAST, "", 0))
    return listed


def of_question(question: Question, earlier: tuple[Question, ...]) -> list[tuple[Lack, str]]:
    """What one question lacks, `earlier` being those before it."""
    listed = [(Lack.QUESTION, code) for code in LANGUAGES if not question.text(code)]
    if question.kind in CHOSEN and len(question.options) < OPTIONS_LEAST:
        listed.append((Lack.OPTIONS, ""))
    else:
        listed += [(Lack.OPTIONS, code) for code in LANGUAGES if _unwritten(question, code)]
    condition = question.condition
    if condition is not None:
        before = next((other for other in earlier if other.id == condition.question), None)
        if before is None or not condition.options or not set(condition.options) <= set(before.choices):
            listed.append((Lack.CONDITION, ""))
    return listed


def _unwritten(question: Question, language: str) -> bool:
    return any(not option.texts.get(language) for option in question.options)


def doubts(survey: Survey) -> list[tuple[int, Difference]]:
    """What a colleague should look at, with the place of the question from 1; 0 of the survey itself."""
    listed = [(0, doubt) for name in PARTS for doubt in _between(partial(_part, survey, name))]
    for place, question in enumerate(survey.asked, 1):
        listed += [(place, doubt) for doubt in _between(partial(_everything, question))]
    return listed


def _between(text: Callable[[str], str]) -> list[Difference]:
    texts = {code: text(code) for code in LANGUAGES}
    return parallel.differences({code: Said(said, len(said)) for code, said in texts.items()})


def _part(survey: Survey, name: str, language: str) -> str:
    return survey.text(language, name)


def _everything(question: Question, language: str) -> str:
    """A question with what there is to choose from."""
    options = (option.texts.get(language, "") for option in question.options)
    return "\n".join(filter(None, [question.text(language), *options]))
