"""A survey written as a TOML file, sent to the bot at /poll: a draft with everything the file says.

What is merely missing is named on the draft's card; what cannot be read is refused here, a line for each fault.
`docs/surveys.md` shows a file.
"""

import tomllib
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic import StringConstraints as Limits
from pydantic_core import PydanticCustomError

from bot.directory.countries import codes
from bot.errors import BotError
from bot.file_faults import ENCODING, READ, TOLD, Fault, of_toml
from bot.surveys.composing import (
    OPTION_MOST,
    OPTIONS_MOST,
    QUESTION_MOST,
    QUESTIONS_MOST,
    SCALES,
    TEXT_MOST,
    TITLE_MOST,
)
from bot.text import toml
from storage.surveys.questionnaire import LOWEST, Condition, Kind, Option, Question

FAULTS_MOST = 10  # lines that are told
COUNTRIES_MOST = 300
Language = Literal["kk", "ru", "en"]


class SurveyFileError(BotError):
    """What is wrong with the file."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(READ)
        self.faults = faults


def _country(code: str) -> str:
    if code not in codes():
        raise PydanticCustomError("country", "no country")
    return code


def _moment(value: object) -> object:
    """Also as TOML's own date and time."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("moment", "no moment") from None


def _scale(most: int) -> int:
    if most not in SCALES:
        raise PydanticCustomError("one_of", "another", {"expected": ", ".join(map(str, SCALES))})
    return most


Title = Annotated[str, Limits(strip_whitespace=True, min_length=1, max_length=TITLE_MOST)]
Said = Annotated[str, Limits(strip_whitespace=True, min_length=1, max_length=QUESTION_MOST)]
Label = Annotated[str, Limits(strip_whitespace=True, min_length=1, max_length=OPTION_MOST)]
Long = Annotated[str, Limits(strip_whitespace=True, max_length=TEXT_MOST)]
Place = Annotated[int, Field(ge=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class OnlyIf(_Table):
    """`question` and `options` by their places from 1; of a scale its points."""

    question: Place
    options: list[Place]


class Asked(_Table):
    """Of a scale, `options` are the words of its two ends."""

    kind: Annotated[Kind, Field(strict=False)]
    text: dict[Language, Said]
    options: Annotated[list[dict[Language, Label]], Field(max_length=OPTIONS_MOST)] = []
    required: bool = True
    most: Annotated[int, AfterValidator(_scale)] = 5
    only_if: OnlyIf | None = None


class SurveyFile(_Table):
    """The keys a file may have."""

    title: dict[Language, Title]
    description: dict[Language, Long] = {}
    consent: dict[Language, Long] = {}
    topic: str | None = None
    countries: Annotated[
        list[Annotated[str, AfterValidator(_country)]], Field(max_length=COUNTRIES_MOST)
    ] = []
    ends_at: Annotated[AwareDatetime | None, BeforeValidator(_moment)] = None
    results_shown: bool = False
    questions: Annotated[list[Asked], Field(max_length=QUESTIONS_MOST)] = []


def read(content: bytes, topics: Collection[str]) -> dict[str, Any]:
    """Columns of a new draft; SurveyFileError for what cannot be read."""
    try:
        file = SurveyFile.model_validate(toml.loads(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise SurveyFileError(Fault(ENCODING, places={"encoding": "UTF-8"})) from None
    except tomllib.TOMLDecodeError as error:
        raise SurveyFileError(of_toml(error)) from None
    except ValidationError as error:
        raise SurveyFileError(*map(Fault.of, error.errors()[:FAULTS_MOST])) from None
    if file.topic is not None and file.topic not in topics:
        raise SurveyFileError(Fault(TOLD["one_of"], "topic", {"expected": ", ".join(topics)}))
    parts = {"title": file.title, "description": file.description, "consent": file.consent}
    languages = dict.fromkeys(code for texts in parts.values() for code in texts)
    return {
        "texts": {
            code: {name: texts[code] for name, texts in parts.items() if code in texts} for code in languages
        },
        "questions": [_question(asked, place).as_json() for place, asked in enumerate(file.questions, 1)],
        "topic": file.topic,
        "countries": file.countries,
        "ends_at": file.ends_at.astimezone(UTC) if file.ends_at else None,
        "results_shown": file.results_shown,
    }


def _question(asked: Asked, place: int) -> Question:
    numbers = (LOWEST, asked.most) if asked.kind is Kind.SCALE else range(1, len(asked.options) + 1)
    options = [Option(number, _texts(texts)) for number, texts in zip(numbers, asked.options, strict=False)]
    hangs = asked.only_if
    condition = Condition(hangs.question, tuple(hangs.options)) if hangs else None
    return Question(
        place, asked.kind, _texts(asked.text), tuple(options), asked.required, condition, asked.most
    )


def _texts(texts: dict[Language, str]) -> dict[str, str]:
    return {str(code): said for code, said in texts.items()}
