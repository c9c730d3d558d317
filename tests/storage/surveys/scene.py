"""A survey with a question of each kind, and members who answer it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.members import members
from storage.surveys import responses, surveys
from storage.surveys.questionnaire import Condition, Kind, Option, Question
from storage.surveys.responses import Answer
from storage.surveys.surveys import State, Survey

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
END = NOW + timedelta(days=14)
LANGUAGES = ("kk", "ru", "en")


def texts(*said: str) -> dict[str, str]:
    return dict(zip(LANGUAGES, said, strict=True))


LIVES = Question(
    1, Kind.CHOICE, texts("Қай тілде сөйлейсіз?", "На каком языке вы говорите?", "Which language do you speak?"),
    (Option(1, texts("Қазақша", "На казахском", "Kazakh")), Option(2, texts("Басқа тілде", "На другом", "Another"))),
)  # fmt: skip
WHICH = Question(2, Kind.TEXT, texts("Қай тілде?", "На каком?", "Which one?"), condition=Condition(1, (2,)))
NEEDS = Question(
    3, Kind.SEVERAL, texts("Сізге не керек?", "Что вам нужно?", "What do you need?"),
    (Option(1, texts("Кітап", "Книги", "Books")), Option(2, texts("Курс", "Курсы", "Courses")),
     Option(3, texts("Мектеп", "Школа", "A school"))), required=False,
)  # fmt: skip
PLEASED = Question(
    4, Kind.SCALE, texts("Қаншалықты ризасыз?", "Насколько вы довольны?", "How pleased are you?"),
    (Option(1, texts("Риза емеспін", "Недоволен", "Not at all")), Option(5, texts("Өте ризамын", "Очень", "Very"))),
)  # fmt: skip
CHILDREN = Question(
    5, Kind.NUMBER, texts("Неше балаңыз бар?", "Сколько у вас детей?", "How many children have you?")
)
PLACE = Question(6, Kind.PLACE, texts("Қайда тұрасыз?", "Где вы живёте?", "Where do you live?"))
QUESTIONS = (LIVES, WHICH, NEEDS, PLEASED, CHILDREN, PLACE)
TEXTS = {
    "kk": {"title": "Тіл туралы", "description": "Қысқа сауалнама.", "consent": "Жауабыңызды қор көреді."},
    "ru": {"title": "О языке", "description": "Короткий опрос.", "consent": "Ответы увидит фонд."},
    "en": {"title": "About language", "description": "A short survey.", "consent": "The fund sees your answers."},
}  # fmt: skip


async def opened(
    tx: AsyncConnection, questions: tuple[Question, ...] = QUESTIONS, author_id: int = 7, **values: Any
) -> Survey:
    """An open one."""
    about = {
        "state": State.OPEN, "texts": TEXTS, "questions": [question.as_json() for question in questions],
        "ends_at": END, "opened_at": NOW,
    }  # fmt: skip
    return await surveys.create(tx, author_id, NOW, **(about | values))


async def person(tx: AsyncConnection, chat_id: int, country: str | None = "DE") -> int:
    member = await members.join(tx, chat_id, "kk", NOW)
    await members.update(tx, chat_id, country=country)
    return member.id


async def answered(
    tx: AsyncConnection, survey: Survey, member_id: int, given: dict[int, Answer], at: datetime = NOW
) -> bool:
    """Begun, answered and sent."""
    await responses.begin(tx, survey.id, member_id, 1, "kk", at)
    for question, answer in given.items():
        assert await responses.put(tx, survey.id, member_id, question, answer, at)
    return await responses.send(tx, survey.id, member_id, list(given), at)
