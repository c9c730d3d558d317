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
        (b"\xff", ": the file is not in UTF-8; save it again"),
        (b"\ntitle = =", ": line 2 is not written as such a file has it"),
        (b'title = """', ": the file ends in the middle"),
        (b"", "title: it is missing"),
        (b"title = 5", "title: something else is expected here"),
        (TITLE.encode() + b"colour = 1", "colour: there is no such key"),
        (b'title = { de = "Titel" }', "title.de.[key]: use one of: 'kk', 'ru', 'en'"),
        (b'title = { kk = "" }', "title.kk: it is empty"),
        (f'title = {{ kk = "{"ә" * 101}" }}'.encode(), "title.kk: 100 characters at most"),
        (
            f'{TITLE}countries = ["Germany"]'.encode(),
            "countries.0: a country is written with two capital letters",
        ),
        (f'{TITLE}topic = "sport"'.encode(), "topic: use one of: culture"),
        (f'{TITLE}ends_at = "tomorrow"'.encode(), "ends_at: a date, an hour and its distance from UTC"),
        (
            f"{TITLE}ends_at = 2026-12-25T18:00:00".encode(),
            "ends_at: a date, an hour and its distance from UTC",
        ),
        (ASKED.replace("choice", "essay").encode(), "questions.0.kind: use one of: 'choice', "),
        (f"{ASKED}most = 4".encode(), "questions.0.most: use one of: 3, 5, 7, 10"),
        (
            f"{ASKED}only_if = {{ question = 0, options = [1] }}".encode(),
            "questions.0.only_if.question: 1 or more",
        ),
        (f"{ASKED}options = [{MANY}]".encode(), "questions.0.options: "),
    ],
)
def test_each_fault_is_named_by_its_key(content: bytes, told: str) -> None:
    with pytest.raises(SurveyFileError) as refused:
        read(content, ["culture"])
    said = [f"{fault.key}: {fault.msgid.format(**fault.places)}" for fault in refused.value.faults]
    assert said[0].startswith(told)
