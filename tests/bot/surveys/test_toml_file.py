"""A survey as a file: the one of the paper is whole, and each fault is named by its key."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.surveys import readiness
from bot.surveys.toml_file import SurveyFileError, read
from storage.surveys.questionnaire import Condition, Kind, Option
from storage.surveys.surveys import State, Survey

PAPER = Path(__file__).parents[3] / "docs/surveys.md"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
TITLE = 'title = { kk = "Тіл" }\n'
ASKED = TITLE + '[[questions]]\nkind = "choice"\ntext = { kk = "Қалай?" }\n'
MANY = ", ".join(['{ kk = "1" }'] * 21)


def test_the_file_of_the_paper_lacks_nothing() -> None:
    [shown] = re.findall(r"```toml\n(.*?)```", PAPER.read_text(encoding="utf-8"), re.DOTALL)
    survey = Survey(1, State.DRAFT, **read(shown.encode(), ["culture"]))
    assert readiness.lacks(survey, NOW) == []
    choice, text, scale = survey.asked
    assert choice.options[1] == Option(2, {"kk": "Басқа тілде", "ru": "На другом", "en": "Another"})
    assert (text.kind, text.required, text.condition) == (Kind.TEXT, False, Condition(1, (2,)))
    assert [option.id for option in scale.options] == [1, 5]
    assert (survey.topic, survey.countries) == ("culture", ["DE", "TR"])
    assert survey.ends_at == datetime(2026, 12, 25, 13, tzinfo=UTC) and survey.results_shown


def test_what_is_missing_is_for_the_draft_to_name() -> None:
    values = read(TITLE.encode(), [])
    assert values["texts"] == {"kk": {"title": "Тіл"}} and values["questions"] == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff", "not in UTF-8; save it again"),
        (b"title = ", "Invalid value"),
        (b"", "title: Field required"),
        (TITLE.encode() + b"colour = 1", "colour: Extra inputs"),
        (b'title = { de = "Titel" }', "title.de"),
        (f'title = {{ kk = "{"ә" * 101}" }}'.encode(), "title.kk: String should have at most 100"),
        (f'{TITLE}countries = ["Germany"]'.encode(), "countries.0: Value error, not an ISO 3166-1 code"),
        (f'{TITLE}topic = "sport"'.encode(), "topic: use one of culture"),
        (f'{TITLE}ends_at = "tomorrow"'.encode(), "ends_at: Value error"),
        (f"{TITLE}ends_at = 2026-12-25T18:00:00".encode(), "ends_at: Input should have timezone info"),
        (ASKED.replace("choice", "essay").encode(), "questions.0.kind: Input should be"),
        (f"{ASKED}most = 4".encode(), "questions.0.most: Value error, use one of 3, 5, 7, 10"),
        (f"{ASKED}only_if = {{ question = 0, options = [1] }}".encode(), "questions.0.only_if.question"),
        (f"{ASKED}options = [{MANY}]".encode(), "questions.0.options: List should have"),
    ],
)
def test_each_fault_is_named_by_its_key(content: bytes, told: str) -> None:
    with pytest.raises(SurveyFileError) as refused:
        read(content, ["culture"])
    assert told in str(refused.value)
