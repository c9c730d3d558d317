"""What is kept of a member's answers to surveys, for the member: with the questions and the text they agreed to."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.surveys import responses, surveys
from storage.surveys.questionnaire import Question
from storage.surveys.responses import Answer, Response
from storage.surveys.surveys import Survey


async def about(tx: AsyncConnection, member_id: int, language: str) -> list[dict[str, Any]]:
    """A record for each survey they began, the latest first, worded in this language."""
    mine = await responses.of_member(tx, member_id)
    return [
        _record(survey, mine[survey.id], await responses.answers_of(tx, survey.id, member_id), language)
        for survey in await surveys.of_ids(tx, list(mine))
    ]


def _record(survey: Survey, response: Response, given: dict[int, Answer], language: str) -> dict[str, Any]:
    moments: dict[str, datetime | None] = {"began_at": response.began_at, "sent_at": response.sent_at}
    return {
        "survey": survey.id,
        "title": survey.text(language, "title"),
        "agreed_to": survey.text(response.consent_language, "consent"),
        "version_agreed_to": response.consent_version,
        **moments,
        "answers": [_answer(survey.question(number), number, given[number], language) for number in given],
    }


def _answer(question: Question | None, number: int, answer: Answer, language: str) -> dict[str, Any]:
    said = {"number": answer.number, "text": answer.text, "country": answer.country}
    chosen = [(question.label(option, language) if question else "") or option for option in answer.options]
    asked = question.text(language) if question else ""
    return {
        "question": asked or number,
        **({"chosen": chosen} if chosen else {}),
        **{name: value for name, value in said.items() if value is not None},
    }
